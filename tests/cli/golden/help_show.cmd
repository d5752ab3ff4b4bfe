abcert show --help

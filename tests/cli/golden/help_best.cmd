abcert best --help

abcert export --help

abcert --help

abcert fmt --help

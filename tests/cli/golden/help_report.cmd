abcert report --help

abcert refute --help

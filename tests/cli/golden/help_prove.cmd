abcert --help prove

abcert --version; abcheck --version

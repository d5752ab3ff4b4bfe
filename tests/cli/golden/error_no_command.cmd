abcert

abcert prove a b

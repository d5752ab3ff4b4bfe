abcert prove

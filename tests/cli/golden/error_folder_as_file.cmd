abcert prove problems

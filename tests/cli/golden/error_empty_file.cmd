abcert prove /dev/null

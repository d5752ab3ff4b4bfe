abcert prove -q problems/clauses/camel.abp > /dev/full

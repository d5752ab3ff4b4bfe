abcert prove problems/clauses/camel.abp --threads

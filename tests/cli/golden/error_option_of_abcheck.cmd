abcert prove --expect x problems/clauses/camel.abp

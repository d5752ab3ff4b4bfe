abcert --threads 0 prove problems/clauses/camel.abp

abcert show --threads 2 problems/clauses/camel.abp

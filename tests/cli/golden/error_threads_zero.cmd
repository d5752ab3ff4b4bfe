abcert prove --threads 0 problems/clauses/camel.abp

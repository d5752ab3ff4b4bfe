abcert prove --threads 1 --threads 2 problems/clauses/camel.abp

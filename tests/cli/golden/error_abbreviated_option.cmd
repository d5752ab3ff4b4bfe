abcert prove --node 5 problems/clauses/camel.abp

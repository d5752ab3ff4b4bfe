abcert prove --node-limt 5 problems/clauses/camel.abp

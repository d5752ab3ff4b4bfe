abcert prove --precision 52 problems/clauses/camel.abp

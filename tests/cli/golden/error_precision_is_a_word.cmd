abcert prove --precision double problems/clauses/camel.abp

abcert prove --time-limit 0s problems/clauses/camel.abp

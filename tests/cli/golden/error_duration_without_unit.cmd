abcert prove --time-limit 60 problems/clauses/camel.abp

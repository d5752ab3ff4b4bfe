abcert prove --time-limit -5s problems/clauses/camel.abp

abcert prove --time-limit 5days problems/clauses/camel.abp

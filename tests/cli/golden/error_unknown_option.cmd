abcert prove --colour=yes problems/clauses/camel.abp

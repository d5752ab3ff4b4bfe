abcert prove --json=yes problems/clauses/camel.abp

abcert show --json problems/clauses/camel.abp

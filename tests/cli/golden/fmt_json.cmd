abcert fmt --json problems/clauses/camel.abp

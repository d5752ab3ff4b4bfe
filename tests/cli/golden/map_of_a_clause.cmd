abcert map problems/clauses/camel.abp

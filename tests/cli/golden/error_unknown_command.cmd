abcert integrate problems/clauses/camel.abp

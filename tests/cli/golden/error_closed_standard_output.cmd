abcert fmt problems/clauses/camel.abp >&-

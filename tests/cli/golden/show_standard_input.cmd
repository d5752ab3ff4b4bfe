abcert show - < problems/clauses/camel.abp

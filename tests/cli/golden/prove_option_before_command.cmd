abcert -q prove problems/clauses/camel.abp

abcert fmt problems/clauses/camel.abp > p && abcert fmt p > q && cmp p q

abcheck -q problems/clauses/camel.abp

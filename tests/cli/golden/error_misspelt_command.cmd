abcert prvoe problems/clauses/camel.abp

abcert prove -qz problems/clauses/camel.abp

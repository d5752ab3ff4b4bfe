abcert fmt problems/clauses/camel.abp | sha256sum; abcert prove -q problems/clauses/camel.abp

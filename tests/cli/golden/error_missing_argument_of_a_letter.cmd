abcert prove problems/clauses/camel.abp -o

abcert prove -qv --threads=1 problems/clauses/camel.abp

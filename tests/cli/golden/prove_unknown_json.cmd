abcert prove -q --json --threads 1 --node-limit 10 problems/clauses/camel.abp

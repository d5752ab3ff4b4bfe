abcert prove -q --threads 1 --node-limit 10 --all problems/clauses/camel.abp -o out

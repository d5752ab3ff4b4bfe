abcert prove -q -v --threads 1 --precision 80 --node-limit 5000 --time-limit 1min problems/clauses/camel.abp

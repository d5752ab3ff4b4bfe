abcert prove -q --threads 1 --node-limit 10 problems/clauses/camel.abp -o camel.abc

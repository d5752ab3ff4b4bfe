echo old > c.abc; abcert prove -q --threads 1 --node-limit 10 problems/clauses/camel.abp -o c.abc > log; cat c.abc

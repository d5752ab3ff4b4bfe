abcert prove -q problems/clauses/camel.abp -o c.abc > log; abcert prove c.abc

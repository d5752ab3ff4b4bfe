abcert prove -q problems/clauses/camel.abp -o c.abc > log; abcheck c.abc

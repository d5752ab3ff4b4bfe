mkdir c.abc; abcert prove -q problems/clauses/camel.abp -o c.abc

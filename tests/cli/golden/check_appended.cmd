abcert prove -q problems/clauses/camel.abp -o c.abc > log; (cat c.abc; echo) > d.abc; abcheck -q d.abc

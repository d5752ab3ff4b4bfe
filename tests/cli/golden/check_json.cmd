abcert prove -q problems/clauses/camel.abp -o c.abc > log; abcheck -q --json c.abc problems

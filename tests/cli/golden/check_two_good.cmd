abcert prove -q problems/clauses/camel.abp -o a.abc > log; cp a.abc b.abc; abcheck -q a.abc b.abc

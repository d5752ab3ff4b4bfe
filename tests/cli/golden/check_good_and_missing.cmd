abcert prove -q problems/clauses/camel.abp -o a.abc > log; abcheck -q a.abc nowhere.abc

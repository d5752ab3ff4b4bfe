abcert prove -q problems/clauses/camel.abp -o c.abc > log; head -c 400 c.abc > d.abc; abcheck -q d.abc

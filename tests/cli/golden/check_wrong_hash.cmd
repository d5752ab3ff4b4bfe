abcert prove -q problems/clauses/camel.abp -o c.abc > log; abcheck -q c.abc --expect 0000000000000000000000000000000000000000000000000000000000000000

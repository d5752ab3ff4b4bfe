abcert prove -q problems/clauses/camel.abp -o c.abc > log; abcheck -q c.abc --expect $(abcert fmt problems/clauses/camel.abp | sha256sum | cut -c 1-64)

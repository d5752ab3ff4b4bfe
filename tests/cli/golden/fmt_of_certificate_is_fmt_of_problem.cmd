abcert prove -q problems/clauses/camel.abp -o c.abc > log && abcert fmt problems/clauses/camel.abp > p && abcert fmt c.abc > c && cmp p c

abcert prove -q problems/clauses/camel.abp -o c.abc > log && head -5 c.abc > d.abc; abcert fmt d.abc

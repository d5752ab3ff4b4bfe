abcert prove -q problems/clauses/camel.abp -o c.abc > log && abcert fmt c.abc --claim first

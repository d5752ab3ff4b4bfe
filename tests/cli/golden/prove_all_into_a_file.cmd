echo x > out; abcert prove -q --all problems/clauses/camel.abp -o out

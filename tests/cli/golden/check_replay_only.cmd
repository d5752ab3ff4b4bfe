abcert prove -q problems/clauses/camel.abp -o c.abc > log; abcheck -q c.abc --replay-only --precision 100 --threads 1

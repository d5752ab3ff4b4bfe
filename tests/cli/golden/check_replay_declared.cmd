abcert prove -q --claim tight problems/clauses/motzkin.abp -o c.abc > log; abcheck -q c.abc --replay-only; abcheck -q c.abc --replay-only --json; rm -f c.abc log

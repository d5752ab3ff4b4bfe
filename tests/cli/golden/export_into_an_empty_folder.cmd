abcert prove -q problems/clauses/disk.abp --claim ring -o a.abc >/dev/null && mkdir a && abcert export --json a.abc --to smt2 -o a

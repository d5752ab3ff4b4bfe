abcert prove -q problems/clauses/disk.abp --claim ring -o a.abc >/dev/null && abcert export a.abc --to smt2 -o a/ && cat a/clause-1.smt2

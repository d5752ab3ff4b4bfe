abcert prove -q problems/clauses/disk.abp --claim ring -o a.abc >/dev/null && abcert export a.abc --to coq

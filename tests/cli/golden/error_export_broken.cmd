abcert prove -q problems/clauses/disk.abp --claim ring -o a.abc >/dev/null && sed 's/^claim$/klaim/' a.abc >b.abc && abcert export b.abc --to coq -o a

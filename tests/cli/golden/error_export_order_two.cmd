abcert prove -q problems/clauses/half_line.abp --claim saturating -o a.abc >/dev/null && abcert export a.abc --to coq -o a

abcert prove -q problems/clauses/disk.abp --claim ring -o a.abc >/dev/null && mkdir a && echo text >a/mine && abcert export a.abc --to coq -o a; code=$?; cat a/mine; exit $code

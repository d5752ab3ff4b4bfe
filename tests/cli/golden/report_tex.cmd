abcert prove -q problems/clauses/disk.abp --claim ring -o a.abc >/dev/null && abcert report -q a.abc -o a.tex && cat a.tex

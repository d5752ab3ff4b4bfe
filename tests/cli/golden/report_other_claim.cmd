abcert prove -q problems/clauses/disk.abp --all -o c >/dev/null; abcert report -q c/ring.abc c/quartic.abc -o a.html

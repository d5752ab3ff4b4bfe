abcert prove -q problems/clauses/disk.abp --claim ring -o a.abc >/dev/null && sed s/centred/direct/ a.abc > b.abc; abcert explain b.abc

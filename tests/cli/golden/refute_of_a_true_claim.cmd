abcert refute -q problems/clauses/disk.abp --claim ring -o n.abc

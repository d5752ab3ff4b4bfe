abcert prove problems/clauses/disk.abp --claim ring --all

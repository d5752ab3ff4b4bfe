abcert show problems/clauses/disk.abp

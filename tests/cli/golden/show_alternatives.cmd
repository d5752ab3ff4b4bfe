abcert show problems/clauses/disk.abp --claim=quartic

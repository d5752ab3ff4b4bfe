abcert prove problems/clauses/disk.abp

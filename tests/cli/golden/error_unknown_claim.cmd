abcert prove problems/clauses/disk.abp --claim zeta

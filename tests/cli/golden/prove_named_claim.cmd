abcert prove -q problems/clauses/disk.abp --claim ring

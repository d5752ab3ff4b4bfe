abcert prove -q --json --all problems/clauses/disk.abp

abcert prove --threads 1 problems/clauses/camel.abp | sed "s/[0-9.]* s$/TIME/; s/boxes [0-9]*/boxes N/"

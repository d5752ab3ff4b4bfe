abcert prove --node-limit 18446744073709551617 problems/clauses/camel.abp

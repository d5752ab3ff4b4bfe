abcert sgd problems/clauses/camel.abp

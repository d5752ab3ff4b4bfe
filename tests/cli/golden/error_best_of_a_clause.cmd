abcert best problems/clauses/motzkin.abp --claim tight

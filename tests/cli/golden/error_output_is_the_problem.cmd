cp problems/clauses/camel.abp p.abp; abcert prove -q p.abp -o ./p.abp; cmp p.abp problems/clauses/camel.abp && echo unchanged

abcert prove -q problems/clauses/camel.abp -o a.abc >/dev/null; abcert sgd problems/matrix_factorization/rank_one_2x2.abp --certificate a.abc -o a.svg

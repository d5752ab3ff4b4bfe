grep -v stepsize problems/matrix_factorization/rank_one_2x2.abp | abcert sgd -

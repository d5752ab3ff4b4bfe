sed "s/W = ..1, 1.2..; //" problems/matrix_factorization/rank_one_2x2.abp | abcert sgd -

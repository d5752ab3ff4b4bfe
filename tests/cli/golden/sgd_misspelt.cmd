sed "s/iterations/iteration/" problems/matrix_factorization/rank_one_2x2.abp | abcert sgd -

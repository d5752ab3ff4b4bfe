sed "s/beta = 382/beta = 2/" problems/matrix_factorization/rank_one_2x2.abp | abcert sgd -q - -o a.svg

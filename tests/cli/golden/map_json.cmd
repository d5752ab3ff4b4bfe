abcert map -q --json problems/matrix_factorization/rank_one_2x2.abp --range 1,2 --points 2

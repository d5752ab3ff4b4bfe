abcert sgd problems/matrix_factorization/rank_one_2x2.abp -o a.txt

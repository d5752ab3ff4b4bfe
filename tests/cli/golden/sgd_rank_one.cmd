abcert sgd -q problems/matrix_factorization/rank_one_2x2.abp -o a.svg && head -c 60 a.svg

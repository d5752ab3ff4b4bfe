sed "s,1/2]];,3/4]];,; s,W = \[\[1\,,W = [[2\,,; s,\[\[1/2\,,[[1/10\,," problems/matrix_factorization/rank_one_2x2.abp | abcert sgd -q -

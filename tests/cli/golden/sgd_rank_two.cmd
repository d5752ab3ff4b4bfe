sed 's/rank = 1;/rank = 2;/; s/X    = .*/X = [[2,1,1\/2],[1\/2,-3\/2,1],[1,1\/2,-3\/2]];/' problems/matrix_factorization/rank_one_2x2.abp | abcert sgd -q -

abcert sgd -q problems/matrix_factorization/rank_two_ball.abp

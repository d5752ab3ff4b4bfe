abcert prove -q --strict problems/matrix_factorization/rank_one_2x2.abp

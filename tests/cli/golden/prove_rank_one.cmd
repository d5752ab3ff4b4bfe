abcert prove -q problems/matrix_factorization/rank_one_2x2.abp -o r.abc && abcheck -q r.abc

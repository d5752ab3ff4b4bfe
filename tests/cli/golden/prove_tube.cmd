abcert prove problems/matrix_factorization/rank_two_tube.abp -q -o t.abc && abcheck t.abc

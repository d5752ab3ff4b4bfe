sed 's/1013.10/100/' problems/matrix_factorization/rank_two_tube.abp | abcert prove - | grep -v time

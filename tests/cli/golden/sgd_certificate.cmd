abcert prove -q problems/matrix_factorization/rank_one_2x2.abp -o a.abc >/dev/null && abcert sgd -q problems/matrix_factorization/rank_one_2x2.abp --certificate a.abc | grep -E "^c hyp|^v bound"

abcert prove -q --threads 1 --time-limit 1ms problems/matrix_factorization/rank_one_2x2_r2.abp -o r.abc | grep -e "^c reason" -e "^c try" -e "^s"

abcert map -q problems/matrix_factorization/rank_one_2x2_r2.abp --time-limit 1ms >out; echo $?; grep -cE '^c reason limit no time was left for [0-9]+ more lines' out; rm out

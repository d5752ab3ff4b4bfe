abcert best -q inputs/best_at_the_end.abp

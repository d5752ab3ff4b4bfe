abcert best -q inputs/best_at_minimizer.abp

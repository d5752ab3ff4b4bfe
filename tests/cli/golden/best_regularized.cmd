abcert best -q inputs/best_regularized.abp | grep -E '^c reason|^s'

abcert best -q inputs/best_ratio.abp

abcert best -q inputs/best_early_estimate.abp

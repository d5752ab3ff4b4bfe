abcert best -q --threads 1 --node-limit 2000 inputs/best_error_bound.abp

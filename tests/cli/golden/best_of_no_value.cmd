abcert best -q inputs/best_empty.abp

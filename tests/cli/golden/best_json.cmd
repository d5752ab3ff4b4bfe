abcert best -q inputs/best.abp --gap 1e-3 --json

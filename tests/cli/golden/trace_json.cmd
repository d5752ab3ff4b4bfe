abcert trace -q --json inputs/logs/infimum.csv

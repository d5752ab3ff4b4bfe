abcert trace -q inputs/logs/wild.csv | cut -c1-120

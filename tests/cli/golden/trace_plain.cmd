abcert trace inputs/logs/plain.csv

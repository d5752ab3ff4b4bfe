abcert trace -q --minus-beta inputs/logs/plain.csv

for log in plain.csv.gz plain.csv.zst; do abcert trace -q inputs/logs/$log; done; abcert trace -q - < inputs/logs/plain.csv.gz | head -n 2

abcert trace -q inputs/logs/plain.csv --window 4 -o a.csv | tail -n 1; head -n 4 a.csv; wc -l < a.csv; abcert trace inputs/logs/plain.csv -o a.svg | tail -n 1; grep polygon a.svg

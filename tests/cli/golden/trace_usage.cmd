abcert trace inputs/logs/plain.csv --window 1,x; abcert trace -o a.svg -; abcert trace inputs/logs/plain.csv -o a.png; abcert trace inputs/logs/plain.csv --claim x

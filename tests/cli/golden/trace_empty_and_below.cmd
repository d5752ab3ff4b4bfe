abcert trace -q inputs/logs/empty_region.csv -o a.svg; abcert trace -q inputs/logs/below.csv

abcert train inputs/train.abp -o a.csv; head -n 3 a.csv; sha256sum < a.csv; abcert train -q --json inputs/train.abp -o b.csv; cmp a.csv b.csv; abcert trace -q a.csv | grep -E "region|least"

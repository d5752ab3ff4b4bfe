abcert map -q problems/functions/two_lines.abp --claim stated --range 1/10,1 --points 3 -o m.csv; cat m.csv

abcert prove -q problems/functions/twin_bowls.abp --claim stated -o a.abc >/dev/null && abcert report -q a.abc -o a.csv && cat a.csv

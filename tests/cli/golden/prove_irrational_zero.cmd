abcert prove -q inputs/irrational_zero.abp

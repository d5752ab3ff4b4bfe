abcert prove -q inputs/traps/divides_by_zero_only.abp

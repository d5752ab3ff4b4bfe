abcert prove -q inputs/traps/power_zero.abp

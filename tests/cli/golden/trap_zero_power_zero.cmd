abcert prove -q inputs/traps/zero_power_zero.abp

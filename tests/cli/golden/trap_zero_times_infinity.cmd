abcert prove -q inputs/traps/zero_times_infinity.abp

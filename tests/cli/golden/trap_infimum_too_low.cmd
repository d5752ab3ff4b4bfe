abcert prove -q inputs/traps/infimum_too_low.abp

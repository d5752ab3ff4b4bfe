abcert prove -q inputs/traps/zero_width.abp

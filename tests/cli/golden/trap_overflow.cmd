abcert prove -q inputs/traps/overflow.abp

abcert prove -q inputs/traps/different.abp

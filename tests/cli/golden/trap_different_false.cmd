abcert prove -q inputs/traps/different_false.abp

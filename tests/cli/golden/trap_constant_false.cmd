abcert prove -q inputs/traps/constant_false.abp

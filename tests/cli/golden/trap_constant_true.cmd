abcert prove -q inputs/traps/constant_true.abp

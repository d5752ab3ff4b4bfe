abcert prove -q inputs/traps/unbounded.abp

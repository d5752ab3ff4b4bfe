abcert prove -q inputs/traps/auxiliary.abp

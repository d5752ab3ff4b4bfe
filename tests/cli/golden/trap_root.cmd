abcert prove -q inputs/traps/root.abp

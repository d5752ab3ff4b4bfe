abcert prove -q inputs/traps/root_negative.abp

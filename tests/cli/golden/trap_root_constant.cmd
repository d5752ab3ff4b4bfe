abcert prove -q inputs/traps/root_constant.abp

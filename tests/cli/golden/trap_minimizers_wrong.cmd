abcert prove -q inputs/traps/minimizers_wrong.abp

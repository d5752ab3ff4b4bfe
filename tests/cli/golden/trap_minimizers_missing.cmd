abcert prove -q inputs/traps/minimizers_missing.abp

abcert prove -q inputs/traps/minimizers_too_few.abp

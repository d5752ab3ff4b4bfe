abcert prove -q inputs/traps/false_far.abp

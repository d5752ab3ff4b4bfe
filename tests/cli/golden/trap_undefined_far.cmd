abcert prove -q inputs/traps/undefined_far.abp

abcert prove -q inputs/traps/exp_unbounded.abp

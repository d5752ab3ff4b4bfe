abcert prove -q inputs/traps/redundant_bound.abp

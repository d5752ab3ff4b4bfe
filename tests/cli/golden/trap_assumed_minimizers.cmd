abcert prove -q inputs/traps/assumed_minimizers.abp

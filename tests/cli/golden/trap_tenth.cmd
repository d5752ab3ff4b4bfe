abcert prove -q inputs/traps/tenth.abp

abcert prove -q inputs/traps/corner.abp

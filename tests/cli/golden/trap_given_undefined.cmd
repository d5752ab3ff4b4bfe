abcert prove -q inputs/traps/given_undefined.abp

abcert prove -q inputs/traps/given_loosely.abp

abcert prove -q --strict inputs/traps/given_loosely.abp

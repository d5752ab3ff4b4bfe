abcert prove -q inputs/traps/beyond_the_domain.abp

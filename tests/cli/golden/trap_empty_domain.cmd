abcert prove -q inputs/traps/empty_domain.abp

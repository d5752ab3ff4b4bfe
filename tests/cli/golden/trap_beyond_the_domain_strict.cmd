abcert prove -q --strict inputs/traps/beyond_the_domain.abp

abcert prove -q inputs/wide_domain.abp

abcert prove -q inputs/traps/duplicate_name.abp

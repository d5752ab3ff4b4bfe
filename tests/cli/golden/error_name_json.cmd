abcert prove --json inputs/bad_name.abp

abcert prove -q --json inputs/square.abp --claim false

abcert fmt inputs/square.abp --claim true

abcert show inputs/square.abp --claim true

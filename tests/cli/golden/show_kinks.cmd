abcert show problems/functions/kinked.abp --claim condition

abcert show inputs/unused.abp

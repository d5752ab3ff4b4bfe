abcert show inputs/best.abp

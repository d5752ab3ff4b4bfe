abcert fmt inputs/best.abp

abcert refute inputs/best.abp

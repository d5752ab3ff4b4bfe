abcert best inputs/best.abp --gap 2

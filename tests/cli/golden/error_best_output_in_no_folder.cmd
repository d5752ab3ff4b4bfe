abcert best inputs/best.abp -o missing/b

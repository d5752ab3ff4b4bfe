abcert best inputs/not_fixed.abp --claim wide | grep -v "^c time"

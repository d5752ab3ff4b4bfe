abcert best problems/functions/saddle.abp --claim sharp

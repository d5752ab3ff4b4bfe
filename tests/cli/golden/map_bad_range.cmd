abcert map problems/functions/saddle.abp --claim sharp --range 3,1

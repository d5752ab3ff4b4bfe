abcert map problems/functions/saddle.abp --claim sharp --range 1,1e400

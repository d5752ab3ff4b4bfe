abcert map problems/functions/saddle.abp --claim sharp --range 1e-400,1

abcert sgd problems/functions/saddle.abp --claim stated

abcert sgd -q problems/functions/twin_bowls.abp --claim half -o a.csv && tail -2 a.csv

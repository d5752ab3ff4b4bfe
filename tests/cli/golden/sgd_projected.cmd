sed "s/optimizer = ngn/optimizer = sgd; projection = on/; s/iterations = 24/iterations = 4/" problems/functions/twin_bowls.abp | abcert sgd -q - --claim half

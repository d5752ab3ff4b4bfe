abcert sgd -q inputs/network_regularized_sgd.abp

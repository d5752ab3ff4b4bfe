abcert sgd -q inputs/network_sgd_squared.abp

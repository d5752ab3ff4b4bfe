abcert sgd inputs/network_narrow_sgd.abp

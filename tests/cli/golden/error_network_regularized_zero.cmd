abcert prove -q inputs/network_regularized_zero.abp

abcert prove -q inputs/network_regularized_half.abp

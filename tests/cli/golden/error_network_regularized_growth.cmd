abcert prove -q inputs/network_regularized_growth.abp

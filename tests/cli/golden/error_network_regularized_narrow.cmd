abcert prove -q inputs/network_regularized_narrow.abp

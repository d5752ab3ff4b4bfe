abcert prove -q inputs/network_regularized_hinge.abp

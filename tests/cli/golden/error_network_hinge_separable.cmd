abcert prove -q inputs/network_hinge_separable.abp

abcert prove -q inputs/network_noiseless.abp

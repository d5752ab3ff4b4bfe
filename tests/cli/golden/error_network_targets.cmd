abcert prove -q inputs/network_targets.abp

abcert prove -q inputs/network_squared_labels.abp

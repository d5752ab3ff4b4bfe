abcert prove -q inputs/network_loss.abp

abcert prove inputs/network_tie.abp

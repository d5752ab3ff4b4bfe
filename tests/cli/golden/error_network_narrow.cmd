abcert prove inputs/network_narrow.abp

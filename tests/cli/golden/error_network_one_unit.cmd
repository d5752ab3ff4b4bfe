abcert prove inputs/network_one_unit.abp

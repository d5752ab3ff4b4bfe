abcert prove inputs/network_penalty_alpha.abp

abcert prove -q inputs/traps/kink.abp

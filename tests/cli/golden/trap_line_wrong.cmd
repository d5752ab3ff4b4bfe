abcert prove -q inputs/traps/line_wrong.abp

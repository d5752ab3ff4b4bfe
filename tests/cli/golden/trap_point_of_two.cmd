abcert prove -q inputs/traps/point_of_two.abp

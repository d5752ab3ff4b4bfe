abcert prove -q inputs/traps/exp_no_chart.abp

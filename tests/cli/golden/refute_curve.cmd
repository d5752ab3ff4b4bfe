abcert prove -q inputs/saddle_of_a_curve.abp -o r.abc; abcheck -q r.abc

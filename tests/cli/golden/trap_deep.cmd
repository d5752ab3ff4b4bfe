python3 -c "print('problem deep { variables x; domain { x in [0, 1]; } claim clause { ' + '(' * 100000 + 'x' + ')' * 100000 + ' >= 0; } }')" > d.abp; abcert prove -q d.abp

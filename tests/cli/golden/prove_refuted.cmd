abcert prove -q inputs/square.abp --claim false -o f.abc; echo $?; abcheck -q f.abc

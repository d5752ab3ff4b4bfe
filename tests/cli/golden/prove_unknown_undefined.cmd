abcert prove -q --threads 1 --node-limit 20000 inputs/square.abp --claim undefined -o u.abc

abcert prove -q inputs/no_noise.abp -o b.abc

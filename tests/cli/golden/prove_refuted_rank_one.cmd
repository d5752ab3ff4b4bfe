abcert prove -q --threads 1 inputs/too_small.abp -o s.abc

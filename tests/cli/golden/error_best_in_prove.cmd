abcert prove inputs/best.abp -o b.abc

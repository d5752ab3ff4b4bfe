abcert prove inputs/bad_syntax.abp -o b.abc

abcert prove inputs/bad_name.abp -o b.abc

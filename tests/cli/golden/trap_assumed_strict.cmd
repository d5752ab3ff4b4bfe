abcert prove -q --strict inputs/traps/assumed_minimizers.abp -o a.abc

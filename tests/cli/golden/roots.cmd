abcert prove -q inputs/nested_root.abp --all | grep -v "^c time"; abcert prove -q inputs/bad_root.abp

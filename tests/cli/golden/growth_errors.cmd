for claim in moving lifted misspelt; do abcert prove inputs/not_fixed.abp --claim $claim; done

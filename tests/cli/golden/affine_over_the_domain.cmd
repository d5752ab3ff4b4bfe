abcert prove inputs/affine_outside.abp; abcert prove inputs/affine_many.abp

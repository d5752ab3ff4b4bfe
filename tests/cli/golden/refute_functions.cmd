abcert prove -q problems/functions/scalar_factorization.abp -o a.abc; abcheck -q a.abc

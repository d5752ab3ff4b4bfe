abcert prove -q problems/matrix_factorization/rank_one_in_domain.abp -o a.abc && abcheck -q a.abc
sed 's/7\/5/1/g' problems/matrix_factorization/rank_one_in_domain.abp >a.abp; abcert prove -q a.abp
sed 's/domain { W.*/domain { ball radius = 3; }/' problems/matrix_factorization/rank_one_in_domain.abp >a.abp; abcert prove -q a.abp
rm a.abp a.abc

cat >a.abp <<'EOF'
problem a {
  family matrix_factorization { X = [[1, 0, 0], [0, 2, 0], [0, 0, 3]]; rank = 2; }
  domain { tube radius = 1; }
  claim alpha_beta { beta = 1000; alpha = beta + 1; }
}
EOF
abcert prove -q a.abp
abcert refute -q a.abp -o a.abc && abcheck -q a.abc
rm a.abp a.abc

cat >a.abp <<'EOF'
problem a {
  family matrix_factorization { X = [[1, 0, 0], [0, 2, 0], [0, 0, 3]]; rank = 2; }
  domain { tube radius = 1; }
  claim alpha_beta { beta = 1000; alpha = beta + 1; }
}
EOF
abcert prove -q a.abp
abcert refute -q a.abp -o a.abc | grep -E '^(s|c projection|c argument)'
abcheck -q a.abc | grep -E '^(c kind|c projection|c argument|s VERIFIED REFUTED)' | cut -c1-30
rm a.abp a.abc

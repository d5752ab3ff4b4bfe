abcert refute -q inputs/kink_refuted.abp

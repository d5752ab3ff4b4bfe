abcert refute -q inputs/no_noise.abp -o n.abc; abcheck -q n.abc

abcert refute -q inputs/network_false.abp -o out.abc; abcheck -q out.abc

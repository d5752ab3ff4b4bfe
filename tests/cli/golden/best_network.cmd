abcert best -q inputs/network_best.abp --gap 1e-4 -o b; abcheck -q b.refuted.abc b.proved.abc

abcert best -q inputs/best.abp --gap 1e-5 -o b; abcheck -q b.refuted.abc b.proved.abc

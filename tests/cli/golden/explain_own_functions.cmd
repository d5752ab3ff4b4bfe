abcert prove -q problems/functions/twin_bowls.abp --claim stated -o a.abc >/dev/null && abcert explain -q a.abc

abcert prove -q inputs/arcsine.abp -o a.abc >/dev/null && abcert export a.abc --to coq -o a

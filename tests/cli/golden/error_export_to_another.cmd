abcert export a.abc --to lean -o a

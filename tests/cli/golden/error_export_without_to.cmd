abcert export a.abc -o a

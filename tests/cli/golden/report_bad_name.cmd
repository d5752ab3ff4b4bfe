abcert report a.abc -o a.pdf; abcert report a.abc

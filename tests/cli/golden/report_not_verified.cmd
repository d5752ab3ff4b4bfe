echo x > a.abc; abcert report a.abc -o a.html

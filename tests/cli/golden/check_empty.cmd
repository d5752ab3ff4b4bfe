abcheck -q /dev/null

abcheck -q nowhere.abc /dev/null

abcheck -q nowhere.abc

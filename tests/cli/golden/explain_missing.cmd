abcert explain nowhere.abc

abcheck

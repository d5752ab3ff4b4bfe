abcheck --all x

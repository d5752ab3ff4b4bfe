abcheck --help

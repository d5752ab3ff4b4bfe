abcheck -q --json "$(printf "a\377\303\251.abc")"

abcert "$(printf "pro\033[31mve\ns PROVED")"

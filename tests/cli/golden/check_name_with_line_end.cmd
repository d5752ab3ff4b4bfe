printf "x" > "$(printf "a\ns VERIFIED PROVED")"; abcheck -q a*

abcert prove -q --threads 1 --node-limit 20000 --all inputs/square.abp -o out; echo $?; abcheck -q out/*

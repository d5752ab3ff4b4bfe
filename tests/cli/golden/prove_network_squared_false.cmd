abcert prove -q inputs/network_squared_false.abp -o c.abc && abcheck c.abc; abcert show inputs/network_squared_false.abp | tail -3

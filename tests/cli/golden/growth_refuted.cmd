abcert prove problems/functions/product_stationary.abp --claim aimed -o c.abc | grep -v "^c time"; abcheck c.abc | tail -1

abcert show problems/functions/quasar.abp --claim quasar; abcert prove problems/functions/quasar.abp --claim quasar -o c.abc | grep -v "^c time"; abcheck c.abc | tail -1

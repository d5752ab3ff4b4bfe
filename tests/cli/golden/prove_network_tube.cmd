abcert prove -q problems/two_layer_relu/tube.abp -o c.abc && abcheck c.abc

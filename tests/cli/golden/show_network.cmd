abcert show problems/two_layer_relu/tube.abp

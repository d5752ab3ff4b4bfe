abcert fmt problems/two_layer_relu/tube.abp

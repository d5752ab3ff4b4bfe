abcert show problems/two_layer_relu/hinge_tube.abp | head -12

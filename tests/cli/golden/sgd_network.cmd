abcert sgd -q problems/two_layer_relu/one_relu.abp; abcert sgd -q problems/two_layer_relu/tube.abp | grep -E "^c hypothesis|^v gap|sentence"

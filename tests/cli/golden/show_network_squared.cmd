abcert show problems/two_layer_relu/squared_unit.abp && abcert fmt problems/two_layer_relu/squared_unit.abp

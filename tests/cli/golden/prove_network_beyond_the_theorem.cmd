sed s,11/5,3/2, problems/two_layer_relu/tube.abp > p.abp; abcert prove -q p.abp

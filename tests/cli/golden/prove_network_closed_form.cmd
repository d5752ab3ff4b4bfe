sed s,5.97,7.532, problems/two_layer_relu/one_relu_halfspace.abp > p.abp; abcert prove -q p.abp -o out.abc; abcheck -q out.abc

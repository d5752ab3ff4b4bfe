sed "s/optimizer = sgd/projection = on/" problems/matrix_factorization/rank_one_2x2.abp | abcert sgd -q - | grep -v "^v gap\|inside k"

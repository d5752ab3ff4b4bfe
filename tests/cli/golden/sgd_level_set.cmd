abcert sgd -q problems/functions/noisy_ellipse.abp --claim sharp

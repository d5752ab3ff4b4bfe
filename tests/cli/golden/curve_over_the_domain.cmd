abcert prove inputs/arc_outside.abp; abcert prove inputs/arc_unbounded.abp; abcert sgd inputs/arc_sgd.abp

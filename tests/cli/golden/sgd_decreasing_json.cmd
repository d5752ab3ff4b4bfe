abcert sgd -q --json problems/functions/two_lines.abp --claim stated | grep -v '"gap"'

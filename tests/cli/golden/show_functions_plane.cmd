abcert show problems/functions/two_lines_plane.abp --claim stated

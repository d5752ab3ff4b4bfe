abcert prove -q problems/functions/two_lines_plane.abp --claim stated -o a.abc; abcheck a.abc -q

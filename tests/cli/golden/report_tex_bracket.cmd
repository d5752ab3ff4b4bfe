abcert best -q inputs/best.abp -o b >out && abcert report -q b.proved.abc b.refuted.abc -o b.tex && cat b.tex; rm -f out b.*

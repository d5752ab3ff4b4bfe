abcert refute inputs/tie.abp -q; sed 's|\[0, 0\]|[1/10, 1/10]|' inputs/tie.abp >next.abp; abcert refute next.abp -q | grep -E '^c projection|^[sv]'; rm next.abp

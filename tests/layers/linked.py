# SPDX-License-Identifier: MIT
"""linked.py ABCHECK ABCERT: abcheck has nothing of the search in it, neither our functions nor its
libraries. abcert has, which shows that this test would notice."""
import re
import subprocess
import sys

LIBRARY = re.compile(r"\(NEEDED\).*\[(lib(?:lapack|blas|openblas|nlopt)\S*)\]")
FUNCTION = re.compile(r"\b(ab_(?:prove|search|singular_guess)\w*)$", re.MULTILINE)


def of_the_search(program):
    def output(*command):
        return subprocess.run([*command, program], check=True, capture_output=True, text=True).stdout
    return LIBRARY.findall(output("readelf", "--dynamic", "--wide")) + FUNCTION.findall(output("nm"))


def main():
    abcheck, abcert = (of_the_search(program) for program in sys.argv[1:])
    for name in abcheck:
        print(f"abcheck contains {name}")
    if not any(name.startswith("lib") for name in abcert) or "ab_prove" not in abcert:
        print("abcert seems not to contain the search either: this test is blind")
        return 1
    return 1 if abcheck else 0


sys.exit(main())

# SPDX-License-Identifier: MIT
"""judge.py REPORT ROOT: REPORT is what `gcovr --json` writes. Every line and branch is taken, or exceptions.txt says why not.

An exception begins with `FILE: CODE`, the code being that of the line, or `*` for the whole file, and ends with ` [N]` if it is for N
lines of that code; indented lines after it explain. Prints a table and what is missing; exit status 1 if something is, or if an exception
is for more or fewer lines than there are.
"""
import json
import pathlib
import re
import sys

REPORT, ROOT = sys.argv[1], pathlib.Path(sys.argv[2])
HERE = pathlib.Path(__file__).resolve().parent


def exceptions():
    """How many lines may be missing: by file and code."""
    found = {}
    for line in (HERE / "exceptions.txt").read_text().split("\n"):
        head = re.match(r"([a-z_]+/[a-z_]+\.c): (.*?)(?: \[(\d+)\])?$", line)
        if head:
            found[head[1], head[2]] = int(head[3] or 1)
    return found


def main():
    known, missing, total = exceptions(), [], [0, 0, 0, 0, 0]
    print(f"{'file':32} {'lines':>11} {'branches':>11} {'excepted':>9}")
    for file in sorted(json.loads(pathlib.Path(REPORT).read_text())["files"], key=lambda f: f["file"]):
        name = file["file"].removeprefix("src/")
        code = (ROOT / file["file"]).read_text().split("\n")
        lines = [0, 0, 0, 0, 0]  # lines taken and all, branches taken and all, excepted
        for line in file["lines"]:
            text = code[line["line_number"] - 1].strip()
            if line.get("gcovr/noncode") or text.startswith("assert("):
                continue
            taken = [branch["count"] > 0 for branch in line["branches"]]
            lost = (line["count"] == 0) + taken.count(False)
            key = next((k for k in ((name, text), (name, "*")) if k in known), None)
            if lost and key:
                known[key] -= key[1] != "*"
                lines[4] += lost
            elif lost:
                missing.append(f"src/{name}:{line['line_number']}: {taken.count(True)} of {len(taken)} branches: {text}")
            for i, amount in enumerate((line["count"] > 0, 1, taken.count(True), len(taken))):
                lines[i] += amount
        total = [a + b for a, b in zip(total, lines)]
        print(f"{name:32} {lines[0]:5}/{lines[1]:5} {lines[2]:5}/{lines[3]:5} {lines[4]:9}")
    print(f"{'together':32} {total[0]:5}/{total[1]:5} {total[2]:5}/{total[3]:5} {total[4]:9}")
    stale = [": ".join(key) for key, left in known.items() if left != (key[1] == "*")]
    for title, items in ("not reached, and no exception:", missing), ("exceptions for another number of lines:", stale):
        print("\n".join([title, *items]) if items else f"{title} none")
    return 1 if missing or stale else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The shipped certificates belong to the shipped problems.

    shipped.py BUILD ROOT             check
    shipped.py BUILD ROOT --refresh   prove everything anew, write certificates/ and the table of docs/examples.md;
                                      read the diff before you commit it
    shipped.py BUILD ROOT --self-test the comparison itself finds differences

Checked: every claim of every file in ROOT/problems is either listed in certificates/constants.txt or in OPEN below; for each
line there, `abcert fmt` gives these constants and this hash, and `abcheck` verifies the certificate for this hash with that number of assumptions; nothing else
lies in certificates/; the table in docs/examples.md is the one that follows.
"""
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile

# Claims without a certificate of proof: false ones, and Motzkin with equality, which no rule decides yet.
OPEN = {("clauses/motzkin", "tight"), ("functions/local_minima_printed_20", "stated"), ("functions/scalar_factorization", "-")}
FOLDERS = ("clauses", "functions", "matrix_factorization", "two_layer_relu")
LARGEST, TOTAL = 300_000, 5_000_000
BEGIN, END = "<!-- table: written by tests/certificates/shipped.py -->\n", "<!-- end of table -->\n"
NODES = ("split", "face", "direct", "centred", "exact", "order-two")


def run(*words, accept=(0,)):
    done = subprocess.run([str(w) for w in words], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode not in accept:
        raise SystemExit(f"{' '.join(map(str, words))} ended with {done.returncode}\n{(done.stdout + done.stderr).decode()}")
    return done.stdout


def claims_of(path):
    """Names of the claims of a problem file, '-' for one without a name."""
    text = re.sub(r"#.*", "", path.read_text())
    return [name or "-" for name in re.findall(r"\bclaim\s+\w+(?:\s+(\w+))?\s*\{", text)]


def certificate_of(root, problem, claim):
    name = pathlib.PurePath(problem).name
    return root / "certificates" / (f"{name}.abc" if claim == "-" else f"{name}.{claim}.abc")


def select(claim):
    return [] if claim == "-" else ["--claim", claim]


def facts_of(build, root, problem, claim):
    """Constants and hash of a claim as it stands in the problem file."""
    text = run(build / "abcert", "fmt", root / "problems" / f"{problem}.abp", *select(claim))
    body = re.search(r"\nclaim \w+ \{\n(.*)\}\n$", text.decode(), re.DOTALL).group(1)
    constants = " ".join(body.split()).rstrip(";").replace("; ", ", ")
    return constants, hashlib.sha256(text).hexdigest()


def boxes_of(certificate):
    text = certificate.read_text()
    counts = dict(re.findall(r"^([a-z-]+) (\d+)$", text[text.index("\ncounts\n"):], re.MULTILINE))
    return sum(int(counts[node]) for node in NODES)


def domain_of(build, root, problem, claim):
    text = run(build / "abcert", "fmt", root / "problems" / f"{problem}.abp", *select(claim)).decode()
    domain = text[text.index("\ndomain {"):]
    radii = re.findall(r"^  (ball|tube) radius = (.+);$", domain, re.MULTILINE)
    ranges = [r for r in re.findall(r"^  (.+) in (\[.+\]);$", domain, re.MULTILINE) if not radii or r[1] != "[-inf, inf]"]
    if not radii and len({interval for _, interval in ranges}) == 1:
        return ranges[0][1]
    return ", ".join([f"{shape} of radius {radius}" for shape, radius in radii] + [f"{name} in {interval}" for name, interval in ranges])


def table(build, root, rows):
    lines = ["| problem | claim | proved | every variable in | assumptions | boxes | bytes | hash |", "|---|---|---|---|--:|--:|--:|---|"]
    for problem, claim, constants, value, assumptions in rows:
        certificate = certificate_of(root, problem, claim)
        lines.append(f"| [{problem}](../problems/{problem}.abp) | {claim} | `{constants}` | {domain_of(build, root, problem, claim)} | {assumptions} | {boxes_of(certificate):,} "
                     f"| {certificate.stat().st_size:,} | `{value[:16]}` |")
    return "\n".join(lines) + "\n"


def all_claims(root):
    files = sorted(path for folder in FOLDERS for path in (root / "problems" / folder).glob("*.abp"))
    for path in files:
        for claim in claims_of(path):
            problem = path.relative_to(root / "problems").with_suffix("").as_posix()
            if (problem, claim) not in OPEN:
                yield problem, claim


def format_rows(rows):
    return "# problem | claim | constants | SHA-256 of the claim text | number of assumptions\n" + "".join(" | ".join(row) + "\n" for row in rows)


def read_rows(text):
    return [tuple(line.split(" | ")) for line in text.splitlines() if line and not line.startswith("#")]


def replace_table(page, new):
    head, rest = page.split(BEGIN)
    return head + BEGIN + new + END + rest.split(END)[1]


def refresh(build, root):
    folder = root / "certificates"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.abc"):
        old.unlink()
    rows = []
    for problem, claim in all_claims(root):
        said = run(build / "abcert", "prove", root / "problems" / f"{problem}.abp", *select(claim), "-o", certificate_of(root, problem, claim), "--time-limit", "60s")
        rows.append((problem, claim, *facts_of(build, root, problem, claim), str(said.count(b"\nc assumes "))))
    (folder / "constants.txt").write_text(format_rows(rows))
    page = root / "docs" / "examples.md"
    page.write_text(replace_table(page.read_text(), table(build, root, rows)))


def complaints(build, root):
    folder = root / "certificates"
    rows = read_rows((folder / "constants.txt").read_text())
    wanted = list(all_claims(root))
    if [row[:2] for row in rows] != wanted:
        yield f"constants.txt lists {[row[:2] for row in rows]}, the problems have {wanted}"
        return
    for problem, claim, constants, value, assumptions in rows:
        certificate = certificate_of(root, problem, claim)
        if facts_of(build, root, problem, claim) != (constants, value):
            yield f"{problem} {claim}: constants.txt says {constants}, {value}; the problem file {facts_of(build, root, problem, claim)}"
        said = run(build / "abcheck", certificate, "--expect", value, accept=(0, 11, 74)).decode().splitlines()
        if f"s VERIFIED PROVED {value}" not in said:
            yield f"{problem} {claim}: abcheck says\n  " + "\n  ".join(said)
        assumed = sum(line.startswith("c assumes") for line in said)
        if assumed != int(assumptions):
            yield f"{problem} {claim}: {assumed} assumptions, constants.txt says {assumptions}"
    sizes = {path.name: path.stat().st_size for path in folder.iterdir() if path.suffix == ".abc"}
    strays = {path.name for path in folder.iterdir()} - {certificate_of(root, *row[:2]).name for row in rows} - {"constants.txt"}
    if strays or any(size > LARGEST for size in sizes.values()) or sum(sizes.values()) > TOTAL:
        yield f"certificates/: strays {sorted(strays)}, sizes {sizes}"
    page = (root / "docs" / "examples.md").read_text()
    if not strays and replace_table(page, table(build, root, rows)) != page:
        yield "docs/examples.md: the table is out of date (--refresh)"


def self_test(build, root):
    """Each of these changes to a copy of the project is found."""
    import shutil
    changes = (("certificates/constants.txt", "alpha = 5/2, beta = 2 ", "alpha = 5/2, beta = 1 "),
               ("certificates/two_lines.stated.abc", "end trees", "1\nend trees"),
               ("problems/functions/two_lines.abp", "beta = 2;", "beta = 2.01;"),
               ("docs/examples.md", "alpha = 5/2, beta = 2`", "alpha = 5/2, beta = 1`"),
               ("certificates/constants.txt", "functions/two_lines | stated", "functions/two_lines | state"),
               ("certificates/constants.txt", " | 0\n", " | 1\n"))
    with tempfile.TemporaryDirectory() as name:
        copy = pathlib.Path(name)
        for part in ("certificates", "problems", "docs"):
            shutil.copytree(root / part, copy / part)
        for path, old, new in changes:
            text = (copy / path).read_text()
            assert old in text, (path, old)
            (copy / path).write_text(text.replace(old, new, 1))
            assert list(complaints(build, copy)), f"{path}: '{new}' in place of '{old}' is not found"
            (copy / path).write_text(text)


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__)
    build, root = (pathlib.Path(a).resolve() for a in arguments[:2])
    if arguments[2:] == ["--refresh"]:
        refresh(build, root)
        return 0
    if arguments[2:] == ["--self-test"]:
        self_test(build, root)
        return 0
    found = list(complaints(build, root))
    print("\n".join(found) or "all certificates agree with the problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The shipped certificates belong to the shipped problems.

    shipped.py BUILD ROOT             check
    shipped.py BUILD ROOT --refresh   prove everything anew, write certificates/ and the tables of docs/examples.md and README.md;
                                      read the diff before you commit it
    shipped.py BUILD ROOT --self-test the comparison itself finds differences

Checked: every claim of every file in ROOT/problems is either listed in certificates/constants.txt or in OPEN below, and so are both ends of
every bracket in BRACKETS; for each line there, `abcert fmt` gives these constants and this hash, and `abcheck` verifies the certificate for this hash with this
verdict and number of assumptions; the ends of a bracket are as close as its gap says; nothing else lies in certificates/; the tables in docs/examples.md are those that follow.
"""
import decimal as decimal_module
import fractions
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile

# Claims without a certificate. False claims: a refutation is their certificate.
OPEN = set()
FALSE = {("functions/least_squares_box", "whole"), ("functions/local_minima_printed_20", "stated"), ("functions/scalar_factorization", "-"),
         ("functions/local_minima_printed_plane", "stated"), ("functions/local_minima_printed_plane", "large"),
         ("functions/noisy_circle", "stationary"), ("functions/noisy_ellipse", "low"), ("functions/noisy_ellipse", "secant"), ("functions/product_stationary", "polyak"), ("functions/product_stationary", "aimed")}
# Best constants: the problem with this claim in place of its own (the free constant stands first), the gap, and the value that is stated in print.
SHIFT = "alpha = best; beta = alpha - 1;"
BRACKETS = (
    ("functions/two_lines", "beta = best; alpha = 5/2;", "1e-6", "2"),
    ("functions/two_lines_plane", "beta = best; alpha = 5/2;", "1e-6", "2"),
    ("functions/saddle", "alpha = best; beta = alpha - 8;", "1e-6", "720000000"),
    ("functions/saddle_plane", "alpha = best; beta = alpha - 8;", "1e-6", "720000000"),
    ("functions/local_minima_printed", SHIFT, "1e-6", "1512.46"),
    ("functions/local_minima_printed_20", SHIFT, "1e-6", "1512.46"),
    ("functions/local_minima", SHIFT, "1e-6", "1512.46"),
    ("functions/local_minima_plane", SHIFT, "1e-4", "1512.46"),
    ("functions/twin_bowls", SHIFT, "1e-6", "41.369"),
    ("functions/twin_bowls_plane", SHIFT, "1e-4", "41.369"),
    ("functions/noisy_product", SHIFT, "1e-5", "25"),
    ("matrix_factorization/rank_one_2x2_r1", "beta = best; alpha = beta + 1;", "1e-6", "-"),
    ("matrix_factorization/rank_one_2x2_r3_2", "beta = best; alpha = beta + 1;", "1e-6", "-"),
    ("matrix_factorization/rank_one_2x2_r2", "beta = best; alpha = beta + 1;", "1e-6", "-"),
    ("two_layer_relu/one_relu", SHIFT, "1e-6", "-"),
    ("two_layer_relu/one_relu_r3_2", SHIFT, "1e-6", "-"),
    ("two_layer_relu/one_relu_halfspace", SHIFT, "1e-6", "-"),
    ("two_layer_relu/two_units", SHIFT, "1e-4", "-"),
    ("two_layer_relu/four_units", SHIFT, "1e-6", "-"),
    ("two_layer_relu/one_unit_two_points", SHIFT, "1e-4", "-"),
    ("two_layer_relu/narrow_line", SHIFT, "1e-6", "-"),
    ("two_layer_relu/narrow_kink", SHIFT, "1e-5", "-"),
    ("two_layer_relu/narrow_free", SHIFT, "1e-2", "-"),
    ("two_layer_relu/squared_unit", SHIFT, "1e-6", "-"),
    ("two_layer_relu/hinge_units", SHIFT, "1e-6", "-"),
)
ENDS = ("refuted", "proved")
FOLDERS = ("clauses", "functions", "matrix_factorization", "two_layer_relu")
LARGEST, TOTAL = 300_000, 5_000_000
BEGIN, END = "<!-- table: written by tests/certificates/shipped.py -->\n", "<!-- end of table -->\n"
BEGIN_POINTS, END_POINTS = "<!-- minimizers: written by tests/certificates/shipped.py -->\n", "<!-- end of minimizers -->\n"
BEGIN_BEST, END_BEST = "<!-- brackets: written by tests/certificates/shipped.py -->\n", "<!-- end of brackets -->\n"
NODES = ("split", "face", "direct", "centred", "exact", "order-two", "ends", "choose")


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


def with_claim(root, problem, claim):
    """The text of a problem with this claim alpha_beta in place of all its own."""
    text = re.sub(r"#.*", "", (root / "problems" / f"{problem}.abp").read_text())
    return re.sub(r"claim[^}]*\}", "", text).rstrip().removesuffix("}") + "claim alpha_beta { " + claim + " } }\n"


def value_of(constants, name):
    return re.search(rf"\b{name} = ([-0-9/]+)", constants).group(1)


def claim_text(build, root, problem, claim, constants):
    """The canonical text of a claim as it stands in the problem file; of the end of a bracket, with the value of the free constant in `constants`."""
    if not claim.startswith("best."):
        return run(build / "abcert", "fmt", root / "problems" / f"{problem}.abp", *select(claim))
    line = next(b[1] for b in BRACKETS if b[0] == problem)
    value = value_of(constants, line.split()[0])
    with tempfile.NamedTemporaryFile("w", suffix=".abp") as file:
        file.write(with_claim(root, problem, line.replace("best", value)))
        file.flush()
        return run(build / "abcert", "fmt", file.name)


def facts_of(build, root, problem, claim, constants=""):
    """Constants and hash of a claim."""
    text = claim_text(build, root, problem, claim, constants)
    body = re.search(r"\nclaim \w+ \{\n(.*)\}\n$", text.decode(), re.DOTALL).group(1)
    constants = " ".join(body.split()).rstrip(";").replace("; ", ", ")
    return constants, hashlib.sha256(text).hexdigest()


def boxes_of(certificate):
    text = certificate.read_text()
    counts = dict(re.findall(r"^([a-z-]+) (\d+)$", text[text.index("\ncounts\n"):], re.MULTILINE))
    return sum(int(counts.get(node, 0)) for node in NODES)


def domain_of(build, root, problem, claim, constants):
    text = claim_text(build, root, problem, claim, constants).decode()
    domain = text[text.index("\ndomain {"):]
    radii = re.findall(r"^  (ball|tube) radius = (.+);$", domain, re.MULTILINE)
    ranges = [r for r in re.findall(r"^  (.+) in (\[.+\]);$", domain, re.MULTILINE) if not radii or r[1] != "[-inf, inf]"]
    if not radii and len({interval for _, interval in ranges}) == 1:
        return ranges[0][1]
    return ", ".join([f"{shape} of radius {radius}" for shape, radius in radii] + [f"{name} in {interval}" for name, interval in ranges])


def table(build, root, rows):
    lines = ["| problem | claim | constants | verdict | every variable in | assumptions | boxes | bytes | hash |", "|---|---|---|---|---|--:|--:|--:|---|"]
    for problem, claim, constants, value, assumptions, verdict in rows:
        certificate = certificate_of(root, problem, claim)
        lines.append(f"| [{problem}](../problems/{problem}.abp) | {claim} | `{constants}` | {verdict} | {domain_of(build, root, problem, claim, constants)} | {assumptions} "
                     f"| {boxes_of(certificate):,} | {certificate.stat().st_size:,} | `{value[:16]}` |")
    return "\n".join(lines) + "\n"


def bracket_of(rows, problem, line):
    """The two ends as fractions: refuted, proved."""
    constants = {row[1]: row[2] for row in rows if row[0] == problem}
    return tuple(fractions.Fraction(value_of(constants["best." + end], line.split()[0])) for end in ENDS)


def decimal(value, up):
    """With 9 significant digits, rounded up or down."""
    digits = 9 - len(str(int(value)))
    scaled = value * 10**digits
    return f"{float(fractions.Fraction(-(-scaled // 1) if up else scaled // 1, 10**digits)):.{digits}f}"


def best_table(build, root, rows):
    """Stated, refuted, proved, and how many times too large (or small) the stated value is."""
    lines = ["| problem | every variable in | claim | stated | refuted at | proved at | stated / best |", "|---|---|---|--:|--:|--:|--:|"]
    for problem, line, _, stated in BRACKETS:
        refuted, proved = bracket_of(rows, problem, line)
        constants = next(row[2] for row in rows if row[:2] == (problem, "best.proved"))
        factor = "-" if stated == "-" else f"{float(fractions.Fraction(stated) / proved):.3f}" + (" (false)" if fractions.Fraction(stated) <= refuted else "")
        lines.append(f"| [{problem}](../problems/{problem}.abp) | {domain_of(build, root, problem, 'best.proved', constants)} | `{line}` | {stated} "
                     f"| {decimal(refuted, False)} | {decimal(proved, True)} | {factor} |")
    return "\n".join(lines) + "\n"


def digits_of(low, high):
    """The 10 significant digits on which both ends of an enclosure agree, after rounding."""
    texts = {f"{decimal_module.Decimal(end.numerator) / decimal_module.Decimal(end.denominator):.10g}" for end in (low, high)}
    assert len(texts) == 1, texts
    return texts.pop()


def points_table(root, rows):
    """For each problem with isolated minimizers: what its first certificate encloses, with 100 bits and more."""
    lines = ["| problem | minimizers | f* | least f_i at a minimizer, and its inverse |", "|---|---|---|---|"]
    seen = set()
    for problem, claim, *_ in rows:
        text = certificate_of(root, problem, claim).read_text()
        ends = {name: (fractions.Fraction(low), fractions.Fraction(high)) for name, low, high in re.findall(r"^constant (\S+) (\S+) (\S+)$", text, re.MULTILINE)}
        if problem in seen or "y[1,2]" not in ends or not re.search(r"\nclaim alpha_beta \{", text):
            continue
        seen.add(problem)
        points = {}
        for name, enclosure in ends.items():
            if name.startswith("y["):
                points.setdefault(name.split(",")[0], []).append(digits_of(*enclosure))
        least = min((enclosure for name, enclosure in ends.items() if name.startswith("f[")), key=lambda e: e[0])
        inverse = f"{digits_of(*least)}, {digits_of(1 / least[1], 1 / least[0])}" if least[0] > 0 else "0"
        lines.append(f"| [{problem}](../problems/{problem}.abp) | {', '.join('(' + ', '.join(p) + ')' for p in points.values())} | {digits_of(*ends['fmin'])} | {inverse} |")
    return "\n".join(lines) + "\n"


def all_claims(root):
    files = sorted(path for folder in FOLDERS for path in (root / "problems" / folder).glob("*.abp"))
    for path in files:
        for claim in claims_of(path):
            problem = path.relative_to(root / "problems").with_suffix("").as_posix()
            if (problem, claim) not in OPEN:
                yield problem, claim
    for bracket in BRACKETS:
        for end in ENDS:
            yield bracket[0], f"best.{end}"


def format_rows(rows):
    return "# problem | claim | constants | SHA-256 of the claim text | number of assumptions | verdict\n" + "".join(" | ".join(row) + "\n" for row in rows)


def read_rows(text):
    return [tuple(line.split(" | ")) for line in text.splitlines() if line and not line.startswith("#")]


def replace_between(page, begin, new, end):
    head, rest = page.split(begin)
    return head + begin + new + end + rest.split(end)[1]


def replace_tables(build, root, page, rows):
    page = replace_between(page, BEGIN, table(build, root, rows), END)
    page = replace_between(page, BEGIN_POINTS, points_table(root, rows), END_POINTS)
    return replace_between(page, BEGIN_BEST, best_table(build, root, rows), END_BEST)


def replace_in_readme(build, root, page, rows):
    return replace_between(page, BEGIN_BEST, best_table(build, root, rows).replace("](../problems/", "](problems/"), END_BEST)


def pages(build, root, rows):
    """The documents with tables: their paths, and what they should say."""
    for path, replace in ((root / "docs" / "examples.md", replace_tables), (root / "README.md", replace_in_readme)):
        text = path.read_text(encoding="utf-8")
        yield path, text, replace(build, root, text, rows)


def find_bracket(build, root, problem, line, gap):
    """Writes both certificates; their rows."""
    with tempfile.NamedTemporaryFile("w", suffix=".abp") as file:
        file.write(with_claim(root, problem, line))
        file.flush()
        stem = root / "certificates" / (pathlib.PurePath(problem).name + ".best")
        said = run(build / "abcert", "best", file.name, "--gap", gap, "-o", stem).decode()
    for end in ENDS:
        claim = f"best.{end}"
        value = re.search(rf"^v (\w+) {end} (\S+)", said, re.MULTILINE)
        constants, digest = facts_of(build, root, problem, claim, f"{value.group(1)} = {value.group(2)}")
        yield problem, claim, constants, digest, str(said.count("\nc assumes ")), end


def refresh(build, root):
    folder = root / "certificates"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.abc"):
        old.unlink()
    rows = []
    for problem, claim in all_claims(root):
        if claim.startswith("best."):
            continue
        false = (problem, claim) in FALSE
        said = run(build / "abcert", "prove", root / "problems" / f"{problem}.abp", *select(claim), "-o", certificate_of(root, problem, claim), "--time-limit", "300s",
                   accept=(10,) if false else (0,))
        rows.append((problem, claim, *facts_of(build, root, problem, claim), str(said.count(b"\nc assumes ")), "refuted" if false else "proved"))
    for problem, line, gap, _ in BRACKETS:
        rows += find_bracket(build, root, problem, line, gap)
    (folder / "constants.txt").write_text(format_rows(rows))
    for path, _, text in pages(build, root, rows):
        path.write_text(text, encoding="utf-8")


def complaints_about_brackets(rows):
    for problem, line, gap, _ in BRACKETS:
        refuted, proved = bracket_of(rows, problem, line)
        if not 0 <= proved - refuted <= fractions.Fraction(gap) * proved:
            yield f"{problem}: the bracket [{refuted}, {proved}] is wider than {gap}"


def complaints(build, root):
    folder = root / "certificates"
    rows = read_rows((folder / "constants.txt").read_text())
    wanted = list(all_claims(root))
    if [row[:2] for row in rows] != wanted:
        yield f"constants.txt lists {[row[:2] for row in rows]}, the problems have {wanted}"
        return
    for problem, claim, constants, value, assumptions, verdict in rows:
        certificate = certificate_of(root, problem, claim)
        found = facts_of(build, root, problem, claim, constants)
        if found != (constants, value):
            yield f"{problem} {claim}: constants.txt says {constants}, {value}; the problem file {found}"
        said = run(build / "abcheck", certificate, "--expect", value, accept=(0, 11, 74)).decode().splitlines()
        if f"s VERIFIED {verdict.upper()} {value}" not in said:
            yield f"{problem} {claim}: abcheck says\n  " + "\n  ".join(said)
        assumed = sum(line.startswith("c assumes") for line in said)
        if assumed != int(assumptions):
            yield f"{problem} {claim}: {assumed} assumptions, constants.txt says {assumptions}"
    yield from complaints_about_brackets(rows)
    sizes = {path.name: path.stat().st_size for path in folder.iterdir() if path.suffix == ".abc"}
    strays = {path.name for path in folder.iterdir()} - {certificate_of(root, *row[:2]).name for row in rows} - {"constants.txt"}
    if strays or any(size > LARGEST for size in sizes.values()) or sum(sizes.values()) > TOTAL:
        yield f"certificates/: strays {sorted(strays)}, sizes {sizes}"
    for path, found, expected in pages(build, root, rows) if not strays else ():
        if found != expected:
            yield f"{path.name}: a table is out of date (--refresh)"


def shrink(build, copy):
    """Leaves a few problems of each kind, so that the self-test is quick."""
    global BRACKETS
    kept = {"functions/two_lines", "functions/twin_bowls", "functions/local_minima_printed_20", "functions/scalar_factorization"}
    BRACKETS = tuple(b for b in BRACKETS if b[0] in kept)
    for path in (copy / "problems").glob("*/*.abp"):
        if path.relative_to(copy / "problems").with_suffix("").as_posix() not in kept:
            path.unlink()
    rows = [row for row in read_rows((copy / "certificates/constants.txt").read_text()) if row[0] in kept]
    (copy / "certificates/constants.txt").write_text(format_rows(rows))
    for path in set((copy / "certificates").glob("*.abc")) - {certificate_of(copy, *row[:2]) for row in rows}:
        path.unlink()
    for path, _, text in pages(build, copy, rows):
        path.write_text(text, encoding="utf-8")


def self_test(build, root):
    """Each of these changes to a copy of the project is found."""
    import shutil
    changes = (("certificates/constants.txt", "alpha = 5/2, beta = 2 ", "alpha = 5/2, beta = 1 "),
               ("certificates/two_lines.stated.abc", "end trees", "1\nend trees"),
               ("problems/functions/two_lines.abp", "beta = 2;", "beta = 2.01;"),
               ("docs/examples.md", "alpha = 5/2, beta = 2`", "alpha = 5/2, beta = 1`"),
               ("certificates/constants.txt", "functions/two_lines | stated", "functions/two_lines | state"),
               ("certificates/constants.txt", " | 0 | proved\n", " | 1 | proved\n"),
               ("certificates/constants.txt", " | 0 | refuted\n", " | 0 | proved\n"),
               ("certificates/twin_bowls.best.refuted.abc", "kind refutation", "kind proof"),
               ("docs/examples.md", "| 1512.46 |", "| 1512.47 |"),
               ("README.md", "| 1512.46 |", "| 1512.47 |"))
    with tempfile.TemporaryDirectory() as name:
        copy = pathlib.Path(name)
        for part in ("certificates", "problems", "docs"):
            shutil.copytree(root / part, copy / part)
        shutil.copy(root / "README.md", copy)
        shrink(build, copy)
        assert not list(complaints(build, copy))
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

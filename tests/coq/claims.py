#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Coq proves the claims of rank-one certificates from their clauses, and refuses changed ones.

    claims.py BUILD ROOT

The shipped 2 x 2 problem; a 2 x 3 matrix over a domain that is not its own mirror image. The theorems that
docs/formal.md lists are there and rest on the axioms of the standard library alone. Skipped (77) without Coq."""
import pathlib
import re
import sys
import tempfile

import coq

RECTANGLE = """problem rectangle {
  family matrix_factorization { X = [[2, 1, 1/2], [1/2, 3/2, 1]]; rank = 1; }
  domain { W in [-1, 3/2]; S in [-1/2, 1]; }
  claim alpha_beta { alpha = 2000 + 3/4; beta = 2000; }
}
"""
# In Claim.v: what is changed, and to what. The last two change the statement and the data of its proof alike.
CHANGES = (("383 382", "383 (763/2)"), ("[[3/2; 1/2];", "[[3/2; 1/3];"), ("vector [2; 2; 2; 2]", "vector [2; 2; 3; 2]"),
           (("vector [2; 2; 2; 2]", "vector [3; 3; 2; 2]"), ("[rat 2 1; rat 2 1;", "[rat 3 1; rat 3 1;")),
           (("[[3/2; 1/2];", "[[3/2; 1/3];"), ("[[rat 3 2; rat 1 2];", "[[rat 3 2; rat 1 3];")))


def is_refused(compiled, folder, what):
    done, seconds = coq.coqc(compiled, folder, coq.THEORY, accept=(0, 1), timeout=60)
    if done.returncode == 0 or f"{coq.THEORY}.v" not in done.stderr or "Error" not in done.stderr:
        sys.exit(f"{what}: Coq says\n{done.stdout}{done.stderr}")
    print(f"{what}: refused after {seconds:.1f} s", flush=True)


def change_claims(compiled, folder):
    claim = folder / "certificate" / f"{coq.THEORY}.v"
    text = claim.read_text()
    for changes in CHANGES:
        changed = text
        for old, new in [changes] if isinstance(changes[0], str) else changes:
            if old not in changed:
                sys.exit(f"{claim} has no '{old}'")
            changed = changed.replace(old, new)
        claim.write_text(changed)
        is_refused(compiled, folder, f"{changes}")
    claim.write_text(text)


def move_enclosure(compiled, folder):
    """The clauses hold for a sigma beside the true one too; the claim must not follow from them."""
    statement = folder / "certificate" / "Statement.v"
    text = statement.read_text()
    low, low_below, high, high_below = found = re.search(r"sigma \*\) \(rat (\d+) (\d+), rat (\d+) (\d+)\)", text).groups()
    if low_below != high_below:
        sys.exit("the ends of the enclosure have different denominators")
    width = int(high) - int(low)
    moved = "sigma *) (rat {} {}, rat {} {})".format(int(low) + width, low_below, int(high) + width, high_below)
    statement.write_text(text.replace("sigma *) (rat {} {}, rat {} {})".format(*found), moved))
    for name in ("Statement", "Trees", "Proof"):
        coq.coqc(compiled, folder, name)
    is_refused(compiled, folder, "an enclosure beside sigma")
    statement.write_text(text)


def check_axioms(found, arithmetic, what):
    if wrong := coq.wrong_axioms(found, arithmetic):
        sys.exit(f"{what}: rests on {wrong}")
    print(f"{what}: rests on {len(found)} axioms ({arithmetic})", flush=True)


def check_theorems(compiled, root, scratch):
    """The table of docs/formal.md, and what Coq says of each theorem in it."""
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)\.v` \|", (root / "docs" / "formal.md").read_text(), re.MULTILINE)
    if len(rows) < 10:
        sys.exit("docs/formal.md has no table of theorems")
    for name, module in rows:
        source = scratch / "Question.v"
        source.write_text(f"From Abcert.Theory Require {module}.\nPrint Assumptions {module}.{name}.\n")
        said = coq.run("coqc", "-Q", compiled / "replay", "Abcert.Replay", "-Q", compiled / "theory", "Abcert.Theory", source).stdout
        names = coq.named_axioms(said.partition("Axioms:\n")[2])
        if not names or not names <= coq.STANDARD:
            sys.exit(f"{name} in {module}.v: Print Assumptions says\n{said}")
    print(f"{len(rows)} theorems of formal/theory rest on the axioms of the standard library")


def main(arguments):
    build, root = coq.paths(arguments, __doc__)
    coq.need("coqc")
    compiled = coq.formal(build, root, "all")
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        check_theorems(compiled, root, scratch)
        (scratch / "rectangle.abp").write_text(RECTANGLE)
        coq.run(build / "abcert", "prove", "-q", scratch / "rectangle.abp", "-o", scratch / "rectangle.abc")
        folder = scratch / "rectangle"
        coq.export(build, scratch / "rectangle.abc", folder)
        said = coq.run("make", "-C", folder, timeout=900).stdout
        listed = said.partition("Axioms:\n")[2].partition("\nmake")[0]
        check_axioms(coq.named_axioms(listed), "Floats", "rectangle, by its own Makefile")
        folder = scratch / "square"
        coq.export(build, root / "certificates" / "rank_one_2x2.abc", folder)
        coq.prove(compiled, folder, "Floats")
        check_axioms(coq.axioms(compiled, folder), "Floats", "rank_one_2x2")
        change_claims(compiled, folder)
        move_enclosure(compiled, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

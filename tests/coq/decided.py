#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""decided.py BUILD ROOT: z3 has the same opinion as abcert on small polynomial clauses that `abcert export --to smt2` writes.

Clauses that are proved have to be unsat; the same clauses with a constant that makes them false have to be sat, and their
certificates refused. Exit status 77 (skipped) without z3."""
import pathlib
import sys
import tempfile

import coq

HEAD = "problem p {{\n  variables x, y;\n  domain {{ x in [-1, 2]; y in [-2, 1]; }}\n  claim clause {{ {} }}\n}}\n"
# claim; one of its constants, and what makes the clause false
CLAIMS = (
    ("show x^2 + y^2 - x*y + 1 > 9/10;", "9/10", "11/10"),
    ("show x^4 - 3*x^2*y + 5*y^2 > -1/10;", "-1/10", "1/10"),
    ("given x*y >= 1/2; show x^2 + y^2 >= 99/100;", "99/100", "101/100"),
    ("show abs(x) + relu(y) >= -1/100;", "-1/100", "1/100"),
    ("show max(x, y) + 21/10 - min(x, y)/3 > 1;", "21/10", "9/10"),
    ("show 1/(x^2 + y^2 + 1) > 1/10;", "1/10", "1/8"),
    ("given x >= 1/2; show (x + 1)^-2 <= 45/100 or y > 0;", "9/20", "11/25"),
    ("show x^2 - x + 3/10 != 0;", "3/10", "1/5"),
    ("given y^3 >= x; given x >= 1/10; show y > 2/5;", "2/5", "1/2"),
)


def opinion(build, certificate, folder):
    coq.run(build / "abcert", "export", certificate, "--to", "smt2", "-o", folder)
    files = sorted(folder.iterdir())
    said = [coq.run("z3", "-T:30", file).stdout.strip() for file in files]
    return " ".join(said)


def main(arguments):
    build, _ = coq.paths(arguments, __doc__)
    coq.need("z3")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        problem, certificate = folder / "p.abp", folder / "p.abc"
        for number, (claim, old, new) in enumerate(CLAIMS):
            problem.write_text(HEAD.format(claim))
            coq.run(build / "abcert", "prove", problem, "-o", certificate, "--time-limit", "20s")
            for text, exit_status, answer in (("", 0, "unsat"), (new, 11, "sat")):
                if text:
                    certificate.write_bytes(coq.changed(certificate.read_bytes(), f" constant {old}\n", f" constant {text}\n"))
                coq.run(build / "abcheck", "--replay-only", certificate, accept=(exit_status,))
                got = opinion(build, certificate, folder / f"{answer}{number}")
                if got != answer:
                    sys.exit(f"{claim} {text}: z3 says {got}")
            print(f"{claim} unsat; with {new} in place of {old} sat")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Claims that must not be proved: limits.py BUILD ROOT

Each is a shipped problem with another claim in place of its own, just beyond what is true. `abcert` may refute it or give up,
but a verdict PROVED is a bug. The limits are known from elsewhere: at infinity by the leading terms, 1/c and 1/f2(t, t), on boxes
by floating point minimisation over the boundary; near an interpolated curve T = (2 - (alpha - beta)) f to first order.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

FALSE = (
    ("two_lines", "alpha = 5/2; beta = 1.994;"),
    ("two_lines_plane", "alpha = 5/2; beta = 1.999;"),
    ("saddle", "alpha = 8.796e6; beta = alpha - 8;"),
    ("saddle_plane", "alpha = 8.796e6; beta = alpha - 8;"),
    ("scalar_factorization_curve", "alpha = 10; beta = alpha - 2.1;"),
    ("local_minima_printed", "alpha = 794.3; beta = alpha - 1;"),
    ("local_minima_printed_20", "alpha = 1512.46; beta = alpha - 1;"),
    ("local_minima", "alpha = 620.2; beta = alpha - 1;"),
    ("local_minima_plane", "alpha = 626.2; beta = alpha - 1;"),
    ("twin_bowls", "alpha = 19.48; beta = alpha - 1;"),
    ("twin_bowls_plane", "alpha = 20.68; beta = alpha - 1;"),
    ("scalar_factorization", "alpha = 10; beta = 1;"),
    ("scalar_factorization", "alpha = 1e9; beta = alpha - 1e-9;"),
)


def verdict(build, text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "claim.abp"
        path.write_text(text)
        done = subprocess.run([build / "abcert", "prove", path, "--node-limit", "50000"], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def main(build, root):
    wrong = 0
    for problem, constants in FALSE:
        text = (root / "problems" / "functions" / f"{problem}.abp").read_text()
        text = re.sub(r"#.*", "", text)
        text = re.sub(r"claim[^}]*\}", "", text).rstrip().removesuffix("}") + "claim alpha_beta { " + constants + " } }\n"
        status, output = verdict(build, text)
        print(f"{problem}: {constants} status {status}")
        if status not in (10, 20):
            wrong += 1
            print(output)
    return wrong


if __name__ == "__main__":
    sys.exit(1 if main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()) else 0)

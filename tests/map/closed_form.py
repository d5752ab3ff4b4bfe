#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""abcert map against a region that is known.

    closed_form.py BUILD              compare
    closed_form.py BUILD --self-test  the comparison itself finds differences

f_1 = (x - 1)^2 and f_2 = (x + 1)^2 on D = [-R, R]: M = {0}, f_i* = 0, f_i(0) = 1, so that T_i >= 0 is an explicit inequality,

    beta >= d (f_1(x) - 1) - 2 (x - 1) x = (d - 2) x^2 - (2 d - 2) x     (i = 1; i = 2 at -x),

and B(d) is the largest value of a parabola on [-R, R]: exact rational arithmetic.
"""
import fractions
import json
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

F = fractions.Fraction
PROBLEM = """problem pair {{
  variables x;
  function f1 = (x - 1)^2;
  function f2 = (x + 1)^2;
  infimum {{ f1 = 0; f2 = 0; }}
  minimizers points {{ (0); }}
  domain {{ x in [-{r}, {r}]; }}
  claim alpha_beta {{ beta = 20; alpha = 21; }}
}}
"""
RADII = (F(1, 2), F(3), F(10))


def least_beta(d, radius):
    points = [-radius, radius]
    if d < 2:
        points.append(max(-radius, min(radius, (d - 1) / (d - 2))))
    return max((d - 2) * x * x - (2 * d - 2) * x for x in points)


def run(build, folder, radius, *more):
    path = pathlib.Path(folder) / "pair.abp"
    path.write_text(PROBLEM.format(r=radius))
    done = subprocess.run([f"{build}/abcert", "map", str(path), "--json", *more], capture_output=True, text=True, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def wrong_lines(facts, radius, shift=F(0)):
    """What is wrong with a map; shift falsifies the region by that much."""
    found = []
    lines = [fact for fact in facts if fact["type"] == "alpha"]
    for fact in lines:
        d = F(fact["k"])
        truth = d + least_beta(d, radius) + shift
        lower, upper = F(fact["lower"]), F(fact["upper"])
        if not lower <= truth <= upper:
            found.append(f"d = {d}: {float(truth)} is not in [{fact['lower']}, {fact['upper']}]")
        if upper - lower > F(2, 1000) * upper:
            found.append(f"d = {d}: [{fact['lower']}, {fact['upper']}] is wider than the gap")
    if len(lines) < 4:
        found.append("fewer lines than were asked for")
    return found


def wrong_table(text, radius):
    """The exact ends: refuted strictly below, proved at or above."""
    found = []
    for row in text.splitlines()[1:]:
        d, refuted, proved, _ = row.split(",")
        truth = least_beta(F(d), radius)
        if not F(refuted) < truth <= F(proved):
            found.append(f"table, d = {d}: {truth} is not in ({refuted}, {proved}]")
    return found


def wrong_picture(path):
    """The picture is well-formed and has a point for every end of every line."""
    root = xml.etree.ElementTree.parse(path).getroot()
    classes = [element.get("class") for element in root.iter() if element.tag.endswith("circle")]
    short = [name for name in ("area1", "area2", "mark") if classes.count(name) < 1]
    return [f"the picture has no circle of class {name}" for name in short]


def main():
    build, self_test = sys.argv[1], "--self-test" in sys.argv
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for radius in RADII:
            table = f"{folder}/map.csv"
            status, facts, errors = run(build, folder, radius, "--range", "1/2,5", "--points", "4", "-o", table)
            if status != 0:
                raise SystemExit(f"map ended with {status}: {errors}")
            picture = f"{folder}/map.svg"
            run(build, folder, radius, "--range", "1/2,5", "--points", "4", "-o", picture)
            wrong += wrong_picture(picture)
            if self_test:
                if not wrong_lines(facts, radius, F(1, 10)):
                    raise SystemExit("a region that is off by 1/10 was not noticed")
                continue
            wrong += wrong_lines(facts, radius) + wrong_table(pathlib.Path(table).read_text(), radius)
    for line in wrong:
        print(line)
    print("self-test passed" if self_test else f"{len(RADII)} maps, {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

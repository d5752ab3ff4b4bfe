#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""abcert trace against exact rationals.

    independent.py BUILD             regions of random logs: their vertices are all points where two lines cross that satisfy
                                     the rest; long smooth logs: every vertex satisfies every line, and both ends of every edge
                                     lie on its line; tables against direct evaluation; compressed logs say the same
    independent.py BUILD --self-test the comparison finds a vertex that is off and one that is missing
"""
import gzip
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
from fractions import Fraction as F

SEED = 20261121


def run(build, path, *options):
    done = subprocess.run([build / "abcert", "trace", "--json", path, *options], capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"abcert trace ended with {done.returncode}: {done.stderr.decode()}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def half_planes(lines, minus):
    """(p, u, v): p - u alpha + v beta >= 0."""
    out = []
    for line in lines:
        inner, loss, final, infimum = (F(x) for x in (line + ("0",))[:4])
        out.append((inner, loss - final, (infimum - loss) if minus else (loss - infimum)))
    return out


CONE = [(F(0), F(-1), F(-1)), (F(0), F(0), F(1))]  # alpha - beta >= 0, beta >= 0


def value(plane, point):
    """T at (alpha, beta, w); w = 0: a direction."""
    return plane[0] * point[2] - plane[1] * point[0] + plane[2] * point[1]


def normal_form(point):
    alpha, beta, w = point
    if w:
        return (alpha / w, beta / w, F(1))
    size = abs(alpha) + abs(beta)
    return (alpha / size, beta / size, F(0))


def corners(planes):
    """All vertices and directions of the region, by brute force; with w = 0 as a third line."""
    infinity = (F(1), F(0), F(0))
    every = planes + CONE + [infinity]
    found = set()
    for k, a in enumerate(every):
        for b in every[:k]:
            point = (a[2] * b[0] - a[0] * b[2], a[1] * b[0] - a[0] * b[1], a[2] * b[1] - a[1] * b[2])
            for sign in (1, -1):
                here = tuple(sign * c for c in point)
                if any(here) and all(value(plane, here) >= 0 for plane in every):
                    found.add(normal_form(here))
    return found


def printed(facts):
    points = [(F(f["alpha"]), F(f["beta"]), F(f["type"] == "vertex")) for f in facts if f["type"] in ("vertex", "direction")]
    return [normal_form(p) for p in points]


def is_empty(points):
    return not (any(p[2] for p in points) and any(p[1] for p in points) and any(p[0] > p[1] for p in points))


def compare(facts, planes):
    region = next(f["kind"] for f in facts if f["type"] == "region")
    want = corners(planes)
    if is_empty(want):
        return None if region == "empty" else "the region is empty"
    if region == "empty":
        return "the region is not empty"
    got = printed(facts)
    if len(got) != len(set(got)) or set(got) != want:
        return f"vertices {sorted(got)}, should be {sorted(want)}"
    if (region == "bounded") != all(p[2] for p in want):
        return f"the region is said to be {region}"
    return check_edges(facts, planes) or check_least(facts, want)


def check_edges(facts, planes):
    """The line behind each vertex holds it and the next one, and is one of the log."""
    walk = [f for f in facts if f["type"] in ("vertex", "direction", "edge")]
    points = printed(facts)
    at = -1
    for f in walk:
        if f["type"] != "edge":
            at += 1
            continue
        plane = {"alpha>beta": CONE[0], "beta>0": CONE[1]}.get(f["of"])
        if plane is None:
            plane = (F(f["p"]), F(f["u"]), F(f["v"]))
            if plane not in planes:
                return f"no line of the log: {f}"
        if value(plane, points[at]) != 0 or value(plane, points[(at + 1) % len(points)]) != 0:
            return f"not on its ends: {f}"
    return None


def check_least(facts, points):
    least = {f["name"]: F(f["value"]) for f in facts if f["type"] == "bound"}
    finite = [p for p in points if p[2]]
    want = {"alpha": min(p[0] for p in finite), "beta": min(p[1] for p in finite),
            "beta/(alpha-beta)": min(p[1] / (p[0] - p[1]) for p in points if p[0] > p[1])}
    return None if least == want else f"least {least}, should be {want}"


def number(rng):
    kind = rng.randrange(6)
    if kind == 0:
        return str(rng.randrange(-3, 4))
    if kind == 1:
        return f"{rng.randrange(-20, 21) / 8}"
    if kind == 2:
        return f"{rng.choice('+-')}{rng.random():.3e}"
    if kind == 3:
        return f"{rng.random():.25f}"
    return repr(rng.gauss(0.5, 1))


def random_log(rng):
    """Mostly such as leave a region; some degenerate."""
    lines = []
    infimum = rng.random() < 0.5
    tie = rng.random() < 0.2
    for _ in range(rng.randrange(1, 14)):
        if tie:
            line = [str(rng.randrange(-1, 3)), str(rng.randrange(3)), str(rng.randrange(2))]
        else:
            line = [number(rng), repr(abs(rng.gauss(1, 1))), repr(abs(rng.gauss(0.4, 0.2)))]
        lines.append(tuple(line + (["0.125"] if infimum else [])))
    return lines


def text_of(lines):
    return "".join(f"{k},{','.join(line)}\n" for k, line in enumerate(lines))


def check_random(build, folder):
    rng = random.Random(SEED)
    kinds = {}
    for k in range(100):
        lines, minus = random_log(rng), k % 4 == 3
        path = folder / "log.csv"
        path.write_text(text_of(lines))
        facts = run(build, path, *(["--minus-beta"] if minus else []))
        fault = compare(facts, half_planes(lines, minus))
        if fault:
            raise SystemExit(f"log {k}, seed {SEED}:\n{text_of(lines)}{fault}")
        kind = next(f["kind"] for f in facts if f["type"] == "region")
        kinds[kind] = kinds.get(kind, 0) + 1
    assert len(kinds) == 3 and min(kinds.values()) >= 3, kinds


def smooth_log(count, rng):
    """Lines that touch a parabola: nearly every one is an edge. p - u alpha + v beta with v = loss, f_i(x^K) = loss - u."""
    lines = []
    for k in range(count):
        t = F(k + 1, count) * 4
        # beta >= (alpha - 1)^2/8 + 1/2 at alpha = t: the tangent
        slope, offset = (t - 1) / 4, (t - 1) ** 2 / 8 + F(1, 2) - (t - 1) / 4 * t
        loss = F(rng.randrange(1, 9), 8)
        u, p = slope * loss, -offset * loss
        lines.append((p, loss, loss - u))
    rng.shuffle(lines)
    scale = 10**40
    return [tuple(f"{int(x * scale)}e-40" for x in line) for line in lines]


def check_smooth(build, folder):
    lines = smooth_log(800, random.Random(SEED))
    path = folder / "log.csv"
    path.write_text(text_of(lines))
    facts = run(build, path)
    planes = half_planes(lines, False)
    points = printed(facts)
    if len(points) < 600:
        raise SystemExit(f"a smooth log has {len(points)} vertices")
    fault = check_edges(facts, set(planes))
    if fault or any(value(plane, point) < 0 for plane in planes for point in points[::7]):
        raise SystemExit(f"smooth log: {fault or 'a vertex violates a line'}")


def check_table(build, folder):
    rng = random.Random(SEED)
    lines = [(repr(rng.gauss(1, 1)), repr(abs(rng.gauss(1, 1))), "0.25") for _ in range(500)]
    path, table = folder / "log.csv", folder / "t.csv"
    path.write_text(text_of(lines))
    for options in ((), ("--window", "20,5")):
        run(build, path, "-o", table, *options)
        planes = [tuple(float(x) for x in plane) for plane in half_planes(lines, False)]
        rows = [tuple(float(x) for x in row.split(",")) for row in table.read_text().splitlines()[1:]]
        assert len(rows) > 1000 and all(alpha > beta for alpha, beta, _ in rows)
        for alpha, beta, least in rng.sample(rows, 300):
            want = min(value(plane, (alpha, beta, 1)) for plane in planes)
            if abs(least - want) > 1e-9 * (1 + alpha + beta):
                raise SystemExit(f"table: {least} at {alpha}, {beta}, should be {want}")


def check_compressed(build, folder, missing):
    lines = random_log(random.Random(SEED))
    path = folder / "log.csv"
    path.write_text(text_of(lines))
    want = [f for f in run(build, path) if f["type"] != "log"]
    packed = []
    if "gzip" not in missing:
        packed.append((folder / "log.gz", gzip.compress(path.read_bytes()[:9]) + gzip.compress(path.read_bytes()[9:])))
    if "zstd" not in missing and shutil.which("zstd"):
        packed.append((folder / "log.zst", subprocess.run(["zstd", "-qc", path], check=True, capture_output=True).stdout))
    for other, data in packed:
        other.write_bytes(data)
        if [f for f in run(build, other) if f["type"] != "log"] != want:
            raise SystemExit(f"{other.name} says something else")
        other.write_bytes(data[:-3])
        done = subprocess.run([build / "abcert", "trace", other], capture_output=True, check=False)
        if done.returncode != 74 or b"end too early" not in done.stderr:
            raise SystemExit(f"{other.name}, cut off: {done}")


def self_test(build):
    lines = [("-1", "2", "1"), ("3", "1", "0.5")]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "log.csv"
        path.write_text(text_of(lines))
        facts = run(build, path)
    planes = half_planes(lines, False)
    assert compare(facts, planes) is None
    at = next(k for k, f in enumerate(facts) if f["type"] == "vertex")
    assert compare(facts[:at] + facts[at + 1:], planes)
    assert compare(facts[:at] + [{**facts[at], "beta": str(F(facts[at]["beta"]) + F(1, 10**30))}] + facts[at + 1:], planes)
    assert compare(facts, planes + [(F(-100), F(0), F(1))])
    assert compare([{**f, "p": "7"} if f.get("of") == "line" else f for f in facts], planes)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    if "--self-test" in sys.argv[2:]:
        self_test(build)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        missing = {word for option, word in zip(sys.argv[2:], sys.argv[3:]) if option == "--without"}
        for check in (check_random, check_smooth, check_table, lambda b, f: check_compressed(b, f, missing)):
            check(build, folder)


main()

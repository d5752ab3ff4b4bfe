#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""factorization.py BUILD: the cost of claims about matrix factorisation: rank two nearly sharp, and many entries.

Processor seconds of whole processes, the check with MPFR and with `--fast`. A few minutes; `factorization.py BUILD quick` leaves
out what takes longer than some seconds.
"""
import pathlib
import random
import resource
import subprocess
import sys
import tempfile

YARDSTICK = "[[2, 1, 1/2], [1/2, -3/2, 1], [1, 1/2, -3/2]]"
CUBE = "W in [-3/2, 3/2]; S in [-3/2, 3/2];"


def signal(size, rank):
    """A product of integer matrices over 32, plus or minus a little in every entry."""
    source = random.Random(5)
    u = [[source.randint(-9, 9) for _ in range(size)] for _ in range(rank)]
    v = [[source.randint(-9, 9) for _ in range(size)] for _ in range(rank)]
    rows = []
    for i in range(size):
        entries = (sum(u[c][i] * v[c][j] for c in range(rank)) + source.choice((-1, 1)) * source.randint(1, 9) for j in range(size))
        rows.append("[" + ", ".join(f"{entry}/32" for entry in entries) + "]")
    return "[" + ",\n".join(rows) + "]"


def problem(x, rank, domain, beta):
    claim = f"claim alpha_beta {{ beta = {beta}; alpha = beta + 1; }}"
    return f"problem benchmark {{ family matrix_factorization {{ X = {x}; rank = {rank}; }} domain {{ {domain} }} {claim} }}\n"


def run(command):
    """Processor seconds and the output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def bench(build, folder, name, text):
    source, certificate = folder / "benchmark.abp", folder / "benchmark.abc"
    source.write_text(text, encoding="utf-8")
    seconds, output = run([build / "abcert", "prove", source, "--threads", "1", "-o", certificate])
    lines = output.splitlines()
    boxes = next((int(line.split()[2]) for line in lines if line.startswith("c boxes")), 0)
    if not certificate.exists():
        print(f"{name:34} {boxes:10,} {seconds:9.2f}  {lines[-1] if lines else 'nothing'}", flush=True)
        return
    checks = [run([build / "abcheck", "--threads", "1", certificate] + option)[0] for option in (["--fast"], [])]
    print(f"{name:34} {boxes:10,} {seconds:9.2f} {checks[0]:9.2f} {checks[1]:9.2f} {certificate.stat().st_size:12,} {lines[-1][2:]}", flush=True)
    certificate.unlink()


def main():
    build, quick = pathlib.Path(sys.argv[1]).resolve(), len(sys.argv) > 2
    print(f"{'claim':34} {'boxes':>10} {'prove s':>9} {'--fast s':>9} {'check s':>9} {'bytes':>12}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for beta in (5200, 4500, 3760, 3400, 3100, 2820):
            if beta > 3400 or not quick:
                bench(build, folder, f"rank two, beta = {beta}", problem(YARDSTICK, 2, CUBE, beta))
        for size in (100, 1000):
            if size < 1000 or not quick:
                bench(build, folder, f"{size} x {size}, rank 1, a box", problem(signal(size, 1), 1, CUBE, 10**12))
        x = signal(200, 3)
        bench(build, folder, "200 x 200, rank 3, a tube", problem(x, 3, "tube radius = 1;", 10**4))
        bench(build, folder, "200 x 200, rank 3, a box", problem(x, 3, "W in [-3, 3]; S in [-3, 3];", 10**12))
        bench(build, folder, "200 x 200, rank 3, false", problem(x, 3, "W in [-3, 3]; S in [-3, 3];", 3000))
        bench(build, folder, "200 x 200, rank 1, false", problem(signal(200, 1), 1, CUBE, 1000))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bench.py BUILD [RUNS]: the cost of proving and of checking the shipped problems.

For every claim with a certificate: boxes searched, the median processor time of `abcert prove` (which searches in double intervals and checks its own
result) and of `abcheck` (with MPFR intervals), their ratio in the same run, and the peak memory over all. One thread, whole processes.
"""
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def run(command):
    """Processor seconds and output; the exit status has to be 0."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def claims():
    """(problem file, claim or None) for each line of certificates/constants.txt that is not refuted."""
    for line in (ROOT / "certificates" / "constants.txt").read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.split("|")]
        if len(fields) >= 6 and fields[5] == "proved" and not fields[1].startswith("best.") and (ROOT / "problems" / f"{fields[0]}.abp").exists():
            yield fields[0], None if fields[1] == "-" else fields[1]


def bench(build, problem, claim, runs, folder):
    certificate = folder / "bench.abc"
    prove = [build / "abcert", "prove", ROOT / "problems" / f"{problem}.abp", "--threads", "1", "-o", certificate]
    prove += ["--claim", claim] if claim else []
    times, checks, output = [], [], ""
    for _ in range(runs):
        seconds, output = run(prove)
        times.append(seconds)
        checks.append(run([build / "abcheck", "--threads", "1", certificate])[0])
    boxes = next(line.split()[2] for line in output.splitlines() if line.startswith("c boxes"))
    return boxes, statistics.median(times), statistics.median(checks), certificate.stat().st_size


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    print(f"{'claim':44} {'boxes':>9} {'prove s':>9} {'check s':>9} {'ratio':>7} {'bytes':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for problem, claim in claims():
            try:
                boxes, proved, checked, size = bench(build, problem, claim, runs, pathlib.Path(folder))
            except subprocess.CalledProcessError:
                continue  # a claim that is refuted: not proved, nothing to compare
            name = problem + (f" {claim}" if claim else "")
            print(f"{name:44} {int(boxes):9,} {proved:9.3f} {checked:9.3f} {proved / checked:7.1f} {size:9,}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory of a process: {peak:.0f} MiB")


if __name__ == "__main__":
    main()

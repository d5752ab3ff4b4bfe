#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bench.py BUILD [RUNS]: the cost of proving and of checking the shipped problems.

For every claim with a certificate, and for the files of this folder: boxes searched, the median processor time of `abcert prove` (which searches in
double intervals and checks its own result), of `abcheck --fast` and of `abcheck` (with MPFR intervals), the ratio of either to the first in the same run, the
bytes of the certificate, and the peak memory over all. One thread, whole processes.
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
    """(file, problem, claim or None) for each line of certificates/constants.txt that is not refuted."""
    for line in (ROOT / "certificates" / "constants.txt").read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.split("|")]
        if len(fields) >= 6 and fields[5] == "proved" and not fields[1].startswith("best.") and (ROOT / "problems" / f"{fields[0]}.abp").exists():
            yield ROOT / "problems" / f"{fields[0]}.abp", fields[0], None if fields[1] == "-" else fields[1]
    for path in sorted((ROOT / "bench").glob("*.abp")):
        yield path, f"bench/{path.stem}", None


def bench(build, path, claim, runs, folder):
    certificate = folder / "bench.abc"
    prove = [build / "abcert", "prove", path, "--threads", "1", "-o", certificate]
    prove += ["--claim", claim] if claim else []
    times, fasts, checks, output = [], [], [], ""
    for _ in range(runs):
        seconds, output = run(prove)
        times.append(seconds)
        fasts.append(run([build / "abcheck", "--threads", "1", "--fast", certificate])[0])
        checks.append(run([build / "abcheck", "--threads", "1", certificate])[0])
    boxes = next(line.split()[2] for line in output.splitlines() if line.startswith("c boxes"))
    return boxes, statistics.median(times), statistics.median(fasts), statistics.median(checks), certificate.stat().st_size


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    print(f"{'claim':44} {'boxes':>9} {'prove s':>9} {'--fast s':>9} {'ratio':>6} {'MPFR s':>9} {'ratio':>6} {'bytes':>11}")
    with tempfile.TemporaryDirectory() as folder:
        for path, problem, claim in claims():
            try:
                boxes, proved, fast, checked, size = bench(build, path, claim, runs, pathlib.Path(folder))
            except subprocess.CalledProcessError:
                continue  # a claim that is refuted: not proved, nothing to compare
            name = problem + (f" {claim}" if claim else "")
            print(f"{name:44} {int(boxes):9,} {proved:9.3f} {fast:9.3f} {fast / proved:6.1f} {checked:9.3f} {checked / proved:6.1f} {size:11,}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory of a process: {peak:.0f} MiB")


if __name__ == "__main__":
    main()

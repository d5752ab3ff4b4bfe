#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""family_k.py BUILD [SECONDS [K FACTOR...]]: the benchmark family K, searched, written and checked.

Variables w_1..w_K, s_1..s_K in [-1, 3/2], t in [1/2, 2], e in [1/10, 3/10]; c_k = 2^-k for k = 0..K-1, X = sum c_k^2:

    g = (r - e)^2 + beta e^2 - 2 r sum_k (w_k - c_k t)(s_k - c_k/t) >= 0,   r = X - sum_k w_k s_k,

at beta = FACTOR times the best constant, as it is, which the search proves by its structure (docs/theory/clauses.md, section 8), and for the smaller tasks
once more as a *plain* search: with a second alternative, 0 != 0, which is false everywhere and with which that reduction is not tried. One line each: boxes and processor time of `abcert prove` with one thread (reading, searching,
checking its own certificate and writing it), boxes a second, the elapsed time with two threads, the bytes of the certificate, the processor
time of `abcheck` and of `abcheck --fast`, the peak memory; and in the same run the baseline, mpfi_search.c, given SECONDS of processor time.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from fractions import Fraction

HERE = pathlib.Path(__file__).resolve().parent
PLAIN = (3, "2"), (3, "1.1"), (3, "1.01"), (4, "2")
BEST = {3: Fraction("1395.2525"), 4: Fraction("1623.4610"), 5: Fraction("1748.2528")}
TASKS = (3, "2"), (3, "1.1"), (3, "1.01"), (4, "2"), (4, "1.1"), (4, "1.01"), (5, "2"), (5, "1.1"), (5, "1.01"), (5, "1.001")


def problem(k, beta, plain=False):
    c = [Fraction(1, 2**i) for i in range(k)]
    names = [f"{v}{i + 1}" for v in "ws" for i in range(k)]
    r = f"({sum(x * x for x in c)} - {' - '.join(f'w{i + 1}*s{i + 1}' for i in range(k))})"
    d = " + ".join(f"(w{i + 1} - {c[i]}*t)*(s{i + 1} - {c[i]}/t)" for i in range(k))
    box = "; ".join(f"{name} in [-1, 3/2]" for name in names)
    return (f"problem family_k {{ variables {', '.join(names)}, t, e; domain {{ {box}; t in [1/2, 2]; e in [1/10, 3/10]; }}\n"
            f"claim clause {{ ({r} - e)^2 + {beta}*e^2 - 2*{r}*({d}) >= 0{' or 0 != 0' if plain else ''}; }} }}\n")


def run(command):
    """Processor and elapsed seconds, peak memory in MiB, output. The exit status has to be 0."""
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command}: exit status {process.returncode}\n{output}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024, output


def bench(build, baseline, seconds, k, factor, plain, folder):
    beta = BEST[k] * Fraction(factor)
    source, certificate = folder / "k.abp", folder / "k.abc"
    source.write_text(problem(k, beta, plain))
    prove = [build / "abcert", "prove", source, "--node-limit", "1000000000000", "-o", certificate, "--threads"]
    _, elapsed, _, _ = run(prove + ["2"])
    spent, _, memory, output = run(prove + ["1"])
    boxes = int(next(line.split()[2] for line in output.splitlines() if line.startswith("c boxes")))
    fast, _, _, _ = run([build / "abcheck", "--threads", "1", "--fast", certificate])
    check, _, _, _ = run([build / "abcheck", "--threads", "1", certificate])
    mpfi, _, _, found = run([baseline, k, beta, seconds]) if not plain else (0, 0, 0, "")
    words = found.split(maxsplit=1)
    base = f"   {int(words[0]):>10,} {mpfi:7.2f}  {words[1].strip()}" if words else ""
    print(f"{k} ({2 * k + 2}) {factor + 'x':>6} {'plain' if plain else 'as is':>6} {boxes:>12,} {spent:8.2f} {boxes / spent / 1e6:9.2f} {elapsed:9.2f} {certificate.stat().st_size:>12,}"
          f" {check:9.2f} {fast:8.2f} {memory:6.0f}{base}", flush=True)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    seconds = sys.argv[2] if len(sys.argv) > 2 else "20"
    tasks = list(zip(map(int, sys.argv[3::2]), sys.argv[4::2])) or TASKS
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        baseline = folder / "mpfi_search"
        subprocess.run(["cc", "-std=gnu17", "-O2", str(HERE / "mpfi_search.c"), "-o", str(baseline), "-lmpfi", "-lmpfr", "-lgmp"], check=True)
        print(f"{'K':6} {'beta':>6} {'':6} {'boxes':>12} {'prove s':>8} {'M boxes/s':>9} {'2 threads':>9} {'bytes':>12} {'check s':>9} {'--fast s':>8} {'MiB':>6}"
              f"   {'MPFI boxes':>10} {'s':>7}")
        for k, factor in tasks:
            bench(build, baseline, seconds, k, factor, False, folder)
            if (k, factor) in PLAIN:
                bench(build, baseline, seconds, k, factor, True, folder)


if __name__ == "__main__":
    main()

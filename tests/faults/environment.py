#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""environment.py BUILD PROJECT: certificates do not depend on where and how they were made, and nothing is proved on sand.

The same bytes for any number of threads, in a locale with a decimal comma, from another folder, at another time. On a machine
that rounds doubles up or flushes small ones to zero, with an MPFR that rounds to nearest, and with a SHA-256 that is none, both
programs refuse to start; with -ffast-math they do not compile.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BUILD, PROJECT = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
SHIM = BUILD / "tests" / "libarithmeticshim.so"
PROBLEMS = ("clauses/camel", "functions/twin_bowls_given", "matrix_factorization/rank_two_tube", "two_layer_relu/one_relu",
            "matrix_factorization/rank_one_2x2_r1")
CHANGING = ("c time ", "c certificate ", "c file ")


def run(words, **environment):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, check=False, timeout=120,
                          env=dict(os.environ, **{k: str(v) for k, v in environment.items()}))
    lines = [line for line in done.stdout.split("\n") if not line.startswith(CHANGING)]
    return done.returncode, "\n".join(lines), done.stderr


def prove(problem, target, *words, **environment):
    result = run([BUILD / "abcert", "prove", problem, "-o", target, *words], **environment)
    return result, target.read_bytes() if target.exists() else None


def comma_locale(folder):
    """The environment in which a locale with a decimal comma is found, or None."""
    made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", str(folder / "de_DE.UTF-8")], capture_output=True, check=False)
    if made.returncode > 1:
        return None
    return {"LOCPATH": folder, "LC_ALL": "de_DE.UTF-8", "LD_PRELOAD": SHIM, "FAULT_CALL": "locale"}


def same_bytes(folder):
    wrong = []
    locale = comma_locale(folder)
    if not locale:
        print("no locale with a decimal comma can be made here (package locales)")
    (folder / "elsewhere").mkdir()
    for name in PROBLEMS:
        problem, target = PROJECT / "problems" / f"{name}.abp", folder / "made.abc"
        first = prove(problem, target, "--threads", "1")
        if first[1] is None:
            wrong.append(f"{name}: {first}")
        for threads in "2", "3", "8":
            if prove(problem, target, "--threads", threads) != first:
                wrong.append(f"{name}: {threads} threads make another certificate")
        copy = pathlib.Path(shutil.copy(problem, folder / "elsewhere" / "copy.abp"))
        if prove(copy, folder / "elsewhere" / "made.abc", "--threads", "1", TZ="Asia/Tokyo", HOME=folder)[1] != first[1]:
            wrong.append(f"{name}: the certificate depends on the place")
        if locale and prove(problem, target, "--threads", "1", **locale) != first:
            wrong.append(f"{name}: the certificate depends on the locale")
        check = [BUILD / "abcheck", target, "--threads"]
        if locale and run([*check, "1"], **locale) != run([*check, "4"]):
            wrong.append(f"{name}: the verdict depends on the locale, or on the threads")
        if locale and run([BUILD / "abcert", "fmt", problem], **locale) != run([BUILD / "abcert", "fmt", problem]):
            wrong.append(f"{name}: the canonical text depends on the locale")
    return wrong


def on_sand(folder):
    wrong = []
    certificate, target = PROJECT / "certificates" / "camel.abc", folder / "sand.abc"
    commands = ["abcheck", certificate], ["abcert", "prove", PROJECT / "problems" / "clauses" / "camel.abp", "-o", target]
    for fault in "upward", "flush", "divide", "digest":
        for words in commands:
            status, output, error = run([BUILD / words[0], *words[1:]], LD_PRELOAD=SHIM, FAULT_CALL=fault)
            if status != 70 or "\ns " in output or target.exists():
                wrong.append(f"{words[0]} with the fault '{fault}': status {status}\n{output}{error}")
    return wrong


def fast_math():
    compiler = shutil.which("cc") or shutil.which("gcc") or "clang"
    compile_platform = [compiler, "-std=gnu17", "-O2", "-fsyntax-only", "-I", PROJECT / "src", PROJECT / "src" / "base" / "platform.c"]
    wrong = [] if run(compile_platform)[0] == 0 else ["platform.c does not compile at all"]
    parts = ("-funsafe-math-optimizations", "-freciprocal-math") if "gcc" in run([compiler, "-v"])[2] else ()  # clang has no macro for them
    for option in "-ffast-math", "-Ofast", "-ffinite-math-only", *parts:
        if run([*compile_platform, option])[0] == 0:
            wrong.append(f"{option} is accepted")
    return wrong


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        wrong = same_bytes(folder) + on_sand(folder) + fast_math()
    print("\n".join(wrong) or "the same everywhere")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

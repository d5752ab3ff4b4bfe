#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""best.py BUILD: what a bracket costs, compared with one proof at its proved end.

For every bracket of docs/examples.md: user time of `abcert best` and of `abcert prove` at the proved end, in the same run, and their ratio. One thread, whole processes.
"""
import importlib.util
import pathlib
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def shipped():
    spec = importlib.util.spec_from_file_location("shipped", ROOT / "tests/certificates/shipped.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def user_seconds(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def on_file(text, *command):
    with tempfile.NamedTemporaryFile("w", suffix=".abp") as file:
        file.write(text)
        file.flush()
        return user_seconds(*command[:2], file.name, *command[2:])


def main():
    build, tables = pathlib.Path(sys.argv[1]).resolve(), shipped()
    rows = tables.read_rows((ROOT / "certificates/constants.txt").read_text(encoding="utf-8"))
    print(f"{'claim':45}  best s  prove s  ratio")
    for problem, line, gap, _ in tables.BRACKETS:
        constants = next(row[2] for row in rows if row[:2] == (problem, "best.proved"))
        best = on_file(tables.with_claim(ROOT, problem, line), build / "abcert", "best", "--gap", gap, "--threads", "1")
        end = line.replace("best", tables.value_of(constants, line.split()[0]))
        prove = on_file(tables.with_claim(ROOT, problem, end), build / "abcert", "prove", "--threads", "1")
        print(f"{problem:45}  {best:6.2f}  {prove:7.2f}  {best / prove:5.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

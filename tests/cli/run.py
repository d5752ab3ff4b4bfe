#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Golden transcripts of abcert and abcheck.

Each golden/NAME.cmd is a command line for sh. It is run in an empty folder, with the programs of the build folder on PATH
and the folders `problems` (of the project) and `inputs` (beside this file) linked into it. What it writes to standard
output and standard error, and its exit status, are compared byte for byte with NAME.out, NAME.err (none: nothing) and
NAME.status (none: 0); the files that it leaves behind with the names in NAME.files (none: no files).

    run.py BUILD [NAME...]             compare
    run.py BUILD --refresh [NAME...]   write the transcripts anew; read the diff before you commit it
    run.py BUILD --without WORD...     leave out what needs WORD: golden/NAME.needs lists words (gzip, zstd)
    run.py --self-test                 the comparison itself finds differences
"""
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
GOLDEN = HERE / "golden"
SECONDS = 300
DEFAULTS = {"out": b"", "err": b"", "status": b"0\n", "files": b""}


def files_left(folder):
    """The names of files and folders below it, sorted, without the two links."""
    names = []
    for root, folders, files in os.walk(folder):
        here = os.path.relpath(root, folder)
        names += [os.path.normpath(os.path.join(here, name)) for name in folders if not os.path.islink(os.path.join(root, name))]
        names += [os.path.normpath(os.path.join(here, name)) for name in files]
    return "".join(name + "\n" for name in sorted(names)).encode()


def run(build, command):
    """What the command line says, as a dictionary like DEFAULTS."""
    environment = {"PATH": f"{build}:/usr/bin:/bin", "LC_ALL": "C"}
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(PROJECT / "problems", os.path.join(folder, "problems"))
        os.symlink(HERE / "inputs", os.path.join(folder, "inputs"))
        try:
            done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired as late:
            return {"out": late.stdout or b"", "err": late.stderr or b"", "status": b"no end after %d s\n" % SECONDS, "files": files_left(folder)}
        return {"out": done.stdout, "err": done.stderr, "status": b"%d\n" % done.returncode, "files": files_left(folder)}


def expected(name):
    found = {}
    for part, default in DEFAULTS.items():
        path = GOLDEN / f"{name}.{part}"
        found[part] = path.read_bytes() if path.exists() else default
    return found


def refresh(name, got):
    for part, default in DEFAULTS.items():
        path = GOLDEN / f"{name}.{part}"
        if got[part] != default:
            path.write_bytes(got[part])
        elif path.exists():
            path.unlink()


def can_run(name, missing):
    path = GOLDEN / f"{name}.needs"
    return not path.exists() or not set(path.read_text().split()) & missing


def differences(want, got):
    return [part for part in DEFAULTS if want[part] != got[part]]


def report(name, want, got, parts):
    for part in parts:
        print(f"--- {name}.{part} expected\n{want[part].decode(errors='replace')}--- {name}.{part} found\n{got[part].decode(errors='replace')}---")


def self_test():
    right = {"out": b"s PROVED\n", "err": b"", "status": b"0\n", "files": b""}
    for part in DEFAULTS:
        assert differences(right, {**right, part: right[part] + b"x"}) == [part]
    assert differences(right, dict(right)) == []
    got = run("/usr/bin", "echo out; echo err >&2; mkdir d; touch d/.hidden; exit 3")
    assert got == {"out": b"out\n", "err": b"err\n", "status": b"3\n", "files": b"d\nd/.hidden\n"}, got


def main(arguments):
    if arguments == ["--self-test"]:
        self_test()
        return 0
    if not arguments:
        sys.exit(__doc__)
    missing = set()
    while "--without" in arguments:
        at = arguments.index("--without")
        missing.add(arguments[at + 1])
        arguments = arguments[:at] + arguments[at + 2:]
    build, names = pathlib.Path(arguments[0]).resolve(), [a for a in arguments[1:] if a != "--refresh"]
    names = [name for name in names or sorted(path.stem for path in GOLDEN.glob("*.cmd")) if can_run(name, missing)]
    stray = {path.stem for path in GOLDEN.iterdir()} - {path.stem for path in GOLDEN.glob("*.cmd")}
    failed = sorted(stray)
    for name in names:
        got = run(build, (GOLDEN / f"{name}.cmd").read_text())
        if "--refresh" in arguments:
            refresh(name, got)
            continue
        parts = differences(expected(name), got)
        if parts:
            failed.append(name)
            report(name, expected(name), got, parts)
    print(f"{len(names)} command lines, {len(failed)} differ" + "".join(f"\n  {name}" for name in failed))
    return 1 if failed or not names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

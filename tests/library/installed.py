# SPDX-License-Identifier: MIT
"""installed.py BUILD PROJECT: what `meson install` puts in place is enough to build and run a program against."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BUILD, PROJECT = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **options)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def find(root, name):
    found = list(root.rglob(name))
    if not found:
        sys.exit(f"meson install has not installed {name}")
    return found[0]


def main():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder) / "root"
        run("meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", root)
        for name in sys.argv[3:]:
            find(root, name)
        pkgconfig = find(root, "abcert.pc")
        library = find(root, "libabcert.so")
        environment = dict(os.environ, PKG_CONFIG_PATH=str(pkgconfig.parent), PKG_CONFIG_SYSROOT_DIR=str(root),
                           LD_LIBRARY_PATH=str(library.parent))
        flags = run("pkg-config", "--cflags", "--libs", "abcert", env=environment).split()
        program = pathlib.Path(folder) / "pin"
        compiler = shutil.which("cc") or shutil.which("gcc")
        run(compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", PROJECT / "examples/pin.c", *flags, "-o", program)
        said = run(program, PROJECT / "problems/clauses/disk.abp", env=environment)
        if said.count("PROVED") != said.count("verified") or "PROVED ring" not in said:
            sys.exit(f"the example says:\n{said}")
        symbols = run("nm", "--dynamic", "--defined-only", library).split()[2::3]
        foreign = [name for name in symbols if not name.startswith("abcert_")]
        if foreign or "abcert_prove" not in symbols:
            sys.exit(f"the library shows {foreign or 'nothing'}")


main()

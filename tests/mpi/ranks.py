#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""ranks.py BUILD ROOT: four processes under mpirun write the certificate of one; when one of them is killed all end, and what they noted
in their checkpoint serves a single process. For builds with -Dmpi=enabled."""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

BUILD, ROOT = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
sys.path.insert(0, str(ROOT / "bench"))
from family_k import BEST, problem  # noqa: E402

MPIRUN = ["mpirun", "--oversubscribe", "-n", "4"] + (["--allow-run-as-root"] if os.getuid() == 0 else [])


def command(source, *words):
    return [str(BUILD / "abcert"), "prove", str(source), "--threads", "1", *map(str, words)]


def run(words, status=0):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != status:
        sys.exit(f"{words}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def children(pid):
    return [int(word) for word in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill_one(words, checkpoint):
    """Kills the last rank as soon as something is noted; the exit status of mpirun."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not (checkpoint.exists() and checkpoint.stat().st_size > 100000):
        time.sleep(0.005)
    ranks = children(process.pid) if process.poll() is None else []
    if ranks:
        os.kill(ranks[-1], signal.SIGKILL)
    return process.wait(60)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        source, out, single, checkpoint = (folder / word for word in ("k.abp", "out.abc", "single.abc", "checkpoint"))
        source.write_text(problem(4, 2 * BEST[4], plain=True))
        run(command(source, "-o", single))
        said = run(MPIRUN + command(source, "--mpi", "-o", out))
        if said.count("s PROVED") != 1 or out.read_bytes() != single.read_bytes():
            sys.exit(f"another certificate, or more than one voice\n{said}")
        out.unlink()
        if kill_one(MPIRUN + command(source, "--mpi", "--checkpoint", checkpoint, "-o", out), checkpoint) == 0 or out.exists():
            sys.exit("a lost process was not noticed")
        said = run(command(source, "--resume", checkpoint, "-o", out))
        if out.read_bytes() != single.read_bytes() or "c resumed 0 boxes" in said:
            sys.exit(f"the checkpoint of a lost run does not serve\n{said}")
        source.write_text(problem(3, BEST[3] / 2, plain=True))  # false, or open: one voice as well
        alone = subprocess.run(command(source, "-q", "--node-limit", 20000), capture_output=True, text=True)
        said = run(MPIRUN + command(source, "-q", "--mpi", "--node-limit", 20000), alone.returncode)
        if said != alone.stdout:
            sys.exit(f"four say\n{said}one says\n{alone.stdout}")


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""resume.py BUILD ROOT: a search that is killed at any time goes on where it was, and ends with the same bytes.

Searches are killed (SIGKILL) at random times and resumed until they end; checkpoints are cut at random bytes, damaged, and taken from
another claim. Prints the seed."""
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

BUILD, ROOT = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
SEED, ROUNDS, ENOUGH, KILLS = 20261121, 3, 30, 4
sys.path.insert(0, str(ROOT / "bench"))
from family_k import BEST, problem  # noqa: E402


def command(source, *words):
    return [str(BUILD / "abcert"), "prove", str(source), *map(str, words)]


def run(words, status=0):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != status:
        sys.exit(f"{words}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def resumed(output):
    return int(next(line.split()[2] for line in output.splitlines() if line.startswith("c resumed")))


def kill(words, seconds):
    """True if the process was still at work."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def same(folder, expected, what):
    if (folder / "out.abc").read_bytes() != expected:
        sys.exit(f"{what}: another certificate")
    (folder / "out.abc").unlink()


def killed_and_resumed(folder, source, expected, rng, seconds):
    """The boxes that the last run found done."""
    checkpoint, out = folder / "checkpoint", folder / "out.abc"
    for number in range(KILLS):
        option = "--resume" if checkpoint.exists() else "--checkpoint"
        threads = rng.choice((1, 2, 3))
        if not kill(command(source, option, checkpoint, "-o", out, "--threads", threads), rng.uniform(0.02, 0.9) * seconds):
            break  # it was fast enough
        if out.exists():
            break  # it had done all but to end, and the certificate has to be whole
    if out.exists():
        same(folder, expected, "killed")
        return 0
    option = "--resume" if checkpoint.exists() else "--checkpoint"
    output = run(command(source, option, checkpoint, "-o", out))
    same(folder, expected, f"killed {number + 1} times")
    if checkpoint.exists():
        sys.exit("the checkpoint of a finished proof is still there")
    return resumed(output) if option == "--resume" else 0


def damaged(folder, source, expected, rng):
    checkpoint, out = folder / "checkpoint", folder / "out.abc"
    run(command(source, "--node-limit", 300000, "--checkpoint", checkpoint), 20)
    whole = checkpoint.read_bytes()
    for round_ in range(4):
        length = rng.randrange(20, len(whole))
        cut = bytearray(whole[:length])
        if round_ % 2:
            cut[rng.randrange(20, length)] ^= 1 << rng.randrange(8)
        checkpoint.write_bytes(cut)
        run(command(source, "--node-limit", 300000, "--resume", checkpoint), 20)
    checkpoint.write_bytes(whole)
    output = run(command(source, "--node-limit", 300000, "--resume", checkpoint), 20)
    if resumed(output) < 200000:
        sys.exit(f"little was found in a whole checkpoint\n{output}")
    run(command(source, "--resume", checkpoint, "-o", out))  # another limit: nothing in it counts, and nothing goes wrong
    same(folder, expected, "with the checkpoint of another search")
    checkpoint.write_text("something else\n")
    run(command(source, "--resume", checkpoint, "-o", out), 65)
    run(command(source, "--checkpoint", checkpoint, "-o", out), 74)
    run(command(source, "--resume", folder / "missing", "-o", out), 74)
    run(command(source, "--resume", checkpoint, "--checkpoint", folder / "missing"), 64)
    if checkpoint.read_text() != "something else\n" or out.exists() or (folder / "missing").exists():
        sys.exit("a file was touched that should not be")


def main():
    rng = random.Random(SEED)
    print("seed", SEED)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        source = folder / "k.abp"
        source.write_text(problem(4, 2 * BEST[4], plain=True))
        start = time.monotonic()
        run(command(source, "-o", folder / "out.abc"))
        seconds = time.monotonic() - start
        expected = (folder / "out.abc").read_bytes()
        (folder / "out.abc").unlink()
        found = []
        while len(found) < ROUNDS or (not any(found) and len(found) < ENOUGH):  # how far a search gets is up to the machine
            found.append(killed_and_resumed(folder, source, expected, rng, seconds))
        print("boxes found done:", *found)
        if not any(found):
            sys.exit("nothing was found done")
        damaged(folder, source, expected, rng)


main()

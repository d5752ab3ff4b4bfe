# SPDX-License-Identifier: MIT
"""Running Coq on what `abcert export` writes; imported by the tests in this folder."""
import hashlib
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys

# The axioms of the real numbers and of classical logic in Coq's standard library, as it prints their names.
STANDARD = {"ClassicalDedekindReals.sig_not_dec", "ClassicalDedekindReals.sig_forall_dec",
            "FunctionalExtensionality.functional_extensionality_dep", "Classical_Prop.classic"}
# What each arithmetic adds: the operations of the machine, and what Coq says of them.
ADDED = {"Plain": (), "Big": ("PrimInt63.", "Uint63."),
         "Floats": ("PrimInt63.", "Uint63.", "PrimFloat.", "FloatAxioms.")}
FILES = ("Arithmetic", "Statement", "Trees")  # before Proof
THEORY = "Claim"  # a further file, where formal/theory has the claim
MEMORY = 12 << 30  # bytes that Coq and make may take


class TooLong(Exception):
    """A process took more processor time than it may."""


def need(program):
    """Ends the test as skipped where the program is not installed."""
    if not shutil.which(program):
        print(f"{program} is not installed")
        sys.exit(77)


def run(*words, accept=(0,), timeout=600, most=None):
    """most: the seconds of processor time that the program may take. Those of the build, which are given by their paths, may
    take as much memory as they like: sanitizers reserve more than there is."""
    def limit():
        if isinstance(words[0], str):
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
        if most:
            resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    done = subprocess.run([str(w) for w in words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=timeout, preexec_fn=limit)
    if done.returncode not in accept:
        sys.exit(f"{' '.join(map(str, words))} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def formal(build, root, target="replay"):
    """Compiles formal/ (what has changed) and returns the folder with the result."""
    folder = build / "formal"
    run("make", "-C", root / "formal", f"BUILD={folder}", target, timeout=1200)
    return folder


def export(build, certificate, folder, accept=(0,)):
    return run(build / "abcert", "export", certificate, "--to", "coq", "-o", folder, accept=accept)


def coqc(compiled, folder, name, *options, accept=(0,), timeout=1200, most=None):
    """One file of an exported folder, against formal/ as compiled elsewhere; with the processor time that it took.

    most: the seconds of processor time that it may take, else TooLong is raised."""
    (folder / "certificate" / f"{name}.vo").unlink(missing_ok=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = run("coqc", "-Q", compiled / "replay", "Abcert.Replay", "-Q", compiled / "theory", "Abcert.Theory",
               "-Q", folder / "certificate", "Abcert.Certificate", *options, folder / "certificate" / f"{name}.v",
               accept=accept + ((-signal.SIGXCPU, -signal.SIGKILL) if most else ()), timeout=None if most else timeout, most=most)
    if done.returncode < 0:
        raise TooLong
    return done, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def choose(folder, arithmetic):
    (folder / "certificate" / "Arithmetic.v").write_text(f"From Abcert.Replay Require Export {arithmetic}.\n")


def prove(compiled, folder, arithmetic, most=None):
    """The theorem of the folder, and the claim if there is one. Returns the processor time for the check of the trees and for the claim.

    most: the seconds of processor time that the file with the check may take."""
    choose(folder, arithmetic)
    for name in FILES:
        coqc(compiled, folder, name)
    said = coqc(compiled, folder, "Proof", "-time", most=most)[0].stdout
    check = max(float(seconds) for seconds in re.findall(r"\[Qed\.\] .*\(([\d.]+)u", said))
    has_claim = (folder / "certificate" / f"{THEORY}.v").exists()
    return check, coqc(compiled, folder, THEORY)[1] if has_claim else 0


def named_axioms(listed):
    """The names in what `Print Assumptions` prints after its first line."""
    return set(re.findall(r"^([A-Za-z_][\w.']*)", listed, re.MULTILINE))


def axioms(compiled, folder):
    """The names that `Print Assumptions` prints about the theorem."""
    said = coqc(compiled, folder, "Assumptions")[0].stdout
    head, _, rest = said.partition("\n")
    if head != "Axioms:":
        sys.exit(f"{folder}: Print Assumptions says\n{said}")
    return named_axioms(rest)


def wrong_axioms(found, arithmetic):
    """What a theorem may not rest on."""
    return sorted(name for name in found ^ STANDARD if name in STANDARD or not name.startswith(ADDED[arithmetic] or ("\n",)))


def changed(data, old, new):
    """The bytes of a certificate with another text at one place, and the digest that then belongs to it."""
    body = data[:data.rindex(b"sha256 ")]
    if old.encode() not in body:
        sys.exit(f"the certificate has no '{old}'")
    body = body.replace(old.encode(), new.encode(), 1)
    return body + b"sha256 " + hashlib.sha256(body).hexdigest().encode() + b"\n"


def paths(arguments, usage):
    if len(arguments) < 2:
        sys.exit(usage)
    os.environ["LC_ALL"] = "C.UTF-8"  # Coq prints more than ASCII
    return [pathlib.Path(a).resolve() for a in arguments[:2]]

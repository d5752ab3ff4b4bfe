# SPDX-License-Identifier: MIT
"""Running Coq on what `abcert export` writes; imported by the tests in this folder."""
import hashlib
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys

# The axioms of the real numbers and of classical logic in Coq's standard library, as it prints their names.
STANDARD = {"ClassicalDedekindReals.sig_not_dec", "ClassicalDedekindReals.sig_forall_dec",
            "FunctionalExtensionality.functional_extensionality_dep", "Classical_Prop.classic"}
# What each arithmetic adds: the operations of the machine, and what Coq says of them.
ADDED = {"Plain": (), "Big": ("PrimInt63.", "Uint63."),
         "Floats": ("PrimInt63.", "Uint63.", "PrimFloat.", "FloatAxioms.")}
FILES = ("Arithmetic", "Statement", "Trees", "Proof")
THEORY = "Claim"  # a further file, where formal/theory has the claim


def need(program):
    """Ends the test as skipped where the program is not installed."""
    if not shutil.which(program):
        print(f"{program} is not installed")
        sys.exit(77)


def run(*words, accept=(0,), timeout=600, **options):
    done = subprocess.run([str(w) for w in words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=timeout, **options)
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


def coqc(compiled, folder, name, accept=(0,), timeout=600):
    """One file of an exported folder, against formal/ as compiled elsewhere; with the processor time that it took."""
    (folder / "certificate" / f"{name}.vo").unlink(missing_ok=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = run("coqc", "-Q", compiled / "replay", "Abcert.Replay", "-Q", compiled / "theory", "Abcert.Theory",
               "-Q", folder / "certificate", "Abcert.Certificate",
               folder / "certificate" / f"{name}.v", accept=accept, timeout=timeout)
    return done, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def choose(folder, arithmetic):
    (folder / "certificate" / "Arithmetic.v").write_text(f"From Abcert.Replay Require Export {arithmetic}.\n")


def prove(compiled, folder, arithmetic):
    """The theorem of the folder; returns the processor time for its file."""
    choose(folder, arithmetic)
    for name in FILES:
        _, seconds = coqc(compiled, folder, name)
    if (folder / "certificate" / f"{THEORY}.v").exists():
        coqc(compiled, folder, THEORY)
    return seconds


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

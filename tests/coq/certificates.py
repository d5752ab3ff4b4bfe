#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Coq proves the clauses of shipped certificates from what `abcert export` writes.

    certificates.py BUILD ROOT          some small ones, one of them in all three arithmetics, one by its own Makefile
    certificates.py BUILD ROOT --all    all that can be exported, in all arithmetics, with a table of times

Each theorem rests on nothing but what docs/trust.md lists (Print Assumptions); what is false is refused, quickly.
Exit status 77 (skipped) without Coq."""
import pathlib
import re
import shutil
import sys
import tempfile

import coq

SOME = ("camel", "disk.ring", "family_k", "means.nonzero", "one_relu", "rank_two_box.pairs", "tube", "unbounded.growth")
MOST = 60  # seconds of processor time for one certificate in one arithmetic
QUICKLY = 10  # seconds of processor time for a refusal


def leaves(certificate):
    counts = dict(re.findall(r"^([a-z-]+) (\d+)$", certificate.read_text().partition("\ncounts\n")[2], re.MULTILINE))
    return sum(int(counts[kind]) for kind in ("direct", "centred", "exact"))


def refused(compiled, folder, what):
    """Compiling Proof.v has to fail, soon, and for the right reason."""
    done, seconds = coq.coqc(compiled, folder, "Proof", accept=(0, 1))
    said = " ".join(done.stderr.split())
    if done.returncode == 0 or 'has type "true = true" while it is expected to have type "check_certificate' not in said or seconds > QUICKLY:
        sys.exit(f"{what}: after {seconds} s Coq says\n{done.stdout}{done.stderr}")
    print(f"{what}: refused after {seconds:.1f} s")


def falsehoods(compiled, folder):
    """A theorem that holds, changed into one that does not, and a proof of another one."""
    statement, trees = (folder / "certificate" / f"{name}.v" for name in ("Statement", "Trees"))
    texts = statement.read_text(), trees.read_text()
    for old, new in (("Number 382 1", "Number 1 1"), ("(rat (-2) 1, rat 2 1)", "(rat (-3) 1, rat 2 1)")):
        if old not in texts[0]:
            sys.exit(f"{statement} has no '{old}'")
        statement.write_text(texts[0].replace(old, new))
        coq.coqc(compiled, folder, "Statement")
        coq.coqc(compiled, folder, "Trees")
        refused(compiled, folder, f"'{new}' in place of '{old}'")
    statement.write_text(texts[0])
    coq.coqc(compiled, folder, "Statement")
    word = re.search(r"0x[0-9a-f]+", texts[1]).group()
    trees.write_text(texts[1].replace(word, "0x40404040404040", 1))
    coq.coqc(compiled, folder, "Trees")
    refused(compiled, folder, "another tree")
    trees.write_text(texts[1])


def check_axioms(compiled, folder, arithmetic):
    found = coq.axioms(compiled, folder)
    wrong = coq.wrong_axioms(found, arithmetic)
    if wrong:
        sys.exit(f"{folder.name}, {arithmetic}: rests on {wrong}")
    print(f"{arithmetic}: the theorem rests on the 4 axioms of the standard library and {len(found) - 4} of the machine")


def by_its_makefile(build, certificate, folder):
    coq.export(build, certificate, folder)
    said = coq.run("make", "-C", folder, timeout=600).stdout
    if "Axioms:" not in said or not (folder / "certificate" / "Proof.vo").exists():
        sys.exit(f"make in the folder says\n{said}")


def exportable(root):
    """What has neither the rule order-two nor its relation; the others are refused with a message (tests/cli)."""
    for certificate in sorted((root / "certificates").glob("*.abc")):
        text = certificate.read_text()
        if "\norder-two 0\n" in text and " > 0 off\n" not in text:
            yield certificate


def timed(seconds):
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"


def table(build, compiled, root, scratch):
    """Every certificate in every arithmetic."""
    certificates, totals = list(exportable(root)), {arithmetic: [0, 0] for arithmetic in coq.ADDED}
    print(f"{len(certificates)} certificates can be exported. Coq proves the clauses of each, and the claim where formal/theory has it, "
          f"with three kinds of numbers,\neach within {MOST} s of processor time; the times are those of checking the trees alone.\n")
    print("| certificate | leaves | Floats | Big | Plain |\n|---|--:|--:|--:|--:|", flush=True)
    for certificate in certificates:
        folder, cells, count = scratch / certificate.stem, [], leaves(certificate)
        coq.export(build, certificate, folder)
        for arithmetic, total in reversed(totals.items()):
            try:
                seconds = coq.prove(compiled, folder, arithmetic, MOST)[0]
                total[0] += count
                total[1] += seconds
                cells.append(timed(seconds))
            except coq.TooLong:
                cells.append(f"over {MOST} s")
        print(f"| {certificate.stem} | {count:,} | {' | '.join(cells)} |", flush=True)
        shutil.rmtree(folder)
    for arithmetic, (count, seconds) in totals.items():
        print(f"{arithmetic}: {count:,} leaves in {seconds:.1f} s, {count / seconds:,.0f} leaves/s", flush=True)


def some(build, compiled, root, scratch):
    for name in SOME:
        certificate, folder = root / "certificates" / f"{name}.abc", scratch / name
        coq.export(build, certificate, folder)
        check, _ = coq.prove(compiled, folder, "Floats")
        print(f"{name}: {leaves(certificate)} leaves, {timed(check)}", flush=True)


def main(arguments):
    build, root = coq.paths(arguments, __doc__)
    coq.need("coqc")
    everything = arguments[2:] == ["--all"]
    compiled = coq.formal(build, root, "all")
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        (table if everything else some)(build, compiled, root, scratch)
        folder = scratch / "example"
        coq.export(build, root / "certificates" / "rank_one_2x2.abc", folder)
        for arithmetic in coq.ADDED:
            check, claim = coq.prove(compiled, folder, arithmetic)
            print(f"rank_one_2x2, {arithmetic}: {timed(check)} for its trees, then {timed(claim)} for the claim without a hypothesis", flush=True)
            check_axioms(compiled, folder, arithmetic)
        falsehoods(compiled, folder)
        by_its_makefile(build, root / "certificates" / "half_line.cosine.abc", scratch / "make")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

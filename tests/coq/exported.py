#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""exported.py BUILD ROOT: the folders that `abcert export --to coq` writes, without Coq.

Of the shipped certificates exactly those are refused that use the rule order-two. The files of formal/ are those of the
source, and the words of the trees have the steps that the certificate counts."""
import pathlib
import re
import sys
import tempfile

import coq

# Decode.v: the first byte of a step, the bytes that follow it
KINDS = [("split", range(0, 64), 0), ("direct", range(64, 96), 0), ("centred", range(96, 128), 0), ("exact", range(128, 160), 0),
         ("direct", [160], 2), ("centred", [161], 2), ("exact", [162], 2), ("face", range(164, 168), 3), ("ends", [168, 170], 3), ("choose", [172], 6), (None, [255], 0)]
FIRST = {byte: (kind, more) for kind, codes, more in KINDS for byte in codes}


def bytes_of(trees):
    """The bytes of each tree: its lists of words in turn."""
    lists = {name: b"".join(int(word, 16).to_bytes(7, "big") for word in re.findall("0x[0-9a-f]+", body))
             for name, body in re.findall(r"Definition (\w+) : list word := \[(.*?)\]\.", trees, re.DOTALL)}
    for names in re.findall(r"^  \[(.*?)\]", trees.partition("Definition trees ")[2], re.MULTILINE):
        yield b"".join(lists[name] for name in names.split("; "))


def counts_of(trees):
    counts = dict.fromkeys(("split", "face", "direct", "centred", "exact", "ends", "choose"), 0)
    for data in bytes_of(trees):
        at = 0
        while at < len(data):
            kind, more = FIRST[data[at]]
            at += 1 + more
            if kind:
                counts[kind] += 1
    return counts


def complaint(build, root, certificate, folder):
    text = certificate.read_text()
    stated = {kind: int(count) for kind, count in re.findall(r"^([a-z-]+) (\d+)$", text.partition("\ncounts\n")[2], re.MULTILINE)}
    done = coq.export(build, certificate, folder, accept=(0, 65))
    foreign = "order-two" if stated["order-two"] > 0 or " > 0 off\n" in text else None
    if (done.returncode == 65) != (foreign is not None):
        return f"ended with {done.returncode}: {done.stderr}"
    if done.returncode:
        return None if foreign in done.stderr and not folder.exists() else f"says {done.stderr}"
    for file in sorted(folder.glob("*/*.v")):
        if file.parent.name != "certificate" and file.read_bytes() != (root / "formal" / file.parent.name / file.name).read_bytes():
            return f"{file.name} is not that of formal/"
    if len(list((folder / "replay").glob("*.v"))) != len(list((root / "formal" / "replay").glob("*.v"))):
        return "replay/ is incomplete"
    found = counts_of((folder / "certificate" / "Trees.v").read_text())
    return None if all(found[kind] == stated.get(kind, 0) for kind in found) else f"has the steps {found}"


def main(arguments):
    build, root = coq.paths(arguments, __doc__)
    wrong = exported = 0
    with tempfile.TemporaryDirectory() as name:
        for certificate in sorted((root / "certificates").glob("*.abc")):
            folder = pathlib.Path(name) / certificate.stem
            said = complaint(build, root, certificate, folder)
            exported += folder.exists()
            if said:
                wrong += 1
                print(f"{certificate.stem}: {said}")
    print(f"{exported} exported")
    return 1 if wrong or not exported else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

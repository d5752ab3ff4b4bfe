#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""agree.py BUILD ROOT [SEED [CLAIMS]]: the checker in Coq and abcheck --replay-only have the same opinion.

The certificates: those that the tests of the reader have (tests/reject), and random claims with all operations, proved by abcert; then the
same with a wider box, another constant, two characters of the tree exchanged. What abcheck accepts Coq has to accept. Coq may accept more
where it computes more tightly, as what it accepts is true; there may be few of those. Exit status 77 (skipped) without Coq."""
import pathlib
import random
import re
import sys
import tempfile

import coq
import random_claims

# What Coq accepts and abcheck does not: true statements, in certificates with faults of form.
FORM = re.compile("choice_made_twice|choice_of_point|count_mismatch_.*|depth_over_cap|"
                  "ends_not_counted|ends_of_point|ends_with_sign|ends_without_sign|exact_on_one_axis|face_of_point|face_sign_dropped_below|face_sign_for_nonnegative|"
                  "face_then_split_of_its_axis|face_twice|overflow_is_positive|shard_unreached|split_of_point")
AT_ONCE = 60  # certificates a file
ENDLESS = {"overflow_below_face"}  # exp of an enormous number: CoqInterval takes all memory there is


def replayed(build, certificate):
    return coq.run(build / "abcheck", "--replay-only", certificate, accept=(0, 11)).returncode == 0


def module(build, certificate, folder, name):
    """The exported statement and trees as one module, or None where they cannot be exported."""
    done = coq.export(build, certificate, folder, accept=(0, 11, 65))
    if done.returncode:
        return None
    text = "".join((folder / "certificate" / f"{part}.v").read_text() for part in ("Statement", "Trees"))
    body = re.sub(r"^(From|Import) .*\n", "", text, flags=re.MULTILINE)
    precision = re.search(r"check_certificate (\d+)", (folder / "certificate" / "Proof.v").read_text()).group(1)
    return f"Module {name}.\n{body}Definition accepted := check_certificate {precision} enclosures clauses trees.\nEnd {name}.\n"


def accepted(compiled, modules, folder):
    """What the checker says of each module."""
    verdicts = []
    for start in range(0, len(modules), AT_ONCE):
        part = modules[start:start + AT_ONCE]
        names = "; ".join(re.match(r"Module (\w+)", text).group(1) + ".accepted" for text in part)
        source = folder / "Batch.v"
        source.write_text("From Coq Require Import ZArith List.\nFrom Abcert.Replay Require Import Floats.\nImport ListNotations.\n" +
                          "".join(part) + f"Eval vm_compute in [{names}].\n")
        said = coq.run("coqc", "-Q", compiled / "replay", "Abcert.Replay", source, timeout=900).stdout
        verdicts += [word == "true" for word in re.findall(r"\b(true|false)\b", said)]
    if len(verdicts) != len(modules):
        sys.exit(f"{len(modules)} modules, {len(verdicts)} verdicts")
    return verdicts


def exchanged(generator, data):
    """Two different characters of a tree change places."""
    start = data.index(b"\n", data.index(b"\ntree 1 ") + 1) + 1
    end = data.index(b"\nend trees", start)
    places = [k for k in range(start, end) if data[k:k + 1].isalnum()]
    i, j = generator.choice(places), generator.choice(places)
    swapped = bytearray(data)
    swapped[i], swapped[j] = data[j], data[i]
    return coq.changed(bytes(swapped), "", "")


def variants(generator, data):
    """The certificate and changes of it, most of them false."""
    yield data
    box = re.search(r"\nclause \S+ 1 (\S+) (\S+)", data.decode())
    yield coq.changed(data, box.group(), box.group()[:-len(box.group(2))] + str(int(box.group(2)) + generator.randint(1, 3)))
    constant = generator.choice(re.findall(r"\n\d+ constant \S+", data.decode()))
    yield coq.changed(data, constant + "\n", constant.rsplit(" ", 1)[0] + f" {generator.choice((-7, -1, 5, 11))}/13\n")
    for _ in range(2):
        yield exchanged(generator, data)


def random_certificates(build, folder, generator, count):
    problem, certificate, made = folder / "p.abp", folder / "p.abc", 0
    while made < count:
        text = random_claims.claim(generator)
        if text is None:
            continue
        problem.write_text(text)
        limits = ("--node-limit", "500", "--threads", "1")
        if coq.run(build / "abcert", "prove", problem, "-o", certificate, *limits, accept=(0, 10, 20)).returncode:
            continue
        made += 1
        yield certificate.read_bytes()


def main(arguments):
    build, root = coq.paths(arguments, __doc__)
    coq.need("coqc")
    seed, count = (int(a) for a in arguments[2:] + ["20261121", "16"][len(arguments) - 2:])
    print(f"seed {seed}, {count} random claims")
    generator = random.Random(seed)
    compiled = coq.formal(build, root)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        files = [(file.stem, file.read_bytes()) for file in sorted((root / "tests" / "reject").glob("*.abc"))
                 if file.stem not in ENDLESS]
        for number, data in enumerate(random_certificates(build, folder, generator, count)):
            files += [(f"random_{number}_{k}", variant) for k, variant in enumerate(variants(generator, data))]
        modules, opinions = [], []
        for stem, data in files:
            certificate = folder / f"{stem}.abc"
            certificate.write_bytes(data)
            text = module(build, certificate, folder / stem, f"c{len(modules)}")
            if text is not None:
                modules.append(text)
                opinions.append((stem, replayed(build, certificate)))
        verdicts = accepted(compiled, modules, folder)
        weaker = [stem for (stem, yes), in_coq in zip(opinions, verdicts) if yes and not in_coq]
        stronger = [stem for (stem, yes), in_coq in zip(opinions, verdicts) if in_coq and not yes]
        both = sum(yes and in_coq for (_, yes), in_coq in zip(opinions, verdicts))
        print(f"{len(files)} certificates, {len(modules)} exported; accepted by both {both}, refused by both {len(modules) - both - len(weaker) - len(stronger)}")
        print(f"accepted by Coq alone: {stronger}; by abcheck alone: {weaker}")
        surplus = [stem for stem in stronger if not FORM.fullmatch(stem)]
        return 1 if weaker or len(surplus) > len(modules) // 50 or not both or both == len(modules) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

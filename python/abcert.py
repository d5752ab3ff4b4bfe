# SPDX-License-Identifier: MIT
"""abcert from Python: calls the programs abcert and abcheck and reads what they print as JSON.

    import abcert
    verdict = abcert.prove("bowls.abp", claim="sharp", output="bowls.abc")
    assert verdict.proved and not verdict.assumptions
    assert abcert.check("bowls.abc", expect=verdict.hash).verified

Python's standard library alone. The programs are looked for on PATH, or named by the environment
variables ABCERT and ABCHECK. Numbers stay exact: constants are fractions.Fraction. A program that
ends in an error (bad problem, unreadable file) raises abcert.Error with its message.
"""
import dataclasses
import fractions
import json
import os
import subprocess

EXIT_STATUSES = {0: "PROVED", 10: "REFUTED", 20: "UNKNOWN"}


class Error(Exception):
    """A program could not do its work; `status` is its exit status (interface: 64, 65, 70, 74)."""

    def __init__(self, message, status):
        super().__init__(message)
        self.status = status


@dataclasses.dataclass
class Verdict:
    """What prove, refute or best say about one claim.

    facts: all lines as dictionaries; point: the coordinates of a refutation, exact; constants: of best, as
    {(name, "proved" or "refuted"): Fraction}.
    """
    word: str
    hash: str = None
    assumptions: list = dataclasses.field(default_factory=list)
    point: dict = dataclasses.field(default_factory=dict)
    constants: dict = dataclasses.field(default_factory=dict)
    facts: list = dataclasses.field(default_factory=list)

    @property
    def proved(self):
        return self.word == "PROVED"

    @property
    def refuted(self):
        return self.word == "REFUTED"


@dataclasses.dataclass
class Check:
    """What abcheck says about one certificate; kind is PROVED or REFUTED if it is verified."""
    verified: bool
    kind: str = None
    hash: str = None
    reason: str = None
    assumptions: list = dataclasses.field(default_factory=list)


def _program(name):
    return os.environ.get(name.upper(), name)


def _run(program, arguments, good):
    """The facts that a program prints, and its exit status; Error unless that is one of `good`."""
    try:
        done = subprocess.run([_program(program), *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    except FileNotFoundError as error:
        raise Error(f"{_program(program)} is not found: put it on PATH or set {program.upper()}", 74) from error
    if done.returncode not in good:
        raise Error(done.stderr.strip() or f"{program} ended with status {done.returncode}", done.returncode)
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


def _options(options):
    """{"time_limit": "60s", "strict": True} as command-line options."""
    arguments = []
    for name, value in options.items():
        if value is True:
            arguments.append("--" + name.replace("_", "-"))
        elif value is not None and value is not False:
            arguments += ["--" + name.replace("_", "-"), str(value)]
    return arguments


def _verdict(command, file, options):
    facts, status = _run("abcert", [command, "--json", *_options(options), "--", os.fspath(file)], EXIT_STATUSES)
    verdict = Verdict(EXIT_STATUSES[status], facts=facts)
    for fact in facts:
        kind = fact["type"]
        if kind == "hash":
            verdict.hash = fact["value"]
        elif kind == "assumes":
            verdict.assumptions.append(fact["value"])
        elif kind == "point":
            verdict.point[fact["name"]] = fractions.Fraction(fact["value"])
        elif kind == "constant":
            verdict.constants[fact["name"], fact["end"]] = fractions.Fraction(fact["value"])
    return verdict


def prove(file, **options):
    """abcert prove: a Verdict. Options as on the command line: claim, output, time_limit="60s", strict=True, ..."""
    return _verdict("prove", file, options)


def refute(file, **options):
    """abcert refute: a Verdict, REFUTED or UNKNOWN."""
    return _verdict("refute", file, options)


def best(file, **options):
    """abcert best: a Verdict whose `constants` hold both ends of the bracket."""
    return _verdict("best", file, options)


def check(certificate, expect=None, **options):
    """abcheck: a Check. `expect` is the hash that the claim must have."""
    facts, _ = _run("abcheck", ["--json", *_options({"expect": expect, **options}), "--", os.fspath(certificate)], (0, 11))
    result = Check(False)
    for fact in facts:
        if fact["type"] == "reason":
            result.reason = fact["value"]
        elif fact["type"] == "assumes":
            result.assumptions.append(fact["value"])
        elif fact["type"] == "verdict":
            result.verified = fact["verdict"] == "VERIFIED"
            result.kind, result.hash = fact.get("kind"), fact.get("hash")
    return result


def claim_text(file, claim=None):
    """abcert fmt: the canonical claim text, whose SHA-256 is the claim's hash."""
    facts, _ = _run("abcert", ["fmt", "--json", *_options({"claim": claim}), "--", os.fspath(file)], (0,))
    return "".join(fact["value"] for fact in facts if fact["type"] == "claim-text")

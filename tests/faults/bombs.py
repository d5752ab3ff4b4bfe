#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bombs.py BUILD PROJECT: small files that ask for much. Each has to be refused, or dealt with, in little time and memory.

Problems: nesting, long numbers, large powers and counts, constants and derivatives that double in length again and again.
Certificates: the same, with the right digest, and counts that announce more than there is. Logs: compressed ones that unpack
to a thousand times their size, and numbers without end.
"""
import gzip
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BUILD, PROJECT = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
MEMORY, SECONDS = 256 << 10, 20  # kB; seconds of processor time
LIMIT, OVERRUN = 2, 8  # --time-limit for problems; what towers may take in all: their preparation and the search for a residual region


def clause(expression, variables="x", before=""):
    domain = " ".join(f"{name} in [0, 1];" for name in variables.split(", ")[:3])
    return f"problem p {{ variables {variables}; {before} domain {{ {domain} }} claim clause {{ show {expression} >= 0; }} }}"


def nested(before, inner, after, count):
    return before * count + inner + after * count


def chain(step, count):
    return "constant a0 = 3/7; " + " ".join(f"constant a{i} = {step.replace('a', f'a{i - 1}')};" for i in range(1, count + 1))


def tower(count):
    return "function g0 = x*sin(x); " + " ".join(f"function g{i} = grad(g{i - 1}, x)*g{i - 1};" for i in range(1, count + 1))


def factorization(size, rank="1"):
    rows = ", ".join("[" + ", ".join(str((i * 7 + j * 3) % 11) for j in range(size)) + "]" for i in range(size))
    return f"problem p {{ family matrix_factorization {{ X = [{rows}]; rank = {rank}; }} domain {{ W in [-1, 1]; S in [-1, 1]; }} " \
           "claim alpha_beta { beta = 9; alpha = 10; } }"


def network(width, point="1", labels="positive 3 negative 1"):
    return f"problem p {{ family two_layer_relu {{ width = {width}; point [{point}] {labels}; }} domain {{ W in [-1, 1]; v in [-1, 1]; }} " \
           "claim alpha_beta { alpha = 9; beta = 8; } }"


def problems():
    digits = "9" * 10**6
    return {
        "parentheses": clause(nested("(", "x", ")", 10**6)),
        "functions": clause(nested("abs(", "x", ")", 10**5)),
        "signs": clause("-" * 10**5 + "x"),
        "too many signs": clause("-" * (2 * 10**5) + "x"),
        "powers": clause("x" + "^2" * 10**5),
        "power of power": clause("((x^1000000)^1000000)^1000000"),
        "large exponent": clause("x^1000000000"),
        "huge exponent": clause("x^" + digits),
        "long integer": clause("x + " + digits),
        "long decimal": clause("x + 0." + digits),
        "decimal exponent": clause("x + 1e1000000000"),
        "negative decimal exponent": clause("x + 1e-1000000000"),
        "constant power": clause("x + 2^1000000"),
        "constant powers": clause("x + ((3^1000)^1000)^1000"),
        "squared constants": clause("x + a60", before=chain("a*a", 60)),
        "added constants": clause("x + a60", before=chain("a + a", 60)),
        "long sum": clause("sum(i in 1..1000000000) x"),
        "nested sums": clause("sum(i in 1..1000) sum(j in 1..1000) sum(k in 1..1000) x"),
        **{f"tower of {n} derivatives": clause(f"g{n}", before=tower(n)) for n in (10, 14, 40, 80)},
        "many terms": clause("+".join(["x"] * 10**5)),
        "many literals": "problem p { variables x; domain { x in [0, 1]; } claim clause { " + " or ".join(["x > 2"] * 10**5) + "; } }",
        "many variables": clause("x1", variables=", ".join(f"x{i}" for i in range(10**5))),
        "long name": clause("a" * 10**6, variables="a" * 10**6),
        "many blocks": "problem p { " + "domain { " * 10**5,
        "bytes": "\xff" * 10**6,
        "quotes": '"' * 10**6,
        "comment": "#" * 10**6,
        "large matrix": factorization(100),
        "large rank": factorization(3, "1000000000"),
        "wide network": network("1000000"),
        "very wide network": network("1000000000000"),
        "fractional network": network("3/2"),
        "long point": network("2", ", ".join(["1"] * 10**5)),
        "many labels": network("2", labels="positive 1e4000 negative 1"),
    }


def sealed(body):
    return f"{body}sha256 {hashlib.sha256(body.encode()).hexdigest()}\n"


def certificate(nodes=("1 variable 1",), literal="1", box="0 1", tree="1", witness="", precision=64, variables="x", parameters="", length=None):
    counts = "".join(f"{word} {1 if word in ('clauses', 'direct') else 0}\n"
                     for word in ("clauses", "split", "face", "direct", "centred", "exact", "order-two", "shard"))
    return sealed(f"abcert certificate 1\nrules 1\nkind proof\nprecision {precision}\nclaim\nlanguage 1;\nend claim\nwitness\n{witness}end witness\n"
                  f"clauses\ntemplate t\nvariables {variables}\nparameters{parameters}\n" + "".join(f"{n}\n" for n in nodes)
                  + f"literal {literal} >= 0\nend template\nclause c 1 {box}\nend clauses\ntrees\ntree 1 {length or len(tree)}\n{tree}\nend trees\n"
                  f"counts\n{counts}end counts\nend certificate\n")


def certificates():
    squares = ["1 variable 1"] + [f"{i} mul {i - 1} {i - 1}" for i in range(2, 200)]
    wide = [f"{i} variable {i}" for i in range(1, 65)] + [f"{i} add {i - 1} {i - 64}" for i in range(65, 20000)]
    names = " ".join(f"x{i}" for i in range(64))
    return {
        "long rational": certificate(box="0 " + "9" * 10**6),
        "long denominator": certificate(box="0 1/" + "9" * 10**6),
        "exponent": certificate(nodes=["1 variable 1", "2 pow 1 1000000000"], literal="2"),
        "largest exponent": certificate(nodes=["1 variable 1", "2 pow 1 1048576"], literal="2"),
        "powers of powers": certificate(nodes=["1 variable 1"] + [f"{i} pow {i - 1} 1048576" for i in range(2, 50)], literal="49"),
        "exact powers": certificate(nodes=["1 variable 1"] + [f"{i} pow {i - 1} 1048576" for i in range(2, 50)], literal="49", box="3/7 3/7",
                                    tree="!"),
        "exact squares": certificate(nodes=squares, literal="199", box="3/7 3/7", tree="!"),
        "workspace": certificate(nodes=wide, literal="19999", box=" ".join(["0 1"] * 64), precision=16384, variables=names, tree="a"),
        "announced length": certificate(length=10**15),
        "announced longer": certificate(length=10**17),
        "deep splits": certificate(tree="A" * 10**6),
        "deep splits in lines": certificate(tree="\n".join(["A" * 100] * 10**4), length=10**6),
        "deep faces": certificate(tree="k" * 10**6),
        "many constants": certificate(witness="".join(f"constant c{i} 0 1\n" for i in range(10**5))),
        "long choice": certificate(witness="choice c" + " 0" * 10**6 + "\n"),
        "many parameters": certificate(parameters=" p" * 10**5),
        "long line": certificate(witness="x" * 10**7 + "\n"),
        "tangents of large numbers": certificate(nodes=["1 constant " + "9" * 60000, "2 tan 1"], literal="2", precision=16384),
        "exponentials": certificate(nodes=["1 variable 1"] + [f"{i} exp {i - 1}" for i in range(2, 2000)], literal="1999", box="1 2"),
    }


def logs():
    """By file name."""
    plain = {"zeros": b"\0", "digits": b"7", "empty lines": b"\n", "lines": b"1,1,1,1\n"}
    found = {f"{title}.csv.gz": gzip.compress(unit * (10**8 // len(unit) if title != "lines" else 10**6)) for title, unit in plain.items()}
    found["packed twice.csv.gz"] = gzip.compress(found["zeros.csv.gz"])
    if shutil.which("zstd"):
        for title, unit in plain.items():
            if title != "lines":
                found[f"{title}.csv.zst"] = subprocess.run(["zstd", "-q", "-c"], input=unit * 10**8, stdout=subprocess.PIPE, check=True).stdout
    found |= {"exponent.csv": b"0,1e1000000000,1,1\n", "small exponent.csv": b"0,1e-1000000000,1,1\n", "decimals.csv": b"0,0." + b"3" * 60000 + b",1,1\n",
              "many columns.csv": b"1," * 30000 + b"1\n"}
    return found


def use(words, folder):
    """Status, processor time and memory (kB) of a run."""
    with open(folder / "output", "w+", encoding="utf-8") as output:
        pid = os.posix_spawn(words[0], words, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, output.fileno(), 1),
                                                                       (os.POSIX_SPAWN_DUP2, output.fileno(), 2)])
        _, status, usage = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def write(folder):
    """In a process of its own: what a program needs after a fork is counted from its parent's size."""
    pid = os.fork()
    if pid == 0:
        for kind, bombs in ("abp", problems()), ("abc", certificates()):
            for title, text in bombs.items():
                (folder / f"{title}.{kind}").write_text(text, encoding="latin-1")
        for name, content in logs().items():
            (folder / name).write_bytes(content)
        os._exit(0)
    os.waitpid(pid, 0)


def main():
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write(folder)
        commands = {".abp": ([BUILD / "abcert", "prove", "--time-limit", f"{LIMIT}s", "--threads", "1"], (0, 10, 20, 65)),
                    **dict.fromkeys((".gz", ".zst", ".csv"), ([BUILD / "abcert", "trace"], (0, 20, 65))),
                    ".abc": ([BUILD / "abcheck", "--replay-only", "--threads", "1"], (0, 11))}
        for path in sorted(folder.iterdir()):
            words, allowed = commands[path.suffix]
            status, seconds, memory = use([str(w) for w in words] + [str(path)], folder)
            bad = status not in allowed or seconds > (OVERRUN if path.name.startswith("tower") else SECONDS) or memory > MEMORY
            wrong += bad
            if bad or "-v" in sys.argv:
                last = (folder / "output").read_text(errors="replace")[:200]
                print(f"{'FAILED: ' if bad else ''}{path.name}: status {status}, {seconds:.2f} s, {memory >> 10} MB: {last!r}")
    print(f"{wrong} bombs went off")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

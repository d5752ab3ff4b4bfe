# SPDX-License-Identifier: MIT
"""Proves every claim of a folder of problems, checks every certificate against the hash of the
claim as it stands in the problem file, and writes a report: a page for each certificate, one that lists
them, and the list as plain text.

demo.py BUILD PROBLEMS OUTPUT
"""
import hashlib
import html
import pathlib
import re
import subprocess
import sys
import time

PROVED, REFUTED, UNKNOWN = 0, 10, 20
SEARCH_LIMITS = ["--node-limit", "300000"]
MAP_LIMITS = ["--points", "5", "--gap", "1e-2", "--time-limit", "4s"]
COLUMNS = ["problem", "claim", "verdict", "boxes", "seconds", "bytes", "check", "hash"]
ON_THE_RIGHT = {"boxes", "seconds", "bytes", "check"}


class Failed(Exception):
    """A command did not do what it is for."""


def run(*command, accept=(0,)):
    """Status, standard output and seconds of a command; its status has to be one of `accept`."""
    words = [str(word) for word in command]
    start = time.monotonic()
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode not in accept:
        raise Failed(f"'{' '.join(words)}' ended with {done.returncode}\n{done.stdout}{done.stderr}".rstrip())
    return done.returncode, done.stdout, time.monotonic() - start


def verdicts_of(output):
    """The facts that `abcert prove --all` prints about each claim, by their words."""
    facts = {}
    for line in output.splitlines():
        tag, word, *rest = line.split(" ", 2)
        if tag == "c":
            facts[word] = rest[0] if rest else ""
        elif tag == "s":
            yield {**facts, "verdict": word, "name": rest[0]}
            facts = {}


def hash_of(build, problem, claim, alone):
    """The hash of the claim as it stands in the problem file."""
    select = [] if alone else ["--claim", claim]
    return hashlib.sha256(run(build / "abcert", "fmt", problem, *select)[1].encode()).hexdigest()


def check(build, verdict, expected):
    """Size of the certificate, and the seconds of abcheck, which has to verify it."""
    certificate = pathlib.Path(verdict["certificate"])
    _, output, seconds = run(build / "abcheck", certificate, "--expect", expected)
    if f"s VERIFIED {verdict['verdict']} {expected}" not in output.splitlines():
        raise Failed(f"abcheck {certificate} did not say VERIFIED {verdict['verdict']}:\n{output}")
    return {"bytes": f"{certificate.stat().st_size:,}", "check": f"{seconds:.2f}"}


def make_pictures(build, problem, verdict, alone):
    """The map of (alpha, beta), and SGD next to its bound where the problem says how to iterate, of a proved claim."""
    certificate = pathlib.Path(verdict["certificate"])
    if verdict["verdict"] != "PROVED" or not verdict["claim"].startswith("alpha_beta"):
        return []
    select = [] if alone else ["--claim", verdict["name"]]
    wanted = {"map": ["map", problem, *select, *MAP_LIMITS]}
    if re.search(r"^ *sgd *\{", problem.read_text(encoding="utf-8"), re.MULTILINE):
        wanted["sgd"] = ["sgd", problem, *select, "--certificate", certificate]
    pictures = []
    for word, command in wanted.items():
        picture = certificate.with_suffix(f".{word}.svg")
        run(build / "abcert", *command, "-o", picture, accept=(PROVED, UNKNOWN))
        pictures += [picture] if picture.exists() else []
    return pictures


def make_page(build, problem, verdict, alone, output):
    """The page of a certificate with its pictures, beside it; its path from the output folder."""
    certificate = pathlib.Path(verdict["certificate"])
    page = certificate.with_suffix(".html")
    pictures = make_pictures(build, problem, verdict, alone)
    run(build / "abcert", "report", certificate, *pictures, "-o", page)
    return page.relative_to(output).as_posix()


def certify(build, problem, folder, output):
    """The rows of a problem, one a claim."""
    verdicts = list(verdicts_of(run(build / "abcert", "prove", problem, "--all", *SEARCH_LIMITS, "-o", folder,
                                    accept=(PROVED, REFUTED, UNKNOWN))[1]))
    if not verdicts:
        raise Failed(f"abcert gave no verdict about {problem}")
    for verdict in verdicts:
        expected = hash_of(build, problem, verdict["name"], len(verdicts) == 1)
        row = {"problem": problem.stem, "claim": verdict["claim"], "verdict": verdict["verdict"],
               "boxes": f"{int(verdict['boxes']):,}", "seconds": verdict["time"].removesuffix(" s"),
               "bytes": "-", "check": "-", "hash": expected}
        if verdict["verdict"] == "UNKNOWN":
            row["why"] = verdict["reason"]
        else:
            row |= check(build, verdict, expected)
            row["page"] = make_page(build, problem, verdict, len(verdicts) == 1, output)
        yield row


def aligned(rows):
    widths = {c: max(len(c), *(len(row[c]) for row in rows)) for c in COLUMNS}
    lines = [{c: c for c in COLUMNS}, {c: "-" * widths[c] for c in COLUMNS}, *rows]
    return ["  ".join(line[c].rjust(widths[c]) if c in ON_THE_RIGHT else line[c].ljust(widths[c])
                      for c in COLUMNS).rstrip() for line in lines]


def report_of(rows, failures):
    counts = [f"{sum(row['verdict'] == verdict for row in rows)} {verdict.lower()}"
              for verdict in ("PROVED", "REFUTED", "UNKNOWN")]
    return [*(aligned(rows) if rows else []), "",
            "boxes: searched; seconds: to prove; bytes: of the certificate; check: seconds of abcheck --expect HASH.",
            *(f"unknown: {row['problem']}, {row['claim']}: {row['why']}" for row in rows if "why" in row),
            *failures, ", ".join([*counts, f"{len(failures)} failed"])]


STYLE = """:root{color-scheme:light dark}body{font:16px/1.5 Georgia,serif;max-width:75rem;margin:0 auto;padding:1rem}
div{overflow-x:auto}table{border-collapse:collapse}td,th{padding:.25em 1em .25em 0;text-align:left;border-bottom:1px solid #8884;white-space:nowrap}
.right{text-align:right}td.hash{font:12px ui-monospace,monospace}"""


def index_of(rows, failures):
    """The list as a page; each certified claim leads to its own."""
    def cell(row, column):
        text = html.escape(row[column][:16] if column == "hash" else row[column])
        if column == "claim" and "page" in row:
            text = f'<a href="{html.escape(row["page"])}">{text}</a>'
        kind = ' class="right"' if column in ON_THE_RIGHT else ' class="hash"' if column == "hash" else ""
        return f"<td{kind}>{text}</td>"
    head = "".join(f'<th{" class=right" if c in ON_THE_RIGHT else ""}>{c}</th>' for c in COLUMNS)
    body = "\n".join("<tr>" + "".join(cell(row, c) for c in COLUMNS) + "</tr>" for row in rows)
    notes = "".join(f"<p>{html.escape(line)}</p>" for line in report_of(rows, failures)[len(rows) + 3:] if line)
    return (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>abcert: certified claims</title><style>{STYLE}</style></head>\n<body><h1>Certified claims</h1>\n"
            f"<div><table><tr>{head}</tr>\n{body}\n</table></div>\n{notes}</body></html>\n")


def main():
    build, problems, output = (pathlib.Path(word) for word in sys.argv[1:])
    rows, failures = [], []
    for problem in sorted(problems.rglob("*.abp")):
        print(f"== {problem}", flush=True)
        folder = output / problem.relative_to(problems).with_suffix("")
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            for row in certify(build, problem, folder, output):
                rows.append(row)
                print("   {verdict:8} {claim}, {boxes} boxes, {seconds} s".format(**row), flush=True)
        except (Failed, OSError) as failure:
            failures.append(f"FAILED: {failure}")
            print(failures[-1], flush=True)
    report = report_of(rows, failures)
    output.mkdir(exist_ok=True)
    (output / "report.txt").write_text("\n".join(report) + "\n", encoding="utf-8")
    (output / "index.html").write_text(index_of(rows, failures), encoding="utf-8")
    print("", *report, f"report: {output / 'index.html'} (a page for each claim; as plain text: {output / 'report.txt'})", sep="\n")
    return 0 if rows and not failures else 1


sys.exit(main())

# SPDX-License-Identifier: MIT
"""readme.py DOCUMENT BUILD: does what the document (README.md, a tutorial) shows still happen?

    readme.py DOCUMENT BUILD --refresh   writes what happens into the document; read the diff

Runs the lines that begin with "$ " in indented text, in an empty folder from which problems/ and build/
can be seen, with the programs on PATH and the problems that the text spells out saved under their names; compares standard
output with the lines that follow. Lines about boxes and time may differ.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

CHANGING = re.compile(r"c (boxes|time|program) ")


def blocks(text):
    """The indented blocks, without their indentation."""
    for block in re.findall(r"(?:^(?: {4}.*)?\n)+", text, re.MULTILINE):
        lines = [line[4:] for line in block.splitlines()]
        if any(lines):
            yield lines


def transcripts(text):
    """Pairs: a command and the lines that it prints."""
    for lines in blocks(text):
        command, printed = None, []
        for line in lines + ["$ "]:
            if line.startswith("$ "):
                if command:
                    yield command, [l for l in printed if l]
                command, printed = line[2:], []
            else:
                printed.append(line)


def save_problems(text, folder):
    for lines in blocks(text):
        match = re.match(r"problem (\w+) \{", next(filter(None, lines)))
        if match:
            (folder / f"{match.group(1)}.abp").write_text("\n".join(lines) + "\n", encoding="utf-8")
            yield match.group(1)


def output_of(command, folder):
    environment = {"PATH": f"{folder / 'build'}:/usr/bin:/bin", "LC_ALL": "C"}
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False)
    return [line for line in (done.stdout + done.stderr).splitlines() if line]


def compare(command, shown, happened):
    def steady(lines):
        return [line for line in lines if not CHANGING.match(line)]
    if steady(shown) == steady(happened):
        return 0
    print(f"$ {command}", "the document shows:", *shown, "what happens:", *happened, sep="\n")
    return 1


def set_up(text, root, build, folder):
    """The names of the problems of the text, which are saved."""
    (folder / "problems").symlink_to(root / "problems")
    (folder / "build").symlink_to(build)
    return list(save_problems(text, folder))


def check(text, root, build, folder):
    names = set_up(text, root, build, folder)
    failures = sum(compare(command, shown, output_of(command, folder)) for command, shown in transcripts(text))
    for name in names:
        verdict = output_of(f"build/abcert prove {name}.abp -o {name}.abc && build/abcheck {name}.abc", folder)[-1]
        if not verdict.startswith("s VERIFIED PROVED "):
            print(f"the problem {name} of the document: {verdict}")
            failures += 1
    count = len(names) + len(list(transcripts(text)))
    print(f"{count} examples, {failures} not as shown")
    return 0 if count >= 5 and failures == 0 else 1


def refreshed(text, folder):
    """The text with what happens below each command."""
    lines, inside = [], False
    for line in text.splitlines():
        if line.startswith("    $ "):
            lines += [line] + ["    " + printed for printed in output_of(line[6:], folder)]
            inside = True
        elif not (inside and line.startswith("    ")):
            inside = False
            lines.append(line)
    return "\n".join(lines) + "\n"


def refresh(document, root, build, folder):
    text = document.read_text(encoding="utf-8")
    set_up(text, root, build, folder)
    document.write_text(refreshed(text, folder), encoding="utf-8")
    return 0


def main():
    document, build = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    root = next(folder for folder in document.parents if (folder / "problems").is_dir())
    with tempfile.TemporaryDirectory() as folder:
        if sys.argv[3:] == ["--refresh"]:
            return refresh(document, root, build, pathlib.Path(folder))
        return check(document.read_text(encoding="utf-8"), root, build, pathlib.Path(folder))


sys.exit(main())

# SPDX-License-Identifier: MIT
"""readme.py README BUILD: does what README.md shows still happen?

Runs the lines that begin with "$ " in indented text, in an empty folder from which problems/ and build/
can be seen, with the problems that the text spells out saved under their names; compares standard
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
    done = subprocess.run(["bash", "-c", command], cwd=folder, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False)
    return [line for line in (done.stdout + done.stderr).splitlines() if line]


def compare(command, shown, happened):
    def steady(lines):
        return [line for line in lines if not CHANGING.match(line)]
    if steady(shown) == steady(happened):
        return 0
    print(f"$ {command}", "README.md shows:", *shown, "what happens:", *happened, sep="\n")
    return 1


def check(text, root, build, folder):
    (folder / "problems").symlink_to(root / "problems")
    (folder / "build").symlink_to(build)
    names = list(save_problems(text, folder))
    failures = sum(compare(command, shown, output_of(command, folder)) for command, shown in transcripts(text))
    for name in names:
        verdict = output_of(f"build/abcert prove {name}.abp -o {name}.abc && build/abcheck {name}.abc", folder)[-1]
        if not verdict.startswith("s VERIFIED PROVED "):
            print(f"the problem {name} of README.md: {verdict}")
            failures += 1
    count = len(names) + len(list(transcripts(text)))
    print(f"{count} examples, {failures} not as shown")
    return 0 if count >= 5 and failures == 0 else 1


def main():
    readme, build = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        return check(readme.read_text(encoding="utf-8"), readme.parent, build, pathlib.Path(folder))


sys.exit(main())

# SPDX-License-Identifier: MIT
"""manual.py BUILD: manual pages and completions say all that --help says, and bash can use them."""
import pathlib
import re
import subprocess
import sys

BUILD = pathlib.Path(sys.argv[1])
OPTION = re.compile(r"^ +(?:-\w, +)?(--[\w-]+)", re.MULTILINE)


def output(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


def commands(program):
    section = output(BUILD / program, "--help").partition("\nCommands:\n")[2].partition("\n\n")[0]
    return re.findall(r"^  (\w+)", section, re.MULTILINE)


def completed(program, *words):
    """What bash offers for the last of the words."""
    script = (f"source {BUILD / 'man' / program}; COMP_WORDS=({program} {' '.join(words)!s}); COMP_CWORD={len(words)}; "
              f"_{program}; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    return output("bash", "-c", script).split()


def main():
    wrong = []
    for program in ("abcert", "abcheck"):
        found = commands(program)
        for command in found or [None]:
            words = [command] if command else []
            options = set(OPTION.findall(output(BUILD / program, *words, "--help")))
            offered = set(completed(program, *words, "--"))
            if not options or offered != options:
                wrong.append(f"{program} {command}: --help has {sorted(options)}, bash offers {sorted(offered)}")
            page = BUILD / "man" / f"{program}.1"
            text = page.read_text().replace("\\-", "-") if page.exists() else None
            if text is not None:
                wrong += [f"{page.name} lacks {option}" for option in options if option not in text]
                wrong += [f"{page.name} lacks {command}"] if command and command.upper() not in text else []
        if found and set(completed(program, "''")) < set(found):
            wrong.append(f"bash does not offer the commands of {program}")
    for line in wrong:
        print(line)
    return 1 if wrong or not commands("abcert") else 0


sys.exit(main())

# SPDX-License-Identifier: MIT
"""Rules about the source that no compiler checks.

hygiene.py ROOT          checks the repository at ROOT: one line "file:line: rule" a violation
hygiene.py --self-test   checks that every rule finds a violation planted in a small tree, and
                         that none finds one in the same tree without it
"""
import pathlib
import posixpath
import re
import sys
import tempfile

# A folder of src/ includes only itself and those before it.
LAYERS = ("base num expr clause certificate replay real problem family condition check prove sgd trace "
          "library report export cli").split()
CORE = LAYERS[:LAYERS.index("replay") + 1]
MEANING = LAYERS[:LAYERS.index("check") + 1]

STANDARD = """assert ctype errno float inttypes limits math signal stdalign stdarg stdatomic stdbool stddef
    stdint stdio stdlib stdnoreturn string time fcntl getopt pthread strings unistd sys/resource sys/stat
    sys/time sys/types sys/wait""".split()
OF_THE_CORE = {f"{name}.h" for name in STANDARD + ["gmp", "mpfr", "sha256"]}
OF_FLINT = re.compile(r"(flint/|arb|acb|arf|mag|fmp[zqr]|nmod|ulong_extras).*\.h")
VECTOR_HEADER = "src/num/directed_interval.h"
ARB_HEADER = "src/real/arb.h"
NEVER_INCLUDED = {"fenv.h", "locale.h"}

BANNED = re.compile(r"\b(fesetround|fegetround|fesetenv|strtod|strtof|strtold|atof|setlocale|abort"
                    r"|quick_exit|_Exit)\b")
UNSAFE_FLAG = re.compile(r"-(ffast-math|Ofast|funsafe-math\S*|fassociative-math|freciprocal-math"
                         r"|ffinite-math\S*|frounding-math)")
PRIVATE_PATH = re.compile(r"(?<![\w.}])/(work|root|home)/")
CITED_DOCUMENT = re.compile(r"\bdocs/[\w/-]+\.md\b")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
SPDX = "SPDX-License-Identifier: MIT"
LINES_MAX = 500

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def without_comments_and_strings(text):
    """The code alone, every character that remains on its own line."""
    return NOT_CODE.sub(lambda match: " " + "\n" * match.group().count("\n"), text)


def all_files(root):
    """What is or may be committed: everything but .git, build folders and the demo's output."""
    for path in sorted(root.rglob("*")):
        top = path.relative_to(root).parts[0]
        generated = top in (".git", "demo") or top.startswith("build") or "__pycache__" in path.parts
        if path.is_file() and not generated:
            yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8", errors="replace")


def is_source(name):
    return name.startswith("src/") and name.endswith((".c", ".h", ".y", ".re"))


def includes(text):
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1), match.group(2)


def check_own_include(folder, header):
    other = header.split("/")[0]
    if "/" not in header or other not in LAYERS:
        return f'"{header}" is not of the form "folder/file.h" with a folder of src/'
    if LAYERS.index(other) > LAYERS.index(folder):
        return f'{folder} includes "{header}", of a later layer'
    return None


def check_library_include(name, folder, header):
    if header in NEVER_INCLUDED:
        return f"<{header}> is not used in src/"
    if OF_FLINT.fullmatch(header):
        return None if name == ARB_HEADER else f"<{header}> is included in {ARB_HEADER} only"
    if header == "immintrin.h":
        return None if name == VECTOR_HEADER else f"<{header}> is included in {VECTOR_HEADER} only"
    if folder in CORE and header not in OF_THE_CORE:
        return f"<{header}> is no header of the core (C, POSIX, GMP, MPFR, SHA-256)"
    if folder in MEANING and header not in OF_THE_CORE:
        return f"<{header}> is no header of the trusted part"
    return None


def rule_layers(files):
    for name, text in files:
        if not is_source(name):
            continue
        folder = name.split("/")[1]
        if folder not in LAYERS:
            yield name, 1, f"{folder} is not in the list of layers"
            continue
        for number, bracket, header in includes(text):
            complaint = (check_own_include(folder, header) if bracket == '"'
                         else check_library_include(name, folder, header))
            if complaint:
                yield name, number, complaint


def rule_calls(files):
    for name, text in files:
        if not is_source(name):
            continue
        code = without_comments_and_strings(text)
        has_main = re.search(r"\bint\s+main\s*\(", code)
        for number, line in enumerate(code.splitlines(), 1):
            for match in BANNED.finditer(line):
                yield name, number, f"{match.group()} is not used in src/"
            if re.search(r"\bexit\b", line) and not has_main:
                yield name, number, "exit is for the file of main alone"
            if re.search(r"\b_exit\b", line) and name != "src/base/memory.c":
                yield name, number, "_exit is for base/memory.c alone"


def rule_flags(files):
    for name, text in files:
        if name.endswith(("meson.build", "meson_options.txt")) or name == "dev" \
                or name.startswith((".ci/", "scripts/")):
            for number, line in enumerate(text.splitlines(), 1):
                if UNSAFE_FLAG.search(line):
                    yield name, number, "a flag that changes the meaning of arithmetic"


def rule_license(files):
    for name, text in files:
        script = text.startswith("#!")
        if script or name.endswith((".c", ".h", ".y", ".re", ".py", ".sh", "meson.build")):
            if SPDX not in "\n".join(text.splitlines()[:3]):
                yield name, 1, f"the line {SPDX} is missing"


def rule_length(files):
    for name, text in files:
        count = len(text.splitlines())
        if is_source(name) and count > LINES_MAX:
            yield name, count, f"longer than {LINES_MAX} lines"


def rule_paths(files):
    for name, text in files:
        for number, line in enumerate(text.splitlines(), 1):
            if PRIVATE_PATH.search(line):
                yield name, number, "a path of somebody's machine"


def targets(name, line):
    """The files and folders that a line refers to."""
    if is_source(name):
        yield from CITED_DOCUMENT.findall(line)
    elif name.endswith(".md"):
        for link in LINK.findall(line):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(name), link))


def rule_documents(files):
    names = [name for name, _ in files]
    there = set(names) | {str(parent) for name in names for parent in pathlib.PurePosixPath(name).parents}
    for name, text in files:
        for number, line in enumerate(text.splitlines(), 1):
            for target in targets(name, line):
                if target not in there:
                    yield name, number, f"refers to {target}, which does not exist"


RULES = {"layers": rule_layers, "calls": rule_calls, "flags": rule_flags, "license": rule_license,
         "length": rule_length, "paths": rule_paths, "documents": rule_documents}


def violations(root):
    files = list(all_files(root))
    if not any(is_source(name) for name, _ in files):
        yield "src", 1, "no source found: nothing was checked", "layers"
    for rule, check in RULES.items():
        for name, number, complaint in check(files):
            yield name, number, complaint, rule


# --- self-test ---------------------------------------------------------------------------------

HEAD = f"/* {SPDX} */\n"

CLEAN = {
    "src/base/memory.c": HEAD + "#include <stdlib.h>\nvoid stop(void) { _exit(70); }\n",
    "src/num/good.c": HEAD + '#include "base/memory.h"\n#include "num/good.h"\n#include <mpfr.h>\n'
                             '/* strtod and abort(), exit() */ const char *s = "atof(x) // exit(";\n',
    "src/real/arb.h": HEAD + "#include <arb.h>\n#include <flint/fmpq.h>\n",
    "src/prove/guess.c": HEAD + '#include <lapacke.h>\n#include "real/arb.h"\n',
    "src/cli/main.c": HEAD + '#include "prove/prove.h"\nint main(void) { exit(0); }\n',
    "meson.build": f"# {SPDX}\nproject('x', 'c')\n",
    "README.md": "[page](docs/page.md#part) [docs](docs) [web](https://example.org/x.md)\n",
    "docs/page.md": "[back](../README.md), a path such as src/root/file.c or ../home/x hurts nobody\n",
}

# name of a file, its contents, the rule, the line at which the violation has to be reported
PLANTED = [
    ("src/num/a.c", HEAD + '#include "expr/graph.h"\n', "layers", 2),
    ("src/check/a.c", HEAD + '#include "prove/prove.h"\n', "layers", 2),
    ("src/problem/a.re", HEAD + '  #  include "condition/statement.h"\n', "layers", 2),
    ("src/num/a.c", HEAD + '#include "interval.h"\n', "layers", 2),
    ("src/elsewhere/a.c", HEAD, "layers", 1),
    ("src/expr/a.c", HEAD + "\n#include <jansson.h>\n", "layers", 3),
    ("src/replay/a.c", HEAD + "#include <nlopt.h>\n", "layers", 2),
    ("src/condition/a.c", HEAD + "#include <lapacke.h>\n", "layers", 2),
    ("src/real/a.c", HEAD + "#include <arb_mat.h>\n", "layers", 2),
    ("src/prove/a.c", HEAD + "#include <flint/fmpz.h>\n", "layers", 2),
    ("src/prove/a.c", HEAD + "#include <fenv.h>\n", "layers", 2),
    ("src/prove/a.c", HEAD + "int r = fesetround(0);\n", "calls", 2),
    ("src/cli/a.c", HEAD + "double d = strtod(s, 0);\n", "calls", 2),
    ("src/cli/a.c", HEAD + "/* a\n comment */ double d = atof (s);\n", "calls", 3),
    ("src/cli/a.c", HEAD + 'char *s = "\\""; void f(void) { exit(1); }\n', "calls", 2),
    ("src/cli/main2.c", HEAD + "int main(void) { abort(); }\n", "calls", 2),
    ("src/cli/main3.c", HEAD + "int main(void) { _exit(1); }\n", "calls", 2),
    ("src/cli/a.c", HEAD + "void f(void) { setlocale(LC_ALL, 0); }\n", "calls", 2),
    ("src/num/meson.build", f"# {SPDX}\nargs = ['-ffast-math']\n", "flags", 2),
    ("tests/num/a.c", "int x;\n", "license", 1),
    ("scripts/tool", "#!/bin/sh\n", "license", 1),
    ("src/num/a.h", HEAD + "\n" * LINES_MAX, "length", LINES_MAX + 1),
    ("docs/a.md", "see /" + "work/notes\n", "paths", 1),
    ("NEWS.md", "ok\ncd /" + "home/somebody\n", "paths", 2),
    ("docs/a.md", "\n[x](docs/page.md)\n", "documents", 2),
    ("src/num/b.h", "/* " + SPDX + "\n * docs/none.md */\n", "documents", 2),
    ("problems/a.abp", "# /" + "root/x\n", "paths", 1),
]


def write_tree(root, tree):
    for name, text in tree.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def found_in(tree):
    with tempfile.TemporaryDirectory() as folder:
        write_tree(pathlib.Path(folder), tree)
        return list(violations(pathlib.Path(folder)))


def self_test():
    failures = [f"clean tree: {v}" for v in found_in(CLEAN)]
    if not found_in({"README.md": "empty\n"}):
        failures.append("a tree without source passes")
    for name, text, rule, number in PLANTED:
        found = [(n, line, r) for n, line, _, r in found_in(CLEAN | {name: text})]
        if found != [(name, number, rule)]:
            failures.append(f"planted {rule} at {name}:{number}, found {found}: {text[-60:]!r}")
    return failures


def main():
    if sys.argv[1:] == ["--self-test"]:
        complaints = self_test()
    else:
        root = pathlib.Path(sys.argv[1]).resolve()
        complaints = [f"{name}:{number}: {text} [{rule}]" for name, number, text, rule in violations(root)]
    print(*complaints, f"{len(complaints)} violations", sep="\n")
    return 1 if complaints else 0


sys.exit(main())

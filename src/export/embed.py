# SPDX-License-Identifier: MIT
"""embed.py OUTPUT FILE...: a C file with texts of formal/, for export/coq.h."""
import pathlib
import sys


def literal(line):
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '\\n"'


def main():
    output, names = sys.argv[1], sys.argv[2:]
    lines = ['/* Made by embed.py. */', '#include "export/coq.h"', '', 'const ab_coq_source ab_coq_sources[] = {']
    for name in map(pathlib.Path, names):
        text = name.read_text(encoding="ascii")
        lines.append(f'{{"{name.parent.name}/{name.name}",')
        lines += [literal(line) for line in text.splitlines()]
        lines.append('},')
    lines += ['};', f'const size_t ab_coq_source_count = {len(names)};']
    pathlib.Path(output).write_text("\n".join(lines) + "\n", encoding="ascii")


main()

# SPDX-License-Identifier: MIT
"""page.py NAME SECTION DOCUMENT: the manual page, for scdoc, of a document of this project.

Understands the Markdown that the documents use: headings, paragraphs, lists of one or two levels, indented
code, tables, `code`, *emphasis*, **strong**, links (of which the text is kept)."""
import re
import sys

SPECIAL = re.compile(r"([_*\\#`\[\]<>~|])")
MARKUP = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|(?<![\w*])\*([^*\s][^*]*)\*|\[([^\]]+)\]\([^)]+\)")


def plain(text):
    return SPECIAL.sub(r"\\\1", text)


def inline(text):
    """A line of text with its markup."""
    out, end = [], 0
    for match in MARKUP.finditer(text):
        out.append(plain(text[end:match.start()]))
        code, strong, emphasis, link = match.groups()
        word = code or strong or emphasis
        out.append(plain(link) if link else f"*{plain(word)}*" if code or strong else f"_{plain(word)}_")
        end = match.end()
    return "".join(out) + plain(text[end:])


def blocks(lines):
    """Pairs (kind, lines): code, table, item, subitem, heading, text, blank."""
    kinds = [(re.compile(r" {4}(?! *[-*] )"), "code"), (re.compile(r"\|"), "table"), (re.compile(r"#"), "heading"),
             (re.compile(r"[*-] |\d+\. "), "item"), (re.compile(r"  +[*-] "), "subitem")]
    kind = "blank"
    for line in lines:
        found = next((name for pattern, name in kinds if pattern.match(line)), None)
        if not line.strip():
            found = "blank"
        elif found is None or (found == "code" and kind in ("item", "subitem")):
            found = "more" if kind in ("item", "subitem", "text", "more") else "text"
        kind = found if found != "more" else kind
        yield found, line


def table(rows):
    """The rows of a Markdown table as columns of plain text."""
    cells = [[cell.strip().replace("`", "").replace("**", "") for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))] for row in rows]
    cells = [row for row in cells if any(row) and not all(re.fullmatch(r":?-*:?", cell) for cell in row)]
    width = max(len(row[0]) for row in cells)
    return [f"{row[0]:{width}}  {'  '.join(row[1:])}".rstrip() for row in cells]


def literal(lines):
    while not lines[-1].strip():
        lines.pop()
    return "```\n" + "\n".join(lines) + "\n```\n"


def convert(lines):
    """The blocks as scdoc: one string a block of text, item, heading or literal."""
    out, pending, running = [], [], None  # running: what the block under way is; pending: its lines

    def finish():
        nonlocal pending, running
        if running == "code":
            out.append(literal(pending))
        elif running == "table":
            out.append(literal(table(pending)))
        elif running:
            prefix = {"item": "- ", "subitem": "\t- ", "text": ""}[running]
            out.append(prefix + inline(" ".join(pending)) + ("" if prefix else "\n"))
        pending, running = [], None

    for kind, line in blocks(lines):
        if kind == "blank" and running == "code":
            pending.append("")
            continue
        if kind == "more" or kind == running and kind in ("code", "table", "text"):
            pending.append(line[4:] if kind == "code" else line.strip())
            continue
        listed = running in ("item", "subitem")
        finish()
        if listed and kind not in ("item", "subitem"):
            out.append("")
        if kind == "heading":
            level, title = line.split(" ", 1)
            out.append(("# " if len(level) <= 2 else "## ") + plain(title.upper() if len(level) <= 2 else title) + "\n")
        elif kind != "blank":
            running, pending = kind, [line[4:] if kind == "code" else re.sub(r"^ *(?:[*-]|\d+\.) ", "", line) if "item" in kind else line.strip()]
    finish()
    return "\n".join(out)


def main():
    name, section, document = sys.argv[1:4]
    with open(document, encoding="utf-8") as file:
        title, *lines = file.read().splitlines()
    title = title.removeprefix("# ")
    print(f"{name}({section})\n\n# NAME\n\n{name} - {plain(title[0].lower() + title[1:])}\n\n# DESCRIPTION\n")
    print(convert(lines))
    print("\n# SEE ALSO\n\n*abcert*(1), *abcheck*(1)")


main()

# SPDX-License-Identifier: MIT
"""Small faults in C source: every one that a rule below can make, in a fixed order."""
import re
from typing import NamedTuple


class Mutant(NamedTuple):
    path: str  # below the project
    line: int  # from 1
    rule: str
    before: str
    after: str

    def key(self):
        """What stays when lines move."""
        return f"{self.path.split('/', 1)[1]}: {self.before.strip()} => {self.after.strip()}"

    def shown(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.after.strip()}"


def swaps(*pairs):
    both = {}
    for a, b in pairs:
        both[a], both[b] = b, a
    return both


TOKENS = {
    "rounding": swaps(("MPFR_RNDD", "MPFR_RNDU")),
    "end": swaps(("->lo", "->hi"), (".lo", ".hi"), ("AB_END_LOW", "AB_END_HIGH"), (".hi[", ".lo["), ("->hi[", "->lo[")),
    "function": swaps(("mpfr_min", "mpfr_max"), ("mpfr_add", "mpfr_sub"), ("mpq_add", "mpq_sub"), ("ab_interval_add", "ab_interval_sub"),
                      ("mpq_set_num", "mpq_set_den"), ("mpq_numref", "mpq_denref"), ("range[", "anchored["), ("node->left", "node->right"),
                      ("ab_interval_is_positive", "ab_interval_is_nonnegative"), ("ab_interval_is_finite", "ab_interval_is_defined"),
                      ("lo ", "hi "), ("least", "greatest"), ("nearest", "farthest")),
    "comparison": {" < ": " <= ", " <= ": " < ", " > ": " >= ", " >= ": " > ", " == ": " != ", " != ": " == "},
    "logic": {" && ": " || ", " || ": " && ", "return !": "return ", "(!": "("},
    "constant": {"true": "false", "false": "true"},
    "off by one": {" + 1": "", " - 1": "", " + 1;": " + 2;", " < count": " < count - 1", "= 0;": "= 1;", " 1)": " 0)", ", 0)": ", 1)",
                   " 2)": " 1)"},
    "sign": {" + ": " - ", " - ": " + ", " * ": " + ", "-1": "1", "? 1 : -1": "? -1 : 1"},
}
HARMLESS = re.compile(r"^\s*(\w*(_clear|_free|_destroy|_init|_init2|free_cache)|free_names|va_end|va_start|assert)\(")
CALL = re.compile(r"^\s*\w+\(.*\);$")
ASSIGNMENT = re.compile(r"^\s*[\w>\-\.\[\]\*]+ [\+\-\|&]?= .*;$|^\s*[\w>\-\.\[\]]+(\+\+|--);$")
CHECK = re.compile(r"^(\s*(?:\} else )?if )\((.*)\)( \{)?$")


def code_of(line, in_comment):
    """The line with comments and texts blanked out, same length; and whether a comment goes on."""
    out, i, quote = [], 0, None
    while i < len(line):
        two = line[i:i + 2]
        if in_comment:
            in_comment = two != "*/"
            out.append(" " if in_comment else "  ")
            i += 1 if in_comment else 2
        elif quote:
            step = 2 if line[i] == "\\" else 1
            quote = None if line[i] == quote else quote
            out.append("_" * step)
            i += step
        elif two == "/*":
            in_comment = True
            out.append("  ")
            i += 2
        else:
            quote = line[i] if line[i] in "\"'" else None
            out.append("_" if quote else line[i])
            i += 1
    return "".join(out)[:len(line)], in_comment


def whole_word(code, start, end):
    def part(c):
        return c.isalnum() or c == "_"
    return not (part(code[start]) and start and part(code[start - 1])) and not (part(code[end - 1]) and end < len(code) and part(code[end]))


def mutants_of(path, text):
    found, in_comment = [], False
    for number, line in enumerate(text.split("\n"), 1):
        code, in_comment = code_of(line, in_comment)
        if code.startswith("#") or not code.strip() or HARMLESS.match(code) or code.lstrip().startswith("assert("):
            continue

        def add(rule, after, line=line, number=number):
            found.append(Mutant(path, number, rule, line, after))

        for rule, table in TOKENS.items():
            for old, new in table.items():
                at = code.find(old)
                while at >= 0:
                    inside = old[0] in " (" or whole_word(code, at, at + len(old.rstrip()))
                    pointer = old == " * " and re.search(r"\w+ \* ?$", code[:at + 3])
                    if inside and not pointer:
                        add(rule, line[:at] + new + line[at + len(old):])
                    at = code.find(old, at + 1)
        check = CHECK.match(code)
        if check and code.count("(") == code.count(")"):
            condition = line[check.start(2):check.end(2)]
            add("check dropped", f"{check[1]}(false && ({condition})){check[3] or ''}")
        if code.count("(") == code.count(")"):
            if CALL.match(code) and not code.lstrip().startswith("return"):
                add("call dropped", re.match(r"\s*", line)[0] + ";")
            elif ASSIGNMENT.match(code):
                add("assignment dropped", re.match(r"\s*", line)[0] + ";")
    return found

# SPDX-License-Identifier: MIT
"""Prints "passed failed skipped" of one JUnit file as `meson test` writes it."""
import sys
import xml.etree.ElementTree as ElementTree


def outcome(case):
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def main():
    try:
        cases = [outcome(c) for c in ElementTree.parse(sys.argv[1]).iter("testcase")]
    except (OSError, ElementTree.ParseError) as error:
        sys.exit(f"{sys.argv[1]}: {error}")
    print(*(cases.count(word) for word in ("passed", "failed", "skipped")))


main()

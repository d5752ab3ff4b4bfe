# SPDX-License-Identifier: MIT
"""corpus.py TARGET ROOT: the files that a fuzz target begins with, one a line: what the project ships and tests with
anyway, and what fuzzing has found (tests/fuzz/found). Large files would slow it down and are left out."""
import pathlib
import sys

TARGET, ROOT = sys.argv[1], pathlib.Path(sys.argv[2])
PLACES = {"problem": [("problems", "**/*.abp"), ("tests/cli/inputs", "**/*.abp")],
          "log": [("tests/cli/inputs/logs", "*")],
          "replay": [("tests/fuzz/replay", "*")],
          "reader": [("tests/fuzz/sections", "*"), ("tests/reject", "*.abc"), ("tests/certificate", "*.abc")],
          "certificate": [("tests/fuzz/sections", "*"), ("tests/reject", "*.abc"), ("tests/reject/claims", "*.abc"), ("tests/certificate", "*.abc"),
                          ("certificates", "*.abc")]}
LARGEST = {"problem": 20_000, "reader": 9_000, "certificate": 9_000, "replay": 9_000, "log": 20_000}

files = [path for folder, pattern in PLACES[TARGET] for path in sorted((ROOT / folder).glob(pattern))]
files += sorted((ROOT / "tests/fuzz/found").glob(f"{TARGET}-*"))
print("\n".join(str(path) for path in files if path.stat().st_size <= LARGEST[TARGET]))

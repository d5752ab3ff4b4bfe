# SPDX-License-Identifier: MIT
"""python.py MODULE_FOLDER BUILD PROJECT: the Python module against the programs just built."""
import fractions
import hashlib
import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, sys.argv[1])
BUILD, PROJECT = map(pathlib.Path, sys.argv[2:4])
os.environ["ABCERT"], os.environ["ABCHECK"] = str(BUILD / "abcert"), str(BUILD / "abcheck")
import abcert  # noqa: E402

DISK = PROJECT / "problems/clauses/disk.abp"
FALSE = "problem p { variables x; domain { x in [0, 2]; } claim clause { show x^2 <= 2; } }"


class Module(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.here = pathlib.Path(self.folder.name)

    def test_a_proof_is_checked_under_its_hash(self):
        proof = abcert.prove(DISK, claim="ring", output=self.here / "a.abc")
        self.assertTrue(proof.proved)
        self.assertEqual(proof.hash, hashlib.sha256(abcert.claim_text(DISK, "ring").encode()).hexdigest())
        check = abcert.check(self.here / "a.abc", expect=proof.hash)
        self.assertTrue(check.verified)
        self.assertEqual((check.kind, check.hash), ("PROVED", proof.hash))

    def test_another_hash_is_not_verified(self):
        abcert.prove(DISK, claim="ring", output=self.here / "a.abc")
        check = abcert.check(self.here / "a.abc", expect="0" * 64)
        self.assertFalse(check.verified)
        self.assertIn("another claim", check.reason)

    def test_a_refutation_has_an_exact_point(self):
        (self.here / "false.abp").write_text(FALSE)
        verdict = abcert.prove(self.here / "false.abp")
        self.assertTrue(verdict.refuted)
        self.assertIsInstance(verdict.point["x"], fractions.Fraction)
        self.assertGreater(verdict.point["x"] ** 2, 2)

    def test_a_bad_problem_raises_with_its_place(self):
        (self.here / "bad.abp").write_text("problem p {\n  variables x y;\n}\n")
        with self.assertRaises(abcert.Error) as caught:
            abcert.prove(self.here / "bad.abp")
        self.assertEqual(caught.exception.status, 65)
        self.assertIn("bad.abp:2:", str(caught.exception))

    def test_a_missing_program_is_said(self):
        os.environ["ABCHECK"] = str(self.here / "nothing")
        self.addCleanup(os.environ.__setitem__, "ABCHECK", str(BUILD / "abcheck"))
        with self.assertRaisesRegex(abcert.Error, "set ABCHECK"):
            abcert.check(self.here / "a.abc")


unittest.main(argv=sys.argv[:1])

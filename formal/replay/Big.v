(* SPDX-License-Identifier: MIT *)
(* The checker with multiple-precision numbers made of machine integers (BigZ): no floating-point
   numbers. Rules are tried with 53 bits, then with 64 more than the precision of the certificate. *)

From Coq Require Export Uint63.
From Coq Require Import NArith List.
From Interval Require Import Interval.Float_full Float.Specific_ops Float.Specific_bigint.
From Abcert.Replay Require Export Expression Clause.
From Abcert.Replay Require Import Check Decode Words.
Import ListNotations.

Module BigFloat := SpecificFloat BigIntRadix2.
Module Intervals := FloatIntervalFull BigFloat.
Module Checker := Check Intervals Intervals.

Definition word : Set := int.
Open Scope uint63_scope.

Definition check_certificate (precision : positive) (enclosures : list (rational * rational))
    (clauses : list clause) (trees : list (list (list word))) : bool :=
  Checker.check_all (BigFloat.PtoP (Pos.min 53 precision)) (BigFloat.PtoP (precision + 64)) enclosures clauses
    (map (fun t => tree_of (bytes_of_words t)) trees).

Theorem check_certificate_ok : forall precision enclosures clauses trees,
  check_certificate precision enclosures clauses trees = true -> clauses_hold enclosures clauses.
Proof.
  intros precision enclosures clauses trees H. unfold check_certificate in H.
  exact (Checker.check_all_ok _ _ _ _ _ H).
Qed.

Global Opaque check_certificate.

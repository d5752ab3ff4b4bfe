(* SPDX-License-Identifier: MIT *)
(* The checker with the processor's floating-point numbers, and BigZ where these do not settle a
   rule. *)

From Coq Require Export Uint63.
From Coq Require Import NArith List.
From Interval Require Import Interval.Float_full Float.Primitive_ops Float.Specific_ops Float.Specific_bigint.
From Abcert.Replay Require Export Expression Clause.
From Abcert.Replay Require Import Check Decode Words.
Import ListNotations.

Module Fast := FloatIntervalFull PrimitiveFloat.
Module BigFloat := SpecificFloat BigIntRadix2.
Module Slow := FloatIntervalFull BigFloat.
Module Checker := Check Fast Slow.

Definition word : Set := int.
Open Scope uint63_scope.

Definition check_certificate (precision : positive) (enclosures : list (rational * rational))
    (clauses : list clause) (trees : list (list (list word))) : bool :=
  Checker.check_all (PrimitiveFloat.PtoP precision) (BigFloat.PtoP precision) enclosures clauses
    (map (fun t => tree_of (bytes_of_words t)) trees).

Theorem check_certificate_ok : forall precision enclosures clauses trees,
  check_certificate precision enclosures clauses trees = true -> clauses_hold enclosures clauses.
Proof.
  intros precision enclosures clauses trees H. unfold check_certificate in H.
  exact (Checker.check_all_ok _ _ _ _ _ H).
Qed.

Global Opaque check_certificate.

(* SPDX-License-Identifier: MIT *)
(* The checker with the processor's floating-point numbers, and BigZ where these do not settle a
   rule. *)

From Coq Require Import Uint63 NArith List.
From Interval Require Import Interval.Float_full Float.Primitive_ops Float.Specific_ops Float.Specific_bigint.
From Abcert.Replay Require Export Expression Clause.
From Abcert.Replay Require Import Check Decode.
Import ListNotations.

Module Fast := FloatIntervalFull PrimitiveFloat.
Module BigFloat := SpecificFloat BigIntRadix2.
Module Slow := FloatIntervalFull BigFloat.
Module Checker := Check Fast Slow.

Definition word : Set := int.
Open Scope uint63_scope.

(* The n low bits. *)
Fixpoint low_bits (n : nat) (i : int) : N :=
  match n with
  | O => 0%N
  | S m => let rest := low_bits m (i >> 1) in
           if (i land 1 =? 0)%uint63 then N.double rest else N.succ_double rest
  end.

Fixpoint add_bytes (n : nat) (i : int) (done : list N) : list N :=
  match n with O => done | S m => add_bytes m (i >> 8) (low_bits 8 i :: done) end.

(* The last word first; the first byte of a word is its highest. *)
Fixpoint add_words (words : list int) (done : list N) : list N :=
  match words with [] => done | w :: rest => add_words rest (add_bytes 7 w done) end.

Definition bytes_of (chunks : list (list int)) : list N := add_words (rev (concat chunks)) [].

Definition check_certificate (precision : positive) (enclosures : list (rational * rational))
    (clauses : list clause) (trees : list (list (list word))) : bool :=
  Checker.check_all (PrimitiveFloat.PtoP precision) (BigFloat.PtoP precision) enclosures clauses
    (map (fun t => tree_of (bytes_of t)) trees).

Theorem check_certificate_ok : forall precision enclosures clauses trees,
  check_certificate precision enclosures clauses trees = true -> clauses_hold enclosures clauses.
Proof. intros precision enclosures clauses trees. apply Checker.check_all_ok. Qed.

Global Opaque check_certificate.

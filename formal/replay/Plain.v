(* SPDX-License-Identifier: MIT *)
(* The checker with numbers made of the standard library's Z: no machine numbers at all. *)

From Coq Require Export NArith.
From Coq Require Import ZArith List.
From Interval Require Import Interval.Float_full Float.Specific_ops Float.Specific_stdz.
From Abcert.Replay Require Export Expression Clause.
From Abcert.Replay Require Import Check Decode.
Import ListNotations.

Module PlainFloat := SpecificFloat StdZRadix2.
Module Intervals := FloatIntervalFull PlainFloat.
Module Checker := Check Intervals Intervals.

Definition word : Set := N.
Open Scope N_scope.

Fixpoint add_bytes (n : nat) (w : N) (done : list N) : list N :=
  match n with
  | O => done
  | S m => let (high, low) := N.div_eucl w 256 in add_bytes m high (low :: done)
  end.

Fixpoint add_words (words : list N) (done : list N) : list N :=
  match words with [] => done | w :: rest => add_words rest (add_bytes 7 w done) end.

Definition check_certificate (precision : positive) (enclosures : list (rational * rational))
    (clauses : list clause) (trees : list (list (list word))) : bool :=
  Checker.check_all (PlainFloat.PtoP (Pos.min 53 precision)) (PlainFloat.PtoP (precision + 64)) enclosures clauses
    (map (fun t => tree_of (add_words (rev_append (concat t) []) [])) trees).

Theorem check_certificate_ok : forall precision enclosures clauses trees,
  check_certificate precision enclosures clauses trees = true -> clauses_hold enclosures clauses.
Proof.
  intros precision enclosures clauses trees H. unfold check_certificate in H.
  exact (Checker.check_all_ok _ _ _ _ _ H).
Qed.

Global Opaque check_certificate.

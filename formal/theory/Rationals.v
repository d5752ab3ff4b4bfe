(* SPDX-License-Identifier: MIT *)
(* Rational numbers that are computed with, and the real numbers that they stand for. *)
From Coq Require Import Reals QArith List Lra Bool.
From Coq Require Qreals.
From Abcert.Theory Require Import Condition Sums.
Local Open Scope R_scope.

Notation "'real' q" := (Rdefinitions.Q2R q) (at level 10).

Lemma real_zero : real 0%Q = 0.
Proof. unfold Rdefinitions.Q2R. simpl. lra. Qed.

Lemma real_red q : real (Qred q) = real q.
Proof. apply Qreals.Qeq_eqR, Qred_correct. Qed.

Lemma q_le u v : Qle_bool u v = true -> real u <= real v.
Proof. intros H. apply Qreals.Qle_Rle. now apply Qle_bool_iff. Qed.

Lemma q_not_le u v : Qle_bool u v = false -> real v <= real u.
Proof.
  intros H. apply Qreals.Qle_Rle. apply Qlt_le_weak. apply Qnot_le_lt. intros L.
  apply Qle_bool_iff in L. congruence.
Qed.

Definition positive (x : Q) : bool := negb (Qle_bool x 0).

Lemma positive_bound q : positive q = true -> 0 < real q.
Proof.
  unfold positive. intros H. apply negb_true_iff in H. rewrite <- real_zero. apply Qreals.Qlt_Rlt.
  apply Qnot_le_lt. intros L. apply Qle_bool_iff in L. congruence.
Qed.

Fixpoint q_sum (n : nat) (u : nat -> Q) : Q :=
  match n with O => 0%Q | S k => Qred (q_sum k u + u k)%Q end.

Lemma real_sum n u : real (q_sum n u) = sum n (fun k => real (u k)).
Proof.
  induction n as [|n IH]; cbn [q_sum sum]; [apply real_zero|].
  now rewrite real_red, Qreals.Q2R_plus, IH.
Qed.

Definition q_max (u v : Q) : Q := if Qle_bool u v then v else u.
Definition q_min (u v : Q) : Q := if Qle_bool u v then u else v.

Lemma q_max_bounds u v : real u <= real (q_max u v) /\ real v <= real (q_max u v).
Proof.
  unfold q_max. destruct (Qle_bool u v) eqn:E; [apply q_le in E|apply q_not_le in E]; lra.
Qed.

Lemma q_min_bounds u v : real (q_min u v) <= real u /\ real (q_min u v) <= real v.
Proof.
  unfold q_min. destruct (Qle_bool u v) eqn:E; [apply q_le in E|apply q_not_le in E]; lra.
Qed.

(* SPDX-License-Identifier: MIT *)
(* Rank-one factorisation, from a certificate's clauses to its claim: the clauses are compared with
   those that the claim asks for, all that the certificate chose is tested in rationals, and nothing
   is assumed about real numbers. *)
From Coq Require Import Reals QArith List Lra Lia Bool FunctionalExtensionality.
From Coq Require Qreals.
From Abcert.Replay Require Import Expression Clause.
From Abcert.Theory Require Import Condition Rationals Factorization EckartYoung Reduction Meaning Triplet.
Import ListNotations.
Local Open Scope R_scope.

(* Rational data, and the same numbers as a statement writes them. *)
Lemma vector_of_rationals l values : map rational_value l = values -> rational_vector l = vector values.
Proof.
  intros <-. apply functional_extensionality. intros k. unfold rational_vector, vector, number.
  rewrite <- (map_nth rational_value l (0%Z, 1%positive) k). f_equal. unfold rational_value. simpl. lra.
Qed.

Lemma matrix_of_rationals l values :
  map (map rational_value) l = values -> rational_matrix l = matrix values.
Proof.
  intros <-. apply functional_extensionality. intros i. unfold rational_matrix, matrix.
  rewrite (vector_of_rationals _ _ eq_refl). f_equal. symmetry.
  apply (map_nth (map rational_value) l []).
Qed.

Definition opposite_Q (q : rational) : rational := (Z.opp (fst q), snd q).
(* [low', high'] is -[low, high]. *)
Definition mirrors (lows highs lows' highs' : list rational) (count : nat) : bool :=
  forallb (fun k => Qeq_bool (to_Q (number lows' k)) (- to_Q (number highs k)) &&
                    Qeq_bool (to_Q (number highs' k)) (- to_Q (number lows k))) (seq 0 count).

Lemma mirrors_opposite lows highs lows' highs' count : mirrors lows highs lows' highs' count = true ->
  forall k, (k < count)%nat ->
    rational_vector lows' k = opposite (rational_vector highs) k /\
    rational_vector highs' k = opposite (rational_vector lows) k.
Proof.
  intros H k Hk. unfold mirrors in H. rewrite forallb_forall in H. specialize (H k).
  rewrite in_seq in H. specialize (H ltac:(lia)). apply andb_true_iff in H as [A B].
  apply Qeq_bool_iff, Qreals.Qeq_eqR in A, B. rewrite Qreals.Q2R_opp in A, B. split; assumption.
Qed.

Section Claim.
Variables n m : nat.
Variable X : list (list rational).
Variables lows highs : list rational.
Variable e : list (rational * rational).
Variable c : template.
Variable l : list clause.

(* One clause an entry for the domain, and if it is not its own mirror image as many again. *)
Definition symmetric : bool := mirrors lows highs lows highs (n + m).
Definition straight : side_data := side_of n m lows highs (firstn (n * m) l).
Definition mirrored : side_data :=
  side_of n m (map opposite_Q highs) (map opposite_Q lows) (skipn (n * m) l).
Definition expected_clauses : list clause :=
  side_clauses c n m X straight ++ if symmetric then [] else side_clauses c n m X mirrored.
Definition choices_ok : bool :=
  triplet_ok n m X e && side_ok e n m straight &&
  if symmetric then true
  else side_ok e n m mirrored && mirrors lows highs (low mirrored) (high mirrored) (n + m).

Variables alpha beta : R.
Variable X_values : list (list R).
Variables low_values high_values : list R.

Notation f := (factorization n m 1 (matrix X_values)).

Theorem rank_one_claim :
  map (map rational_value) X = X_values ->
  map rational_value lows = low_values -> map rational_value highs = high_values ->
  0 < beta < alpha -> template_correct c alpha beta ->
  choices_ok = true -> l = expected_clauses -> clauses_hold e l ->
  AB_every_y ((n + m) * 1) (n * m) f (fun k => gradient ((n + m) * 1) (f k)) alpha beta
    (box (n + m) (vector low_values) (vector high_values)) (argmin (mean (n * m) f)).
Proof.
  intros EX EL EH Hab Hc Ok Same Hold. unfold choices_ok in Ok. rewrite !andb_true_iff in Ok.
  destruct Ok as [[Tr Ok] Ok']. rewrite Same in Hold. unfold expected_clauses in Hold. clear Same.
  destruct (triplet_of_test n m X e Tr) as (a & b & sigma & Top & En).
  rewrite <- (matrix_of_rationals _ _ EX), <- (vector_of_rationals _ _ EL), <- (vector_of_rationals _ _ EH).
  clear EX EL EH. specialize (Hold _ En). apply Forall_app in Hold as [H H'].
  assert (S := side_of_clauses n m e a b sigma En straight c alpha beta X Hc H Ok).
  change (low straight) with lows in S. change (high straight) with highs in S.
  destruct symmetric eqn:Sym.
  - apply (rank_one_reduction_symmetric n m (rational_matrix X) a b alpha beta sigma Top Hab); [|exact S].
    intros k Hk. apply (mirrors_opposite _ _ _ _ _ Sym k Hk).
  - apply andb_true_iff in Ok' as [Ok' Mir].
    apply (rank_one_reduction n m (rational_matrix X) a b alpha beta sigma Top Hab); [exact S|].
    destruct (side_of_clauses n m e a b sigma En mirrored c alpha beta X Hc H' Ok')
      as (pl & ph & ql & qh & tl & th & (L0 & H0 & Out) & Cl).
    assert (E := mirrors_opposite _ _ _ _ _ Mir).
    exists pl, ph, ql, qh, tl, th. split.
    + split; [exact L0|]. split; [exact H0|]. intros x Hx. apply Out. intros k Hk.
      destruct (E k Hk) as [-> ->]. now apply Hx.
    + intros i j w v t Hi Hj Hw Hs Ht.
      destruct (E i ltac:(lia)) as [E1 E2]. destruct (E (n + j)%nat ltac:(lia)) as [E3 E4].
      apply Cl; try assumption; [rewrite E1, E2|rewrite E3, E4]; assumption.
Qed.
End Claim.

(* Proves that rational data are the numbers of a statement. *)
Ltac same_numbers := cbv -[IZR Rdiv]; repeat match goal with |- _ :: _ = _ :: _ => f_equal end; lra.

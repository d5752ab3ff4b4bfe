(* SPDX-License-Identifier: MIT *)
(* The logistic loss phi(q) = log(1 + e^-q): derivative, decreasing, convex, infimum 0. *)
From Coq Require Import Reals Lra.
From Abcert.Theory Require Import Condition Linearization.
Local Open Scope R_scope.

Definition logistic (q : R) : R := ln (1 + exp (- q)).
Definition logistic_slope (q : R) : R := - (exp (- q) / (1 + exp (- q))).

Lemma logistic_derivative q : derivable_pt_lim logistic q (logistic_slope q).
Proof.
  assert (0 < exp (- q)) as E by apply exp_pos.
  assert (derivable_pt_lim (fun u => 1 + exp (- u)) q (0 + exp (- q) * - 1)) as D.
  { apply derivable_pt_lim_plus; [apply derivable_pt_lim_const|].
    apply (derivable_pt_lim_comp (fun u => - u) exp); [|apply derivable_pt_lim_exp].
    apply (derivable_pt_lim_opp id), derivable_pt_lim_id. }
  unfold logistic_slope.
  replace (- (exp (- q) / (1 + exp (- q)))) with (/ (1 + exp (- q)) * (0 + exp (- q) * -1))
    by (field; lra).
  apply (derivable_pt_lim_comp (fun u => 1 + exp (- u)) ln); [exact D|].
  apply derivable_pt_lim_ln. lra.
Qed.

Lemma logistic_slope_form q : logistic_slope q = / (1 + exp (- q)) - 1.
Proof. assert (0 < exp (- q)) by apply exp_pos. unfold logistic_slope. field. lra. Qed.

Lemma logistic_slope_increasing u v : u <= v -> logistic_slope u <= logistic_slope v.
Proof.
  intros H. rewrite !logistic_slope_form.
  assert (0 < exp (- v)) by apply exp_pos.
  assert (exp (- v) <= exp (- u)).
  { destruct H as [H| ->]; [left; apply exp_increasing; lra|lra]. }
  assert (/ (1 + exp (- u)) <= / (1 + exp (- v))) by (apply Rinv_le_contravar; lra). lra.
Qed.

Theorem logistic_positive q : 0 < logistic q.
Proof.
  unfold logistic. rewrite <- ln_1. apply ln_increasing; [lra|].
  assert (0 < exp (- q)) by apply exp_pos. lra.
Qed.

Theorem logistic_decreasing u v : u < v -> logistic v < logistic u.
Proof.
  intros H. assert (0 < exp (- v)) by apply exp_pos.
  unfold logistic. apply ln_increasing; [lra|].
  assert (exp (- v) < exp (- u)) by (apply exp_increasing; lra). lra.
Qed.

Lemma logistic_decreasing_le u v : u <= v -> logistic v <= logistic u.
Proof. intros [H| ->]; [left; now apply logistic_decreasing|lra]. Qed.

Lemma logistic_tangent z l : logistic z + logistic_slope z * (l - z) <= logistic l.
Proof.
  destruct (Rtotal_order z l) as [Lt|[<-|Gt]]; [|lra|].
  - destruct (MVT_cor2 logistic logistic_slope z l Lt) as (c & E & C).
    { intros. apply logistic_derivative. }
    assert (logistic_slope z <= logistic_slope c) by (apply logistic_slope_increasing; lra). nra.
  - destruct (MVT_cor2 logistic logistic_slope l z Gt) as (c & E & C).
    { intros. apply logistic_derivative. }
    assert (logistic_slope c <= logistic_slope z) by (apply logistic_slope_increasing; lra). nra.
Qed.

Theorem logistic_convex : convex logistic.
Proof.
  intros a b t Ht. set (z := t * a + (1 - t) * b).
  assert (A := logistic_tangent z a). assert (B := logistic_tangent z b).
  assert (t * (logistic z + logistic_slope z * (a - z)) <= t * logistic a)
    by (apply Rmult_le_compat_l; lra).
  assert ((1 - t) * (logistic z + logistic_slope z * (b - z)) <= (1 - t) * logistic b)
    by (apply Rmult_le_compat_l; lra).
  replace (logistic z) with (t * (logistic z + logistic_slope z * (a - z))
    + (1 - t) * (logistic z + logistic_slope z * (b - z))) by (unfold z; ring). lra.
Qed.

(* The infimum is 0 and is not attained. *)
Theorem logistic_small e : 0 < e -> exists q, forall u, q <= u -> logistic u < e.
Proof.
  intros He. assert (1 < exp e) as E by (rewrite <- exp_0; apply exp_increasing; exact He).
  exists (- ln ((exp e - 1) / 2)). intros u Hu.
  assert (0 < exp (- u)) as Pu by apply exp_pos.
  assert (exp (- u) <= (exp e - 1) / 2) as L.
  { rewrite <- (exp_ln ((exp e - 1) / 2)) by lra.
    destruct Hu as [Hu|Hu]; [left; apply exp_increasing; lra|right; f_equal; lra]. }
  unfold logistic. rewrite <- (ln_exp e). apply ln_increasing; lra.
Qed.

Theorem logistic_infimum : (forall q, 0 < logistic q) /\ forall e, 0 < e -> exists q, logistic q < e.
Proof.
  split; [exact logistic_positive|]. intros e He. destruct (logistic_small e He) as [q Hq].
  exists q. apply Hq. lra.
Qed.

Lemma convex_scaled phi c : convex phi -> convex (fun u => phi (c * u)).
Proof.
  intros C a b t Ht. replace (c * (t * a + (1 - t) * b)) with (t * (c * a) + (1 - t) * (c * b)) by ring.
  now apply C.
Qed.

Lemma logistic_scaled_derivative c u :
  derivable_pt_lim (fun u => logistic (c * u)) u (logistic_slope (c * u) * c).
Proof.
  apply (derivable_pt_lim_comp (fun u => c * u) logistic); [|apply logistic_derivative].
  assert (D := derivable_pt_lim_scal id c u 1 (derivable_pt_lim_id u)).
  rewrite Rmult_1_r in D. exact D.
Qed.

(* SPDX-License-Identifier: MIT *)
(* A function has at most one gradient at a point; a quadratic remainder is enough to have one. *)
From Coq Require Import Reals Lra Lia.
From Abcert.Theory Require Import Condition Sums.
Local Open Scope R_scope.

Lemma gradient_of_remainder n f x g C :
  0 <= C ->
  (forall h, Rabs (f (plus x h) - f x - dot n g h) <= C * (dot n h h + dot n h h * dot n h h)) ->
  gradient n f x g.
Proof.
  intros HC H e He.
  assert (0 < e / (2 * C + 1)) as P by (apply Rdiv_lt_0_compat; lra).
  set (b := e / (2 * C + 1)) in *.
  exists (Rmin 1 (b * b)). split; [apply Rmin_pos; nra|]. intros h Hh.
  eapply Rle_trans; [apply H|].
  assert (0 <= dot n h h) as N by apply dot_nonneg. set (q := dot n h h) in *.
  assert (q < 1) as Q1 by (eapply Rlt_le_trans; [exact Hh|apply Rmin_l]).
  assert (q < b * b) as Q2 by (eapply Rlt_le_trans; [exact Hh|apply Rmin_r]).
  assert (sqrt q * sqrt q = q) as S by now apply sqrt_sqrt.
  assert (0 <= sqrt q) as S0 by apply sqrt_pos.
  assert (sqrt q <= b) as S1.
  { rewrite <- (sqrt_square b) by lra. apply sqrt_le_1_alt. lra. }
  assert (b * (2 * C + 1) = e) as E by (unfold b; field; lra).
  assert (C * (q + q * q) <= C * (2 * q)) by (apply Rmult_le_compat_l; nra).
  assert (2 * C * sqrt q <= e) by nra.
  replace (C * (2 * q)) with (2 * C * sqrt q * sqrt q) in H0 by (rewrite <- S at 3; ring).
  assert (2 * C * sqrt q * sqrt q <= e * sqrt q) by (apply Rmult_le_compat_r; assumption).
  lra.
Qed.

Lemma dot_scale_r n c u v : dot n u (fun k => c * v k) = c * dot n u v.
Proof. termwise. Qed.

Lemma dot_minus_l n u v w : dot n (minus u v) w = dot n u w - dot n v w.
Proof. termwise. Qed.

Theorem gradient_unique n f x g g' :
  gradient n f x g -> gradient n f x g' -> forall k, (k < n)%nat -> g k = g' k.
Proof.
  intros Hg Hg'. set (u := minus g g').
  enough (dot n u u = 0) as Z.
  { intros k Hk. apply (dot_zero n u Z) in Hk. unfold u, minus in Hk. lra. }
  assert (0 <= dot n u u) as [P|P] by apply dot_nonneg; [exfalso|now symmetry].
  set (q := dot n u u) in *.
  assert (0 < sqrt q) as S by now apply sqrt_lt_R0.
  assert (sqrt q * sqrt q = q) as SS by (apply sqrt_sqrt; lra).
  destruct (Hg (sqrt q / 4)) as (r & R0 & HR); [lra|].
  destruct (Hg' (sqrt q / 4)) as (r' & R0' & HR'); [lra|].
  set (m := Rmin r r'). assert (0 < m) as M by now apply Rmin_pos.
  set (t := Rmin 1 (m / (2 * q))).
  assert (0 < m / (2 * q)) as M2 by (apply Rdiv_lt_0_compat; lra).
  assert (0 < t) as T0 by (apply Rmin_pos; lra).
  assert (t <= 1) as T1 by apply Rmin_l.
  assert (t <= m / (2 * q)) as T2 by apply Rmin_r.
  assert (t * q <= m / 2) as T3.
  { apply (Rmult_le_compat_r q) in T2; [|lra].
    replace (m / (2 * q) * q) with (m / 2) in T2 by (field; lra). exact T2. }
  set (h := fun k => t * u k).
  assert (dot n h h = t * (t * q)) as HH
    by (unfold h, q; rewrite dot_scale_r, (dot_comm n _ u), dot_scale_r; ring).
  assert (t * (t * q) <= 1 * (t * q)) as HH2 by (apply Rmult_le_compat_r; nra).
  assert (dot n h h < m) as HM by (rewrite HH; lra).
  assert (sqrt (dot n h h) = t * sqrt q) as SH.
  { rewrite HH. replace (t * (t * q)) with ((t * sqrt q) * (t * sqrt q)) by (rewrite <- SS at 3; ring).
    apply sqrt_square. nra. }
  specialize (HR h (Rlt_le_trans _ _ _ HM (Rmin_l _ _))).
  specialize (HR' h (Rlt_le_trans _ _ _ HM (Rmin_r _ _))).
  rewrite SH in HR, HR'.
  assert (dot n g h - dot n g' h = t * q) as X
    by (rewrite <- dot_minus_l; unfold h; rewrite dot_scale_r; reflexivity).
  assert (t * q <= 2 * (sqrt q / 4 * (t * sqrt q))) as Y.
  { unfold Rabs in HR, HR'. destruct (Rcase_abs _), (Rcase_abs _); lra. }
  replace (2 * (sqrt q / 4 * (t * sqrt q))) with (t * (sqrt q * sqrt q) / 2) in Y by field.
  rewrite SS in Y. assert (0 < t * q) by now apply Rmult_lt_0_compat. lra.
Qed.

(* SPDX-License-Identifier: MIT *)
(* Eckart and Young for rank one: given X b = sigma a, X'a = sigma b, |a|^2 = |b|^2 = sigma and
   |X - a b'| < sigma, the minimisers of sum (X_ij - w_i s_j)^2 are exactly the factorisations of
   a b' (docs/theory/matrix-factorization.md, section 2). *)
From Coq Require Import Reals Lra Lia Arith.
From Abcert.Theory Require Import Condition Sums.
Local Open Scope R_scope.

Section EckartYoung.
Variables n m : nat.
Variable X : nat -> nat -> R.
Variables a b : vec.
Variable sigma : R.

(* (sigma, a/sqrt sigma, b/sqrt sigma) is a singular triplet, and what remains of X has spectral norm
   at most theta < sigma. *)
Definition deflated (i j : nat) : R := X i j - a i * b j.
Definition top_triplet : Prop :=
  0 < sigma /\ dot n a a = sigma /\ dot m b b = sigma /\
  (forall i, (i < n)%nat -> dot m (X i) b = sigma * a i) /\
  (forall j, (j < m)%nat -> dot n (fun i => X i j) a = sigma * b j) /\
  exists theta, 0 <= theta < sigma /\ forall w s,
    (sum n (fun i => sum m (fun j => w i * deflated i j * s j))) ^ 2
      <= theta ^ 2 * (dot n w w * dot m s s).

Hypothesis triplet : top_triplet.

(* <A, B> = sum A_ij B_ij *)
Definition inner (A B : nat -> nat -> R) : R := sum n (fun i => sum m (fun j => A i j * B i j)).
Definition outer (w s : vec) (i j : nat) : R := w i * s j.

Lemma inner_outer w s w' s' : inner (outer w s) (outer w' s') = dot n w w' * dot m s s'.
Proof.
  unfold inner, outer, dot. rewrite <- sum_scale_r. apply sum_ext; intros i _.
  rewrite <- sum_scale. apply sum_ext; intros j _. ring.
Qed.

Definition form (w s : vec) : R := inner deflated (outer w s).

Lemma form_sum w s : form w s = sum n (fun i => sum m (fun j => w i * deflated i j * s j)).
Proof.
  unfold form, inner, outer. apply sum_ext; intros i _. apply sum_ext; intros j _. ring.
Qed.

(* The remainder vanishes on b and, transposed, on a. *)
Lemma form_b w : form w b = 0.
Proof.
  destruct triplet as (_ & _ & Nb & Xb & _ & _). unfold form, inner, outer, deflated.
  apply sum_zero; intros i Hi.
  transitivity (w i * (dot m (X i) b - a i * dot m b b)); [|rewrite Xb, Nb by exact Hi; ring].
  unfold dot. rewrite <- sum_scale, <- sum_minus, <- sum_scale. apply sum_ext; intros; ring.
Qed.

Lemma form_a s : form a s = 0.
Proof.
  destruct triplet as (_ & Na & _ & _ & Xa & _). unfold form, inner, outer, deflated.
  rewrite sum_swap. apply sum_zero; intros j Hj.
  transitivity (s j * (dot n (fun i => X i j) a - b j * dot n a a)); [|rewrite Xa, Na by exact Hj; ring].
  unfold dot. rewrite <- sum_scale, <- sum_minus, <- sum_scale. apply sum_ext; intros; ring.
Qed.

Lemma form_split_l w u c s : form (fun i => w i - c * u i) s = form w s - c * form u s.
Proof.
  unfold form, inner, outer. rewrite <- sum_scale, <- sum_minus. apply sum_ext; intros i _.
  rewrite <- sum_scale, <- sum_minus. apply sum_ext; intros j _. ring.
Qed.

Lemma form_split_r w s u c : form w (fun j => s j - c * u j) = form w s - c * form w u.
Proof.
  unfold form, inner, outer. rewrite <- sum_scale, <- sum_minus. apply sum_ext; intros i _.
  rewrite <- sum_scale, <- sum_minus. apply sum_ext; intros j _. ring.
Qed.

Definition error2 (w s : vec) : R := sum n (fun i => sum m (fun j => (X i j - w i * s j) ^ 2)).
Definition least : R := sum n (fun i => sum m (fun j => deflated i j ^ 2)).

Lemma error2_expand w s :
  error2 w s = least - 2 * form w s + sigma ^ 2 - 2 * dot n a w * dot m b s + dot n w w * dot m s s.
Proof.
  destruct triplet as (_ & Na & Nb & _).
  assert (form a b = 0) as Z by apply form_b.
  transitivity (least + 2 * form a b - 2 * form w s + inner (outer a b) (outer a b)
                - 2 * inner (outer a b) (outer w s) + inner (outer w s) (outer w s)).
  - unfold error2, least, form, inner, outer.
    repeat first [rewrite <- sum_scale | rewrite <- sum_plus | rewrite <- sum_minus].
    apply sum_ext; intros i _.
    repeat first [rewrite <- sum_scale | rewrite <- sum_plus | rewrite <- sum_minus].
    apply sum_ext; intros j _. unfold deflated. ring.
  - rewrite !inner_outer, Z, Na, Nb. ring.
Qed.

(* A sum of squares, and what the gap sigma - theta leaves over. *)
Lemma error2_gap w s : exists P Q c,
  0 <= P /\ 0 <= Q /\ c < sigma /\ 0 <= c /\
  P ^ 2 = dot n w w - (dot n a w) ^ 2 / sigma /\ Q ^ 2 = dot m s s - (dot m b s) ^ 2 / sigma /\
  least + (sigma - dot n a w * dot m b s / sigma - P * Q) ^ 2
    + (dot n a w * Q - dot m b s * P) ^ 2 / sigma + 2 * (sigma - c) * (P * Q) <= error2 w s.
Proof.
  destruct triplet as (S0 & Na & Nb & _ & _ & theta & [T0 T1] & Spec).
  set (p := dot n a w). set (q := dot m b s).
  set (w' := fun i => w i - p / sigma * a i). set (s' := fun j => s j - q / sigma * b j).
  assert (dot n w' w' = dot n w w - p ^ 2 / sigma) as Ew.
  { transitivity (dot n w w - 2 * (p / sigma) * dot n a w + p / sigma * (p / sigma) * dot n a a).
    - unfold w'. set (c := p / sigma). termwise.
    - rewrite Na. fold p. field. lra. }
  assert (dot m s' s' = dot m s s - q ^ 2 / sigma) as Es.
  { transitivity (dot m s s - 2 * (q / sigma) * dot m b s + q / sigma * (q / sigma) * dot m b b).
    - unfold s'. set (c := q / sigma). termwise.
    - rewrite Nb. fold q. field. lra. }
  assert (form w' s' = form w s) as Ef.
  { unfold w', s'. rewrite form_split_l, form_a, form_split_r, form_b. ring. }
  assert (0 <= dot n w' w') as Pw by apply dot_nonneg.
  assert (0 <= dot m s' s') as Ps by apply dot_nonneg.
  set (P := sqrt (dot n w' w')). set (Q := sqrt (dot m s' s')).
  assert (0 <= P) as P0 by apply sqrt_pos. assert (0 <= Q) as Q0 by apply sqrt_pos.
  assert (P ^ 2 = dot n w' w') as P2 by (unfold P; rewrite <- Rsqr_pow2; now apply Rsqr_sqrt).
  assert (Q ^ 2 = dot m s' s') as Q2 by (unfold Q; rewrite <- Rsqr_pow2; now apply Rsqr_sqrt).
  assert (form w s <= theta * (P * Q)) as Cs.
  { assert (H := Spec w' s'). rewrite <- form_sum, Ef, <- P2, <- Q2 in H.
    assert (0 <= theta * (P * Q)) by (apply Rmult_le_pos; [exact T0|now apply Rmult_le_pos]).
    apply Rnot_lt_le. intros Lt. nra. }
  exists P, Q, theta. repeat split; try assumption; [now rewrite P2|now rewrite Q2|].
  rewrite error2_expand. fold p q.
  replace (dot n w w) with (P ^ 2 + p ^ 2 / sigma) by (rewrite P2, Ew; ring).
  replace (dot m s s) with (Q ^ 2 + q ^ 2 / sigma) by (rewrite Q2, Es; ring).
  apply Rminus_le.
  match goal with |- ?l <= 0 => replace l with (2 * (form w s - theta * (P * Q))) by (field; lra) end.
  lra.
Qed.

Lemma least_bound w s : least <= error2 w s.
Proof.
  destruct triplet as (S0 & _).
  destruct (error2_gap w s) as (P & Q & c & P0 & Q0 & C1 & C0 & _ & _ & H).
  assert (0 <= (sigma - dot n a w * dot m b s / sigma - P * Q) ^ 2) by apply pow2_ge_0.
  assert (0 <= (dot n a w * Q - dot m b s * P) ^ 2 / sigma)
    by (apply Rmult_le_pos; [apply pow2_ge_0|left; now apply Rinv_0_lt_compat]).
  assert (0 <= P * Q) by now apply Rmult_le_pos.
  assert (0 <= 2 * (sigma - c) * (P * Q)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma least_attained : error2 a b = least.
Proof. unfold error2, least, deflated. reflexivity. Qed.

Lemma error2_of_product w s : (forall i j, (i < n)%nat -> (j < m)%nat -> w i * s j = a i * b j) ->
  error2 w s = least.
Proof.
  intros H. unfold error2, least, deflated. apply sum_ext; intros i Hi. apply sum_ext; intros j Hj.
  now rewrite H.
Qed.

Lemma product_of_least w s : error2 w s = least ->
  exists t, t <> 0 /\ (forall i, (i < n)%nat -> w i = t * a i) /\
    forall j, (j < m)%nat -> s j = b j / t.
Proof.
  intros E. destruct triplet as (S0 & Na & Nb & _).
  destruct (error2_gap w s) as (P & Q & c & P0 & Q0 & C1 & C0 & EP & EQ & H).
  set (p := dot n a w) in *. set (q := dot m b s) in *.
  assert (0 <= (sigma - p * q / sigma - P * Q) ^ 2) as A1 by apply pow2_ge_0.
  assert (0 <= (p * Q - q * P) ^ 2) as A2 by apply pow2_ge_0.
  assert (0 < / sigma) as Is by now apply Rinv_0_lt_compat.
  assert (0 <= (p * Q - q * P) ^ 2 / sigma) as A3 by (apply Rmult_le_pos; lra).
  assert (0 <= P * Q) as A4 by now apply Rmult_le_pos.
  assert (0 <= 2 * (sigma - c) * (P * Q)) as A5 by (apply Rmult_le_pos; lra).
  assert (P * Q = 0) as PQ by (assert (2 * (sigma - c) * (P * Q) = 0) as Z by lra; nra).
  rewrite PQ in *.
  assert ((sigma - p * q / sigma - 0) ^ 2 = 0) as B1 by lra.
  assert (p * q / sigma = sigma) as B2 by nra.
  assert (p * q = sigma * sigma) as B3 by (rewrite <- B2 at 2; field; lra).
  assert ((p * Q - q * P) ^ 2 = 0) as B4.
  { apply (Rmult_eq_reg_r (/ sigma)); [|lra]. unfold Rdiv in *. lra. }
  assert (p <> 0) as Np by (intros Z; rewrite Z in B3; nra).
  assert (q <> 0) as Nq by (intros Z; rewrite Z in B3; nra).
  assert (P = 0 /\ Q = 0) as [Pz Qz].
  { assert (p * Q = q * P) as B5 by nra. destruct (Rmult_integral _ _ PQ) as [->| ->].
    - split; [reflexivity|]. rewrite Rmult_0_r in B5. destruct (Rmult_integral _ _ B5); [contradiction|assumption].
    - split; [|reflexivity]. rewrite Rmult_0_r in B5. symmetry in B5.
      destruct (Rmult_integral _ _ B5); [contradiction|assumption]. }
  subst P Q.
  (* w - (p/sigma) a and s - (q/sigma) b have length 0 *)
  assert (dot n (fun i => w i - p / sigma * a i) (fun i => w i - p / sigma * a i) = 0) as Zw.
  { transitivity (dot n w w - 2 * (p / sigma) * dot n a w + p / sigma * (p / sigma) * dot n a a).
    - set (k := p / sigma). termwise.
    - rewrite Na. fold p. replace (dot n w w) with (p ^ 2 / sigma) by lra. field. lra. }
  assert (dot m (fun j => s j - q / sigma * b j) (fun j => s j - q / sigma * b j) = 0) as Zs.
  { transitivity (dot m s s - 2 * (q / sigma) * dot m b s + q / sigma * (q / sigma) * dot m b b).
    - set (k := q / sigma). termwise.
    - rewrite Nb. fold q. replace (dot m s s) with (q ^ 2 / sigma) by lra. field. lra. }
  exists (p / sigma). split; [|split].
  - apply Rmult_integral_contrapositive. split; lra.
  - intros i Hi. assert (Z := dot_zero _ _ Zw i Hi). cbv beta in Z. lra.
  - intros j Hj. assert (Z := dot_zero _ _ Zs j Hj). cbv beta in Z.
    replace (s j) with (q / sigma * b j) by lra.
    replace q with (sigma * sigma / p) by (apply (Rmult_eq_reg_l p); [rewrite B3; field|]; lra).
    field. split; lra.
Qed.
End EckartYoung.

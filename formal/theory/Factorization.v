(* SPDX-License-Identifier: MIT *)
(* Matrix factorisation for any n, m, k: gradients, infima, the identity for T and the tube theorem
   (docs/theory/matrix-factorization.md, sections 1 and 4). *)
From Coq Require Import Reals Lra Lia Arith.
From Abcert.Theory Require Import Condition Sums Gradients.
Local Open Scope R_scope.

Section Factorization.
Variables n m k : nat.
Variable X : nat -> nat -> R.

Notation size := ((n + m) * k)%nat.
Notation w i x := (column k i x).
Notation s j x := (column k (n + j) x).

Definition residual (i j : nat) (x : vec) : R := X i j - dot k (w i x) (s j x).
(* The gradient of f_ij: -r s_j in w_i, -r w_i in s_j, and 0 elsewhere. *)
Definition entry_gradient (i j : nat) (x : vec) : vec := fun l =>
  - residual i j x *
    (if Nat.eqb (l / k) i then s j x (l mod k)
     else if Nat.eqb (l / k) (n + j) then w i x (l mod k) else 0).

Lemma dot_columns u v : dot size u v = sum (n + m) (fun q => dot k (column k q u) (column k q v)).
Proof. unfold dot at 1. now rewrite sum_blocks. Qed.

Lemma dot_entry_gradient i j x h : (i < n)%nat -> (j < m)%nat ->
  dot size (entry_gradient i j x) h
  = - residual i j x * (dot k (s j x) (w i h) + dot k (w i x) (s j h)).
Proof.
  intros Hi Hj. rewrite dot_columns.
  set (r := residual i j x).
  transitivity (sum (n + m) (fun q =>
    (if Nat.eqb q i then - r * dot k (s j x) (column k q h) else 0) +
    (if Nat.eqb q (n + j) then - r * dot k (w i x) (column k q h) else 0))).
  - apply sum_ext; intros q Hq.
    rewrite (dot_ext k _ (fun c => - r * (if Nat.eqb q i then s j x c
      else if Nat.eqb q (n + j) then w i x c else 0)) _ (column k q h));
      [|intros c Hc; unfold column at 1, entry_gradient;
        rewrite block_div, block_mod by assumption; reflexivity|reflexivity].
    destruct (Nat.eqb_spec q i) as [E|E], (Nat.eqb_spec q (n + j)) as [F|F]; try lia;
      rewrite ?Rplus_0_l, ?Rplus_0_r; [termwise|termwise|].
    apply sum_zero. intros. ring.
  - rewrite sum_plus.
    rewrite (sum_single (n + m) i (fun q => - r * dot k (s j x) (column k q h))) by lia.
    rewrite (sum_single (n + m) (n + j) (fun q => - r * dot k (w i x) (column k q h))) by lia.
    ring.
Qed.

Lemma column_norms i j h : (i < n)%nat -> (j < m)%nat ->
  dot k (w i h) (w i h) + dot k (s j h) (s j h) <= dot size h h.
Proof.
  intros Hi Hj. rewrite dot_columns.
  apply (sum_ge_two (n + m) (fun q => dot k (column k q h) (column k q h))); try lia.
  intros. apply dot_nonneg.
Qed.

(* |u.v| <= |h|^2/2 for the parts u, v of h that belong to w_i and s_j. *)
Lemma product_small i j h : (i < n)%nat -> (j < m)%nat ->
  2 * Rabs (dot k (w i h) (s j h)) <= dot size h h.
Proof.
  intros Hi Hj. eapply Rle_trans; [apply young|]. now apply column_norms.
Qed.

Lemma dot_plus_both u v a b :
  dot k (plus u v) (plus a b) = dot k u a + dot k u b + dot k v a + dot k v b.
Proof. termwise. Qed.

Theorem entry_gradient_correct i j x : (i < n)%nat -> (j < m)%nat ->
  gradient size (entry_loss n k X i j) x (entry_gradient i j x).
Proof.
  intros Hi Hj.
  set (r := residual i j x).
  set (A := dot k (w i x) (w i x)). set (B := dot k (s j x) (s j x)).
  assert (0 <= A) as HA by apply dot_nonneg. assert (0 <= B) as HB by apply dot_nonneg.
  apply (gradient_of_remainder _ _ _ _ (Rabs r + 2 * (A + B) + 1)).
  { assert (0 <= Rabs r) by apply Rabs_pos. lra. }
  intros h. rewrite dot_entry_gradient by assumption. fold r.
  set (L1 := dot k (s j x) (w i h)). set (L2 := dot k (w i x) (s j h)).
  set (Q := dot k (w i h) (s j h)).
  assert (entry_loss n k X i j (plus x h) = (r - (L1 + L2) - Q) ^ 2 / 2) as E.
  { unfold entry_loss, r, residual.
    change (w i (plus x h)) with (plus (w i x) (w i h)).
    change (s j (plus x h)) with (plus (s j x) (s j h)).
    rewrite dot_plus_both. unfold L1, L2, Q. rewrite (dot_comm k (s j x)). f_equal. ring. }
  rewrite E. change (entry_loss n k X i j x) with (r ^ 2 / 2).
  replace ((r - (L1 + L2) - Q) ^ 2 / 2 - r ^ 2 / 2 - - r * (L1 + L2))
    with (- (r * Q) + (L1 + L2 + Q) ^ 2 / 2) by field.
  assert (N := column_norms i j h Hi Hj).
  assert (P := product_small i j h Hi Hj). fold Q in P.
  assert (C1 := cauchy_schwarz k (s j x) (w i h)). fold L1 B in C1.
  assert (C2 := cauchy_schwarz k (w i x) (s j h)). fold L2 A in C2.
  assert (0 <= dot k (w i h) (w i h)) as Na by apply dot_nonneg.
  assert (0 <= dot k (s j h) (s j h)) as Nb by apply dot_nonneg.
  set (a := dot k (w i h) (w i h)) in *. set (b := dot k (s j h) (s j h)) in *.
  set (q := dot size h h) in *. assert (0 <= q) as Nq by lra.
  assert (L1 ^ 2 <= B * q) by (assert (B * a <= B * q) by (apply Rmult_le_compat_l; lra); lra).
  assert (L2 ^ 2 <= A * q) by (assert (A * b <= A * q) by (apply Rmult_le_compat_l; lra); lra).
  assert (Q ^ 2 <= q * q).
  { rewrite <- (pow2_abs Q). assert (0 <= Rabs Q) by apply Rabs_pos.
    replace (Rabs Q ^ 2) with (Rabs Q * Rabs Q) by ring. apply Rmult_le_compat; lra. }
  assert ((L1 + L2 + Q) ^ 2 <= 4 * L1 ^ 2 + 4 * L2 ^ 2 + 2 * Q ^ 2).
  { assert (0 <= (L1 + L2 - Q) ^ 2) by apply pow2_ge_0. assert (0 <= (L1 - L2) ^ 2) by apply pow2_ge_0.
    nra. }
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, Rabs_mult.
  rewrite (Rabs_right ((L1 + L2 + Q) ^ 2 / 2)).
  2: { assert (0 <= (L1 + L2 + Q) ^ 2) by apply pow2_ge_0. lra. }
  assert (Rabs r * Rabs Q <= Rabs r * q).
  { apply Rmult_le_compat_l; [apply Rabs_pos|]. assert (0 <= Rabs Q) by apply Rabs_pos. lra. }
  assert (0 <= Rabs r * (q * q)) by (apply Rmult_le_pos; [apply Rabs_pos|nra]).
  assert (0 <= 2 * (A + B) * (q * q)) by (apply Rmult_le_pos; nra).
  assert (0 <= q * q) by nra. lra.
Qed.

(* f_ij* = 0, for k >= 1: w_i.s_j = X_ij is possible. *)
Theorem entry_infimum i j : (0 < k)%nat -> (i < n)%nat -> (j < m)%nat ->
  infimum (entry_loss n k X i j) 0.
Proof.
  intros Hk Hi Hj. split.
  - intros x. unfold entry_loss. set (p := X i j - _). assert (0 <= p ^ 2) by apply pow2_ge_0. lra.
  - intros e He.
    exists (fun l => if Nat.eqb (l mod k) 0 then (if Nat.eqb (l / k) i then X i j else 1) else 0).
    unfold entry_loss.
    assert (forall q, (q * k + 0) mod k = 0)%nat as Z
      by (intros; rewrite Nat.add_0_r; apply Nat.mod_mul; lia).
    replace (dot k _ _) with (X i j); [unfold Rdiv; rewrite Rminus_diag_eq by reflexivity; simpl; lra|].
    unfold dot, column.
    transitivity (sum k (fun q => if Nat.eqb q 0 then X i j else 0)).
    { symmetry. apply (sum_single k 0 (fun _ => X i j)). lia. }
    apply sum_ext. intros c Hc. rewrite !block_mod, !block_div by assumption.
    rewrite Nat.eqb_refl. destruct (Nat.eqb_spec c 0); [|ring].
    destruct (Nat.eqb_spec (n + j) i); [lia|ring].
Qed.

(* The identity: <grad f_ij, x - y> = r^2 - r (eps + delta), and T_ij by it, for any two points. *)
Definition delta (i j : nat) (x y : vec) : R := dot k (w i (minus x y)) (s j (minus x y)).

Lemma inner_identity i j x y : (i < n)%nat -> (j < m)%nat ->
  let r := residual i j x in let eps := residual i j y in
  dot size (entry_gradient i j x) (minus x y) = r ^ 2 - r * (eps + delta i j x y).
Proof.
  intros Hi Hj r eps. rewrite dot_entry_gradient by assumption. fold r.
  replace (dot k (s j x) (w i (minus x y)) + dot k (w i x) (s j (minus x y)))
    with (dot k (w i x) (s j x) - dot k (w i y) (s j y) + delta i j x y).
  - unfold r, eps, residual. ring.
  - unfold delta, column. termwise.
Qed.

Theorem T_identity alpha beta i j x y : (i < n)%nat -> (j < m)%nat ->
  let r := residual i j x in let eps := residual i j y in
  2 * T size (fun _ => entry_loss n k X i j) alpha beta 0 0 (entry_gradient i j x) x y
  = (2 - (alpha - beta)) * r ^ 2 - 2 * r * (eps + delta i j x y) + alpha * eps ^ 2.
Proof.
  intros Hi Hj r eps. unfold T. rewrite inner_identity by assumption.
  change (entry_loss n k X i j x) with (r ^ 2 / 2).
  change (entry_loss n k X i j y) with (eps ^ 2 / 2). fold r eps. field.
Qed.

Lemma delta_small i j x y : (i < n)%nat -> (j < m)%nat ->
  2 * Rabs (delta i j x y) <= dist2 size x y.
Proof. intros. now apply product_small. Qed.

Definition smooth (e : nat) (x g : vec) : Prop := gradient size (factorization n m k X e) x g.

(* What the condition asks at a pair (x, y) is the inequality of the identity. *)
Lemma holds_at_of_identity alpha beta x y : (0 < k)%nat ->
  (forall i j, (i < n)%nat -> (j < m)%nat ->
    let r := residual i j x in let eps := residual i j y in
    0 <= (2 - (alpha - beta)) * r ^ 2 - 2 * r * (eps + delta i j x y) + alpha * eps ^ 2) ->
  holds_at size (n * m) (factorization n m k X) smooth alpha beta x y.
Proof.
  intros Hk H e He.
  assert (m <> 0)%nat as Hm by (intros ->; lia).
  assert (e / m < n)%nat as Hi by (apply Nat.div_lt_upper_bound; lia).
  assert (e mod m < m)%nat as Hj by now apply Nat.mod_upper_bound.
  exists 0. split; [now apply entry_infimum|].
  assert (smooth e x (entry_gradient (e / m) (e mod m) x)) as G
    by now apply entry_gradient_correct.
  split; [now exists (entry_gradient (e / m) (e mod m) x)|]. intros g Hg.
  assert (T size (factorization n m k X) alpha beta e 0 g x y =
          T size (fun _ => entry_loss n k X (e / m) (e mod m)) alpha beta 0 0
            (entry_gradient (e / m) (e mod m) x) x y) as E.
  { unfold T. f_equal. f_equal. apply dot_ext; [|reflexivity]. exact (gradient_unique _ _ _ _ _ Hg G). }
  rewrite E. specialize (H _ _ Hi Hj). cbv zeta in H. rewrite <- T_identity in H by assumption. lra.
Qed.

(* The tube theorem for one pair of points at a distance of at most rho. *)
Lemma tube_pair alpha beta eps_min rho i j x y : (i < n)%nat -> (j < m)%nat ->
  let r := residual i j x in let eps := residual i j y in
  0 < beta < alpha -> alpha - beta < 2 -> 0 < eps_min <= Rabs eps -> dist2 size x y <= rho ^ 2 ->
  (1 + rho ^ 2 / (2 * eps_min)) ^ 2 <= alpha * (2 - (alpha - beta)) ->
  0 <= (2 - (alpha - beta)) * r ^ 2 - 2 * r * (eps + delta i j x y) + alpha * eps ^ 2.
Proof.
  intros Hi Hj r eps Hab Hd [He0 He] Hrho H.
  assert (Hdel := delta_small i j x y Hi Hj). set (del := delta i j x y) in *.
  set (c := 2 - (alpha - beta)) in *. assert (0 < c) as Hc by (unfold c; lra).
  set (u := rho ^ 2 / (2 * eps_min)) in *.
  assert (0 <= rho ^ 2) as R2 by apply pow2_ge_0.
  assert (0 <= u) as U0 by (apply Rmult_le_pos; [exact R2|left; apply Rinv_0_lt_compat; lra]).
  assert (u * eps_min = rho ^ 2 / 2) as U by (unfold u; field; lra).
  assert (Rabs del <= u * Rabs eps) as D.
  { assert (u * eps_min <= u * Rabs eps) by (apply Rmult_le_compat_l; lra). lra. }
  assert ((eps + del) ^ 2 <= (1 + u) ^ 2 * eps ^ 2) as S.
  { replace ((1 + u) ^ 2 * eps ^ 2) with (((1 + u) * Rabs eps) ^ 2)
      by (rewrite Rpow_mult_distr, pow2_abs; reflexivity).
    rewrite <- (pow2_abs (eps + del)). apply pow_incr. split; [apply Rabs_pos|].
    eapply Rle_trans; [apply Rabs_triang|]. lra. }
  assert ((1 + u) ^ 2 * eps ^ 2 <= alpha * c * eps ^ 2)
    by (apply Rmult_le_compat_r; [apply pow2_ge_0|exact H]).
  assert (0 <= (c * r - (eps + del)) ^ 2) as Q by apply pow2_ge_0.
  apply (Rmult_le_reg_l c); [exact Hc|]. rewrite Rmult_0_r.
  replace (c * (c * r ^ 2 - 2 * r * (eps + del) + alpha * eps ^ 2))
    with ((c * r - (eps + del)) ^ 2 + (alpha * c * eps ^ 2 - (eps + del) ^ 2)) by ring.
  lra.
Qed.

End Factorization.

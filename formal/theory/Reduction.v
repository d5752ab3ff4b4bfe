(* SPDX-License-Identifier: MIT *)
(* The rank-one reduction, any n and m, any box, both signs of t (docs/theory/rank-one.md, sections 2
   to 4): clauses in (w_i, s_j, t) give the condition, with the argmin of f itself as M. *)
From Coq Require Import Reals Lra Lia Arith.
From Abcert.Theory Require Import Condition Sums Factorization RankOne EckartYoung.
Local Open Scope R_scope.

(* The literals of a clause. a, b, x are a_i, b_j, X_ij; [p-, p+] and [q-, q+] bound what the other
   coordinates add to a.w and b.s. *)
Definition twice_T (alpha beta a b x w s t : R) : R :=
  let r := x - w * s in let eps := x - a * b in let delta := (w - t * a) * (s - b / t) in
  (2 - (alpha - beta)) * r ^ 2 - 2 * r * (eps + delta) + alpha * eps ^ 2.
Definition not_nearest (sigma a_lo a_hi b_lo b_hi t : R) : Prop :=
  0 < sigma * t - sigma / t - a_hi \/
  0 < a_lo - (sigma * t + sigma / t) \/
  0 < sigma / t - sigma * t - b_hi \/
  0 < b_lo - (sigma * t + sigma / t) \/
  0 < a_lo * t - b_hi / t - (sigma * t - sigma / t) * (t + 1 / t) \/
  0 < b_lo / t - a_hi * t + (sigma * t - sigma / t) * (t + 1 / t).
Definition entry_clause (alpha beta sigma a b x p_lo p_hi q_lo q_hi w s t : R) : Prop :=
  0 <= twice_T alpha beta a b x w s t \/
  not_nearest sigma (a * w + p_lo) (a * w + p_hi) (b * s + q_lo) (b * s + q_hi) t.

(* The intervals for mu meet. *)
Lemma nearest_not_excluded sigma p q a_lo a_hi b_lo b_hi t : 0 < sigma -> 0 < t ->
  has_multiplier sigma p q t -> a_lo <= p <= a_hi -> b_lo <= q <= b_hi ->
  ~ not_nearest sigma a_lo a_hi b_lo b_hi t.
Proof.
  intros S0 T0 (mu & Hmu & Hp & Hq) Ha Hb.
  assert (0 < / t) as I0 by now apply Rinv_0_lt_compat.
  set (u := sigma * / t). assert (0 < u) as U0 by now apply Rmult_lt_0_compat.
  set (v := sigma * t). assert (0 < v) as V0 by now apply Rmult_lt_0_compat.
  assert (p = v + mu * u) as Ep by (rewrite Hp; unfold u, v, Rdiv; ring).
  assert (q = u + mu * v) as Eq by (rewrite Hq; unfold u, v, Rdiv; ring).
  assert (v - u <= p <= v + u) as Bp by (split; nra).
  assert (u - v <= q <= v + u) as Bq by (split; nra).
  assert ((v - u) * (t + 1 / t) = p * t - q * / t) as E by (rewrite Hp, Hq; unfold u, v; field; lra).
  assert (a_lo * t <= p * t) by (apply Rmult_le_compat_r; lra).
  assert (p * t <= a_hi * t) by (apply Rmult_le_compat_r; lra).
  assert (b_lo * / t <= q * / t) by (apply Rmult_le_compat_r; lra).
  assert (q * / t <= b_hi * / t) by (apply Rmult_le_compat_r; lra).
  unfold not_nearest. unfold Rdiv in *. fold u v. rewrite E. lra.
Qed.

(* t - 1/t increases. *)
Lemma range_upper sigma t h c : 0 < sigma -> 0 < t -> 0 < h ->
  sigma * (t - 1 / t) <= c -> c <= sigma * (h - 1 / h) -> t <= h.
Proof.
  intros S0 T0 H0 A B. apply Rnot_lt_le. intros Lt.
  assert (t - 1 / t <= h - 1 / h) as L by (apply (Rmult_le_reg_l sigma); lra).
  assert (1 / t < 1 / h).
  { apply Rmult_lt_compat_l; [lra|]. apply Rinv_lt_contravar; [now apply Rmult_lt_0_compat|exact Lt]. }
  lra.
Qed.

Section Reduction.
Variables n m : nat.
Variable X : nat -> nat -> R.
Variables a b : vec.
Variables alpha beta sigma : R.
Hypothesis triplet : top_triplet n m X a b sigma.
Hypothesis constants : 0 < beta < alpha.

Notation f := (factorization n m 1 X).
Notation minimizers := (argmin (mean (n * m) f)).

Lemma dot_one p q x y : dot 1 (column 1 p x) (column 1 q y) = x p * y q.
Proof. unfold dot, column. simpl. rewrite !Nat.mul_1_r, !Nat.add_0_r. ring. Qed.

Lemma size_one : ((n + m) * 1)%nat = (n + m)%nat.
Proof. apply Nat.mul_1_r. Qed.

Lemma dimensions : (0 < n)%nat /\ (0 < m)%nat.
Proof.
  destruct triplet as (S0 & Na & Nb & _).
  split; [destruct n|destruct m]; try lia; [unfold dot in Na; simpl in Na|unfold dot in Nb; simpl in Nb];
    lra.
Qed.

(* The minimisers of f are the orbit. *)
Lemma mean_error x : mean (n * m) f x = error2 n m X x (tail n x) / 2 / INR (n * m).
Proof.
  unfold mean, factorization, error2. f_equal.
  rewrite (sum_grid n m (fun i j => entry_loss n 1 X i j x)).
  unfold Rdiv. rewrite <- sum_scale_r. apply sum_ext; intros i _.
  rewrite <- sum_scale_r. apply sum_ext; intros j _. unfold entry_loss. now rewrite dot_one.
Qed.

Lemma count_positive : 0 < INR (n * m).
Proof. destruct dimensions. apply lt_0_INR. nia. Qed.

Lemma mean_compare x y :
  mean (n * m) f x <= mean (n * m) f y <-> error2 n m X x (tail n x) <= error2 n m X y (tail n y).
Proof.
  rewrite !mean_error. assert (C := count_positive). assert (0 < / INR (n * m)) by now apply Rinv_0_lt_compat.
  unfold Rdiv. split; intros H1.
  - apply (Rmult_le_reg_r (/ 2)); [lra|]. now apply (Rmult_le_reg_r (/ INR (n * m))).
  - apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_r; lra.
Qed.

Lemma error2_of_orbit y : orbit n m a b y -> error2 n m X y (tail n y) = least n m X a b.
Proof.
  intros (t & Ht & Hy). apply error2_of_product. intros i j Hi Hj. unfold tail.
  rewrite !Hy, orbit_point_head, orbit_point_tail by lia. field. exact Ht.
Qed.

Theorem minimizers_are_the_orbit y : minimizers y <-> orbit n m a b y.
Proof.
  split.
  - intros Min.
    assert (orbit n m a b (orbit_point n a b 1)) as O1 by (apply orbit_point_in; lra).
    specialize (Min (orbit_point n a b 1)). rewrite mean_compare, (error2_of_orbit _ O1) in Min.
    assert (L := least_bound n m X a b sigma triplet y (tail n y)).
    destruct (product_of_least n m X a b sigma triplet y (tail n y)) as (t & Ht & Hw & Hs); [lra|].
    exists t. split; [exact Ht|]. intros l Hl. unfold orbit_point.
    destruct (Nat.ltb_spec l n) as [Lt|Ge]; [now apply Hw|].
    specialize (Hs (l - n)%nat). unfold tail in Hs. replace (n + (l - n))%nat with l in Hs by lia.
    apply Hs. lia.
  - intros O z. rewrite mean_compare, (error2_of_orbit _ O). apply (least_bound n m X a b sigma triplet).
Qed.

Lemma projection_on_orbit x y :
  projection ((n + m) * 1) minimizers x y -> exists t, t <> 0 /\
    (forall l, (l < n + m)%nat -> y l = orbit_point n a b t l) /\
    projection (n + m) (orbit n m a b) x (orbit_point n a b t).
Proof.
  rewrite size_one. intros [My Near]. apply minimizers_are_the_orbit in My as (t & Ht & Hy).
  exists t. split; [exact Ht|]. split; [exact Hy|]. split; [now apply orbit_point_in|].
  intros z Mz. rewrite <- (dist2_orbit_ext n m a b x y t Hy). apply Near.
  now apply minimizers_are_the_orbit.
Qed.

Lemma projection_exists x : exists y, projection ((n + m) * 1) minimizers x y.
Proof.
  destruct triplet as (S0 & Na & Nb & _).
  destruct (rank_one_projection_exists n m a b sigma S0 Na Nb x) as (t & Ht & [Mt Near]).
  exists (orbit_point n a b t). rewrite size_one. split; [now apply minimizers_are_the_orbit|].
  intros z Mz. apply Near. now apply minimizers_are_the_orbit.
Qed.

(* One sign of t over one box. *)
Definition outer_bounds (lo hi p_lo p_hi q_lo q_hi : vec) (t_lo t_hi : R) : Prop :=
  0 < t_lo /\ 0 < t_hi /\ forall x, box (n + m) lo hi x ->
    p_of n a x <= sigma * (t_hi - 1 / t_hi) /\ q_of n m b x <= sigma * (1 / t_lo - t_lo) /\
    (forall i, (i < n)%nat -> p_lo i <= p_of n a x - a i * x i <= p_hi i) /\
    (forall j, (j < m)%nat -> q_lo j <= q_of n m b x - b j * x (n + j)%nat <= q_hi j).
Definition entry_clauses (lo hi p_lo p_hi q_lo q_hi : vec) (t_lo t_hi : R) : Prop :=
  forall i j w s t, (i < n)%nat -> (j < m)%nat ->
    lo i <= w <= hi i -> lo (n + j)%nat <= s <= hi (n + j)%nat -> t_lo <= t <= t_hi ->
    entry_clause alpha beta sigma (a i) (b j) (X i j) (p_lo i) (p_hi i) (q_lo j) (q_hi j) w s t.
Definition side (lo hi : vec) : Prop := exists p_lo p_hi q_lo q_hi t_lo t_hi,
  outer_bounds lo hi p_lo p_hi q_lo q_hi t_lo t_hi /\ entry_clauses lo hi p_lo p_hi q_lo q_hi t_lo t_hi.

Lemma positive_side lo hi x t i j : side lo hi -> box (n + m) lo hi x -> 0 < t ->
  has_multiplier sigma (p_of n a x) (q_of n m b x) t -> (i < n)%nat -> (j < m)%nat ->
  0 <= twice_T alpha beta (a i) (b j) (X i j) (x i) (x (n + j)%nat) t.
Proof.
  intros (p_lo & p_hi & q_lo & q_hi & t_lo & t_hi & (L0 & H0 & Out) & Cl) Hx Ht Hmu Hi Hj.
  destruct triplet as (S0 & _).
  destruct (Out x Hx) as (Pmax & Qmax & Hp & Hq). specialize (Hp i Hi). specialize (Hq j Hj).
  assert (0 < 1 / t) as I0 by (apply Rdiv_lt_0_compat; lra).
  assert (t <= t_hi /\ t_lo <= t) as [Up Low].
  { destruct Hmu as (mu & Hmu & Ep & Eq). split.
    - apply (range_upper sigma t t_hi (p_of n a x)); try assumption. rewrite Ep.
      apply Rmult_le_compat_l; [lra|]. unfold Rdiv in *. rewrite Rmult_1_l in *. nra.
    - assert (1 / t <= 1 / t_lo) as L.
      { apply (range_upper sigma (1 / t) (1 / t_lo) (q_of n m b x)); try assumption.
        - apply Rdiv_lt_0_compat; lra.
        - rewrite Eq. replace (1 / (1 / t)) with t by (field; lra).
          apply Rmult_le_compat_l; [lra|]. nra.
        - replace (1 / (1 / t_lo)) with t_lo by (field; lra). exact Qmax. }
      apply Rnot_lt_le. intros Lt. assert (/ t_lo < / t) as K.
      { apply Rinv_lt_contravar; [now apply Rmult_lt_0_compat|exact Lt]. }
      unfold Rdiv in L. lra. }
  destruct (Cl i j (x i) (x (n + j)%nat) t Hi Hj) as [G|No]; try (apply Hx; lia); [lra|exact G|].
  exfalso. revert No.
  apply (nearest_not_excluded sigma (p_of n a x) (q_of n m b x)); try assumption; lra.
Qed.

Definition opposite (u : vec) : vec := fun k => - u k.

Lemma twice_T_mirror ai bj x w s t : t <> 0 ->
  twice_T alpha beta ai bj x w s t = twice_T alpha beta ai bj x (- w) (- s) (- t).
Proof. intros Ht. unfold twice_T. field. exact Ht. Qed.

Theorem rank_one_reduction lo hi : side lo hi -> side (opposite hi) (opposite lo) ->
  AB_every_y ((n + m) * 1) (n * m) f (smooth n m 1 X) alpha beta (box (n + m) lo hi) minimizers.
Proof.
  intros Pos Neg. split; [exact constants|]. intros x Hx. split; [apply projection_exists|].
  intros y Py. destruct (projection_on_orbit x y Py) as (t & Ht & Hy & Pt).
  destruct triplet as (S0 & Na & Nb & _).
  assert (Hmu := proj1 (rank_one_projection n m a b sigma S0 Na Nb x t Ht) Pt).
  apply holds_at_of_identity; [lia|]. intros i j Hi Hj. cbv zeta. unfold residual, delta.
  rewrite !dot_one. unfold minus. rewrite !Hy by lia. rewrite orbit_point_head, orbit_point_tail by lia.
  replace (t * a i * (b j / t)) with (a i * b j) by (field; exact Ht).
  change (0 <= twice_T alpha beta (a i) (b j) (X i j) (x i) (x (n + j)%nat) t).
  destruct (Rlt_le_dec 0 t) as [T0|T0]; [now apply (positive_side lo hi)|].
  rewrite twice_T_mirror by exact Ht.
  apply (positive_side (opposite hi) (opposite lo) (opposite x) (- t)); try assumption; [|lra|].
  - intros l Hl. specialize (Hx l Hl). unfold opposite. lra.
  - replace (p_of n a (opposite x)) with (- p_of n a x).
    + replace (q_of n m b (opposite x)) with (- q_of n m b x); [now apply multiplier_negate|].
      unfold q_of, tail, opposite. replace (- dot m b _) with (-1 * dot m b (fun j => x (n + j)%nat)) by
        (unfold tail; ring). termwise.
    + unfold p_of, opposite. replace (- dot n a x) with (-1 * dot n a x) by ring. termwise.
Qed.

(* Over a box that is its own mirror image one side is enough. *)
Corollary rank_one_reduction_symmetric lo hi :
  (forall k, (k < n + m)%nat -> lo k = - hi k) -> side lo hi ->
  AB_every_y ((n + m) * 1) (n * m) f (smooth n m 1 X) alpha beta (box (n + m) lo hi) minimizers.
Proof.
  intros Sym Pos. apply rank_one_reduction; [exact Pos|].
  destruct Pos as (p_lo & p_hi & q_lo & q_hi & t_lo & t_hi & (L0 & H0 & Out) & Cl).
  exists p_lo, p_hi, q_lo, q_hi, t_lo, t_hi. split.
  - split; [exact L0|]. split; [exact H0|]. intros x Hx. apply Out. intros l Hl.
    specialize (Hx l Hl). specialize (Sym l Hl). unfold opposite in Hx. lra.
  - intros i j w s t Hi Hj Hw Hs Ht. apply Cl; try assumption; unfold opposite in *;
      [specialize (Sym i ltac:(lia))|specialize (Sym (n + j)%nat ltac:(lia))]; lra.
Qed.

(* The definition's own reading follows. *)
Lemma some_of_every N count g G al be D M :
  AB_every_y N count g G al be D M -> AB_some_y N count g G al be D M.
Proof.
  intros [H1 H2]. split; [exact H1|]. intros x Dx. destruct (H2 x Dx) as [[y Hy] Every].
  exists y. split; [exact Hy|now apply Every].
Qed.
End Reduction.

(* SPDX-License-Identifier: MIT *)
(* The nearest points of the orbit {(t a, b/t): t <> 0} (docs/theory/rank-one.md, section 1): y(t) is
   nearest to x if and only if p = sigma (t + mu/t), q = sigma (1/t + mu t) for some mu in [-1, 1];
   and every x has a nearest point. *)
From Coq Require Import Reals Lra Lia Arith.
From Abcert.Theory Require Import Condition Sums.
Local Open Scope R_scope.

Section Orbit.
Variables n m : nat.
Variables a b : vec.
Variable sigma : R.
Hypothesis sigma_positive : 0 < sigma.
Hypothesis norm_a : dot n a a = sigma.
Hypothesis norm_b : dot m b b = sigma.

(* x = (w, s) with w the first n coordinates, s the next m. *)
Definition tail (x : vec) : vec := fun j => x (n + j)%nat.
Definition orbit_point (t : R) : vec :=
  fun l => if Nat.ltb l n then t * a l else b (l - n)%nat / t.
Definition orbit (y : vec) : Prop :=
  exists t, t <> 0 /\ forall l, (l < n + m)%nat -> y l = orbit_point t l.
Definition p_of (x : vec) : R := dot n a x.
Definition q_of (x : vec) : R := dot m b (tail x).
Definition has_multiplier (p q t : R) : Prop :=
  exists mu, -1 <= mu <= 1 /\ p = sigma * (t + mu / t) /\ q = sigma * (1 / t + mu * t).

Lemma orbit_point_head t l : (l < n)%nat -> orbit_point t l = t * a l.
Proof. intros H. unfold orbit_point. apply Nat.ltb_lt in H. now rewrite H. Qed.

Lemma orbit_point_tail t (j : nat) : orbit_point t (n + j)%nat = b j / t.
Proof.
  unfold orbit_point. destruct (Nat.ltb_spec (n + j) n) as [H|H]; [lia|].
  now replace (n + j - n)%nat with j by lia.
Qed.

Lemma dist2_orbit x t : t <> 0 ->
  dist2 (n + m) x (orbit_point t) =
  dot (n + m) x x - 2 * p_of x * t - 2 * q_of x / t + sigma * (t * t + 1 / (t * t)).
Proof.
  intros Ht. unfold dist2, dot at 1 2. rewrite !sum_app.
  replace (sum n (fun k => minus x (orbit_point t) k * minus x (orbit_point t) k))
    with (sum n (fun k => x k * x k) - 2 * t * p_of x + t * t * dot n a a).
  - replace (sum m (fun k => minus x (orbit_point t) (n + k)%nat * minus x (orbit_point t) (n + k)%nat))
      with (sum m (fun k => x (n + k)%nat * x (n + k)%nat) - 2 * / t * q_of x + / t * / t * dot m b b).
    + rewrite norm_a, norm_b. field. exact Ht.
    + unfold q_of, dot, tail. rewrite <- !sum_scale, <- sum_minus, <- sum_plus.
      apply sum_ext. intros j _. unfold minus. rewrite orbit_point_tail. field. exact Ht.
  - unfold p_of, dot. rewrite <- !sum_scale, <- sum_minus, <- sum_plus.
    apply sum_ext. intros l Hl. unfold minus. rewrite orbit_point_head by exact Hl. ring.
Qed.

(* What moving along the orbit costs. *)
Lemma dist2_difference x t t' mu : t <> 0 -> t' <> 0 ->
  p_of x = sigma * (t + mu / t) -> q_of x = sigma * (1 / t + mu * t) ->
  let kappa := 1 / (t * t') in
  dist2 (n + m) x (orbit_point t') - dist2 (n + m) x (orbit_point t)
  = sigma * (t' - t) ^ 2 * (1 - 2 * mu * kappa + kappa ^ 2).
Proof.
  intros Ht Ht' Hp Hq kappa. rewrite !dist2_orbit by assumption. rewrite Hp, Hq. unfold kappa.
  field. split; assumption.
Qed.

(* Without regard to stationarity: the difference has t' - t as a factor. *)
Lemma dist2_factor x t t' : t <> 0 -> t' <> 0 ->
  dist2 (n + m) x (orbit_point t') - dist2 (n + m) x (orbit_point t)
  = (t' - t) * (-2 * p_of x + 2 * q_of x / (t * t')
                + sigma * (t' + t) * (1 - 1 / (t * t * (t' * t')))).
Proof. intros Ht Ht'. rewrite !dist2_orbit by assumption. field. split; assumption. Qed.

Lemma dist2_orbit_ext x y t : (forall l, (l < n + m)%nat -> y l = orbit_point t l) ->
  dist2 (n + m) x y = dist2 (n + m) x (orbit_point t).
Proof.
  intros H. unfold dist2. apply dot_ext; intros l Hl; unfold minus; now rewrite H.
Qed.

Lemma orbit_point_in t : t <> 0 -> orbit (orbit_point t).
Proof. intros Ht. exists t. split; [exact Ht|reflexivity]. Qed.

Lemma nearest_of_multiplier x t : t <> 0 -> has_multiplier (p_of x) (q_of x) t ->
  projection (n + m) orbit x (orbit_point t).
Proof.
  intros Ht (mu & Hmu & Hp & Hq). split; [now apply orbit_point_in|].
  intros z (t' & Ht' & Hz). rewrite (dist2_orbit_ext x z t' Hz).
  assert (E := dist2_difference x t t' mu Ht Ht' Hp Hq). cbv zeta in E.
  set (kappa := 1 / (t * t')) in E.
  assert (0 <= 1 - 2 * mu * kappa + kappa ^ 2).
  { replace (1 - 2 * mu * kappa + kappa ^ 2) with ((kappa - mu) ^ 2 + (1 - mu) * (1 + mu)) by ring.
    assert (0 <= (kappa - mu) ^ 2) by apply pow2_ge_0.
    assert (0 <= (1 - mu) * (1 + mu)) by (apply Rmult_le_pos; lra). lra. }
  assert (0 <= sigma * (t' - t) ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
  assert (0 <= sigma * (t' - t) ^ 2 * (1 - 2 * mu * kappa + kappa ^ 2)) by now apply Rmult_le_pos.
  lra.
Qed.

(* A nearest point is stationary. *)
Lemma stationary x t : t <> 0 -> projection (n + m) orbit x (orbit_point t) ->
  sigma * t ^ 4 - p_of x * t ^ 3 + q_of x * t - sigma = 0.
Proof.
  intros Ht [_ Near]. set (p := p_of x). set (q := q_of x).
  (* (u - t) G(u) >= 0 for all u, and G(t) is 2 t times the left side *)
  set (G := fun u => -2 * p * (t * t) * (u * u) + 2 * q * t * u
                     + sigma * (u + t) * (t * t * (u * u) - 1)).
  assert (forall u, u <> 0 -> 0 <= (u - t) * G u) as Sign.
  { intros u Hu. assert (L := Near _ (orbit_point_in u Hu)).
    assert (E := dist2_factor x t u Ht Hu). fold p q in E.
    replace ((u - t) * G u)
      with (t * t * (u * u) * (dist2 (n + m) x (orbit_point u) - dist2 (n + m) x (orbit_point t)))
      by (rewrite E; unfold G; field; split; assumption).
    apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; apply Rle_0_sqr. }
  assert (G t = 0) as G0.
  { apply Classical_Prop.NNPP. intros Ne.
    assert (continuity G) as C by (unfold G; reg).
    destruct (C t (Rabs (G t)) (Rabs_pos_lt _ Ne)) as (d & Hd & Hc). simpl in Hc. unfold R_dist in Hc.
    assert (0 < Rabs t) as At by now apply Rabs_pos_lt.
    set (e := Rmin (d / 2) (Rabs t / 2)). assert (0 < e) as He by (apply Rmin_pos; lra).
    assert (e <= d / 2) as E1 by apply Rmin_l. assert (e <= Rabs t / 2) as E2 by apply Rmin_r.
    assert (forall s, Rabs s = e -> 0 <= s * G t) as Near0.
    { intros s Hs. assert (s <> 0) as Sn by (intros ->; rewrite Rabs_R0 in Hs; lra).
      assert (t + s <> 0) as Un.
      { intros Z. assert (s = - t) as -> by lra. rewrite Rabs_Ropp in Hs. lra. }
      specialize (Sign _ Un). replace (t + s - t) with s in Sign by ring.
      assert (Rabs (G (t + s) - G t) < Rabs (G t)) as Cl.
      { apply Hc. split; [split; [exact I|lra]|]. replace (t + s - t) with s by ring. lra. }
      unfold Rabs in Cl. destruct (Rcase_abs (G (t + s) - G t)), (Rcase_abs (G t)); nra. }
    assert (A := Near0 e (Rabs_right e (Rle_ge _ _ (Rlt_le _ _ He)))).
    assert (B := Near0 (- e)). rewrite Rabs_Ropp, Rabs_right in B by lra. specialize (B eq_refl).
    apply Ne. nra. }
  apply (Rmult_eq_reg_l (2 * t)); [|lra]. rewrite Rmult_0_r, <- G0. unfold G. ring.
Qed.

Lemma multiplier_of_nearest x t : t <> 0 -> projection (n + m) orbit x (orbit_point t) ->
  has_multiplier (p_of x) (q_of x) t.
Proof.
  intros Ht Pr. assert (S := stationary x t Ht Pr). destruct Pr as [_ Near].
  set (mu := t * (p_of x - sigma * t) / sigma).
  assert (p_of x = sigma * (t + mu / t)) as Hp by (unfold mu; field; split; lra).
  assert (q_of x = sigma * (1 / t + mu * t)) as Hq.
  { apply (Rmult_eq_reg_r t); [|exact Ht].
    replace (sigma * (1 / t + mu * t) * t) with (sigma - sigma * t ^ 4 + p_of x * t ^ 3)
      by (unfold mu; field; split; lra). lra. }
  (* otherwise this kappa leads to a nearer point *)
  assert (forall kappa, kappa <> 0 -> 1 / (t * kappa) <> t -> 0 <= 1 - 2 * mu * kappa + kappa ^ 2) as Test.
  { intros kappa Hk Ne. set (t' := 1 / (t * kappa)) in *.
    assert (t' <> 0) as Ht'.
    { unfold t', Rdiv. rewrite Rmult_1_l. apply Rinv_neq_0_compat. now apply Rmult_integral_contrapositive. }
    assert (E := dist2_difference x t t' mu Ht Ht' Hp Hq). cbv zeta in E.
    replace (1 / (t * t')) with kappa in E by (unfold t'; field; split; assumption).
    assert (L := Near _ (orbit_point_in t' Ht')).
    assert (0 < (t' - t) ^ 2).
    { replace ((t' - t) ^ 2) with (Rsqr (t' - t)) by (unfold Rsqr; ring). apply Rsqr_pos_lt. lra. }
    apply Rnot_lt_le. intros Lt.
    assert (0 < sigma * (t' - t) ^ 2) by now apply Rmult_lt_0_compat.
    assert (sigma * (t' - t) ^ 2 * (1 - 2 * mu * kappa + kappa ^ 2) < 0) by nra. lra. }
  exists mu. split; [|now split]. apply Classical_Prop.NNPP. intros No.
  assert (1 < mu ^ 2) as Big by (destruct (Rle_lt_dec (-1) mu); [destruct (Rle_lt_dec mu 1); [tauto|]|]; nra).
  assert (mu <> 0) as M0 by (intros ->; lra).
  destruct (Req_dec (1 / (t * mu)) t) as [E|E].
  - assert (mu * (t * t) = 1) as Et by (rewrite <- E at 1; field; split; assumption).
    assert (0 < t * t) as Tt by now apply Rsqr_pos_lt.
    assert (1 < mu) as M1 by nra.
    assert (0 <= 1 - 2 * mu * (2 * mu - 1) + (2 * mu - 1) ^ 2) as F.
    { apply Test; [lra|]. intros K.
      assert ((2 * mu - 1) * (t * t) = 1) as Et' by (rewrite <- K at 1; field; split; lra). nra. }
    nra.
  - specialize (Test mu M0 E). nra.
Qed.

Theorem rank_one_projection x t : t <> 0 ->
  (projection (n + m) orbit x (orbit_point t) <-> has_multiplier (p_of x) (q_of x) t).
Proof. intros Ht. split; [now apply multiplier_of_nearest|now apply nearest_of_multiplier]. Qed.

(* Every (p, q) has a t: a root of a quartic, or a quadratic where p = q. *)
Lemma multiplier_swap p q t : t <> 0 -> has_multiplier p q t -> has_multiplier q p (1 / t).
Proof.
  intros Ht (mu & Hmu & -> & ->). exists mu. repeat split; try lra; field; exact Ht.
Qed.

Lemma multiplier_negate p q t : t <> 0 -> has_multiplier p q t -> has_multiplier (- p) (- q) (- t).
Proof.
  intros Ht (mu & Hmu & -> & ->). exists mu. repeat split; try lra; field; exact Ht.
Qed.

Lemma multiplier_large p q : q < p -> 0 <= p + q -> exists t, t <> 0 /\ has_multiplier p q t.
Proof.
  intros Hpq Hs. set (S := fun u => sigma * u ^ 4 - p * u ^ 3 + q * u - sigma).
  set (P := Rabs p). set (Q := Rabs q).
  assert (0 <= P) as HP by apply Rabs_pos. assert (0 <= Q) as HQ by apply Rabs_pos.
  set (L := 1 + P / sigma + Q / sigma).
  assert (0 <= P / sigma) as P1 by (apply Rmult_le_pos; [lra|left; now apply Rinv_0_lt_compat]).
  assert (0 <= Q / sigma) as Q1 by (apply Rmult_le_pos; [lra|left; now apply Rinv_0_lt_compat]).
  assert (S 1 < 0) as S1 by (unfold S; lra).
  assert (0 <= S L) as SL.
  { assert (sigma * L = sigma + P + Q) as EL by (unfold L; field; lra).
    assert (1 <= L) as L1 by (unfold L; lra).
    assert (1 <= L ^ 2) as L2 by nra. assert (L <= L ^ 3) as L3 by nra.
    assert (p <= P) as A by apply Rle_abs.
    assert (- q <= Q) as B by (unfold Q; rewrite <- Rabs_Ropp; apply Rle_abs).
    unfold S. replace (sigma * L ^ 4) with ((sigma * L) * L ^ 3) by ring. rewrite EL.
    assert (p * L ^ 3 <= P * L ^ 3) by (apply Rmult_le_compat_r; lra).
    assert (- q * L <= Q * L) by (apply Rmult_le_compat_r; lra).
    assert (Q * L <= Q * L ^ 3) by (apply Rmult_le_compat_l; lra).
    assert (sigma * 1 <= sigma * L ^ 3) by (apply Rmult_le_compat_l; lra). lra. }
  destruct (IVT_cor S 1 L) as (t & [T1 TL] & St).
  { unfold S. reg. }
  { unfold L. lra. }
  { nra. }
  assert (1 < t) as T2 by (destruct T1 as [T1|T1]; [exact T1|subst t; lra]).
  assert (t <> 0) as T0 by lra. exists t. split; [exact T0|].
  set (mu := t * (p - sigma * t) / sigma).
  assert (p = sigma * (t + mu / t)) as Hp by (unfold mu; field; split; lra).
  assert (q = sigma * (1 / t + mu * t)) as Hq.
  { apply (Rmult_eq_reg_r t); [|exact T0].
    replace (sigma * (1 / t + mu * t) * t) with (sigma - sigma * t ^ 4 + p * t ^ 3)
      by (unfold mu; field; split; lra). unfold S in St. lra. }
  exists mu. split; [|now split].
  assert (p + q = sigma * (t + 1 / t) * (1 + mu)) as Ep by (rewrite Hp, Hq; field; exact T0).
  assert (p - q = sigma * (t - 1 / t) * (1 - mu)) as Em by (rewrite Hp, Hq; field; exact T0).
  assert (0 < 1 / t < 1) as Ti.
  { split; [apply Rdiv_lt_0_compat; lra|]. apply (Rmult_lt_reg_r t); [lra|].
    replace (1 / t * t) with 1 by (field; exact T0). lra. }
  assert (0 < sigma * (t + 1 / t)) by (apply Rmult_lt_0_compat; lra).
  assert (0 < sigma * (t - 1 / t)) by (apply Rmult_lt_0_compat; lra).
  split; apply Rnot_lt_le; intros Lt; nra.
Qed.

Lemma multiplier_equal p : 0 <= p -> exists t, t <> 0 /\ has_multiplier p p t.
Proof.
  intros Hp. destruct (Rle_lt_dec p (2 * sigma)) as [Le|Lt].
  - exists 1. split; [lra|]. exists (p / sigma - 1).
    assert (0 <= p / sigma) by (apply Rmult_le_pos; [lra|left; now apply Rinv_0_lt_compat]).
    assert (p / sigma * sigma = p) by (field; lra).
    repeat split; try nra; field; lra.
  - set (c := p / sigma). assert (c * sigma = p) as Ec by (unfold c; field; lra).
    assert (2 < c) as C2 by nra.
    set (r := sqrt (c * c - 4)). assert (r * r = c * c - 4) as Er by (apply sqrt_sqrt; nra).
    assert (0 <= r) as R0 by apply sqrt_pos.
    set (t := (c + r) / 2). assert (0 < t) as T0 by (unfold t; lra).
    assert (t * t = c * t - 1) as Et by (unfold t; nra).
    assert (c = t + 1 / t) as Ct.
    { apply (Rmult_eq_reg_r t); [|lra]. replace ((t + 1 / t) * t) with (t * t + 1) by (field; lra). lra. }
    exists t. split; [lra|]. exists 1. rewrite <- Ec, Ct. repeat split; try lra; field; lra.
Qed.

Lemma multiplier_exists p q : exists t, t <> 0 /\ has_multiplier p q t.
Proof.
  assert (forall p q, 0 <= p + q -> exists t, t <> 0 /\ has_multiplier p q t) as Half.
  { clear p q. intros p q Hs. destruct (Rtotal_order p q) as [Lt|[<-|Gt]].
    - destruct (multiplier_large q p) as (t & Ht & H); [lra|lra|]. exists (1 / t). split.
      + unfold Rdiv. rewrite Rmult_1_l. now apply Rinv_neq_0_compat.
      + now apply multiplier_swap.
    - apply multiplier_equal. lra.
    - apply multiplier_large; lra. }
  destruct (Rle_lt_dec 0 (p + q)) as [Le|Lt]; [now apply Half|].
  destruct (Half (- p) (- q)) as (t & Ht & H); [lra|]. exists (- t). split; [lra|].
  rewrite <- (Ropp_involutive p), <- (Ropp_involutive q). now apply multiplier_negate.
Qed.

Theorem rank_one_projection_exists x : exists t, t <> 0 /\ projection (n + m) orbit x (orbit_point t).
Proof.
  destruct (multiplier_exists (p_of x) (q_of x)) as (t & Ht & H). exists t. split; [exact Ht|].
  now apply rank_one_projection.
Qed.
End Orbit.

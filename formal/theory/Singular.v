(* SPDX-License-Identifier: MIT *)
(* Every matrix X <> 0 has a first singular triplet; where X is shorter than theta < sigma across
   some direction, it is the only one: a top triplet in the sense of EckartYoung.v. *)
From Coq Require Import Reals Lra Lia Arith.
From Abcert.Theory Require Import Condition Sums Compact EckartYoung.
Local Open Scope R_scope.

Section Singular.
Variables n m : nat.
Variable X : nat -> nat -> R.

(* X x and X'w *)
Definition image (x : vec) : vec := fun i => dot m (X i) x.
Definition preimage (w : vec) : vec := fun j => dot n (fun i => X i j) w.

Lemma adjoint w x : dot n w (image x) = dot m (preimage w) x.
Proof.
  unfold image, preimage, dot.
  transitivity (sum n (fun i => sum m (fun j => w i * (X i j * x j)))).
  - apply sum_ext; intros i _. now rewrite sum_scale.
  - rewrite sum_swap. apply sum_ext; intros j _. rewrite <- sum_scale_r. apply sum_ext; intros; ring.
Qed.

Lemma image_combination c x e y i : image (fun k => c * x k + e * y k) i = c * image x i + e * image y i.
Proof. unfold image. termwise. Qed.

Definition length2 (x : vec) : R := dot n (image x) (image x).

Lemma length2_combination c x e y : length2 (fun k => c * x k + e * y k) =
  c ^ 2 * length2 x + 2 * c * e * dot n (image x) (image y) + e ^ 2 * length2 y.
Proof.
  unfold length2.
  rewrite (dot_ext n _ (fun i => c * image x i + e * image y i) _ (fun i => c * image x i + e * image y i))
    by (intros; apply image_combination).
  termwise.
Qed.

Lemma dot_two c x e y : dot m (fun k => c * x k + e * y k) (fun k => c * x k + e * y k) =
  c ^ 2 * dot m x x + 2 * c * e * dot m x y + e ^ 2 * dot m y y.
Proof. termwise. Qed.

Lemma continuous_opposite p F : continuous p F -> continuous p (fun x => - F x).
Proof.
  intros H x e He. destruct (H x e He) as (d & Hd & N). exists d. split; [exact Hd|]. intros y Hy.
  replace (- F y - - F x) with (- (F y - F x)) by ring. rewrite Rabs_Ropp. now apply N.
Qed.

(* A unit vector v with the longest image. *)
Lemma longest : (0 < m)%nat -> exists v, dot m v v = 1 /\ forall x, length2 x <= length2 v * dot m x x.
Proof.
  intros Hm.
  assert (continuous m (fun x => dot m x x)) as Cs.
  { apply (continuous_sum m m (fun k x => x k * x k)). intros k Hk.
    apply (continuous_mult m (fun x => x k) (fun x => x k)); now apply continuous_coordinate. }
  assert (continuous m length2) as Cl.
  { apply (continuous_sum m n (fun i x => image x i * image x i)). intros i _.
    assert (continuous m (fun x => image x i)) as C.
    { apply (continuous_sum m m (fun j x => X i j * x j)). intros j Hj.
      apply (continuous_mult m (fun _ => X i j) (fun x => x j));
        [apply continuous_constant|now apply continuous_coordinate]. }
    now apply (continuous_mult m (fun x => image x i) (fun x => image x i)). }
  (* |X x|^2 <= |X|_F^2 |x|^2 *)
  set (F := sum n (fun i => dot m (X i) (X i))).
  assert (forall x, length2 x <= F * dot m x x) as Bound.
  { intros x. unfold length2, F, dot at 1. rewrite <- sum_scale_r. apply sum_le. intros i _.
    unfold image. assert (H := cauchy_schwarz m (X i) x). lra. }
  destruct (attained m (fun x => - length2 x) (fun x => dot m x x = 1) 1) as (v & Hv & Most).
  - now apply closed_level.
  - exists (fun k => if Nat.eqb k 0 then 1 else 0).
    transitivity (sum m (fun k => if Nat.eqb k 0 then 1 else 0)).
    + apply sum_ext. intros k _. destruct (Nat.eqb k 0); ring.
    + now apply (sum_single m 0 (fun _ => 1)).
  - intros y k Hk Hy.
    assert (y k * y k <= 1) as H.
    { rewrite <- Hy. apply (sum_ge_term m (fun k => y k * y k)); [intros; apply Rle_0_sqr|exact Hk]. }
    apply Rnot_lt_le. intros Lt.
    assert (Rabs (y k) * Rabs (y k) = y k * y k) as E
      by (rewrite <- Rabs_mult; apply Rabs_right, Rle_ge, Rle_0_sqr). nra.
  - now apply continuous_opposite.
  - exists (- F). intros y Hy. specialize (Bound y). rewrite Hy in Bound. lra.
  - exists v. split; [exact Hv|]. intros x.
    assert (0 <= dot m x x) as [P|Z] by apply dot_nonneg.
    + set (r := sqrt (dot m x x)). assert (0 < r) as R0 by now apply sqrt_lt_R0.
      assert (r * r = dot m x x) as RR by (apply sqrt_sqrt; lra).
      assert (dot m (fun k => / r * x k + 0 * x k) (fun k => / r * x k + 0 * x k) = 1) as U.
      { rewrite dot_two, <- RR. field. lra. }
      specialize (Most _ U). rewrite length2_combination in Most.
      apply (Rmult_le_reg_l ((/ r) ^ 2)); [apply pow_lt; now apply Rinv_0_lt_compat|].
      rewrite <- RR. replace ((/ r) ^ 2 * (length2 v * (r * r))) with (length2 v) by (field; lra). lra.
    + specialize (Bound x). rewrite <- Z, Rmult_0_r in Bound. rewrite <- Z. lra.
Qed.

(* What vanishes to first order: 0 <= 2 t b + t^2 c for all t. *)
Lemma no_linear_term b c : (forall t, 0 <= 2 * t * b + t ^ 2 * c) -> b = 0.
Proof.
  intros H. set (k := 1 + Rabs c). assert (0 < k) as K by (assert (0 <= Rabs c) by apply Rabs_pos; unfold k; lra).
  assert (c < k) as Ck by (assert (c <= Rabs c) by apply Rle_abs; unfold k; lra).
  specialize (H (- b / k)).
  replace (2 * (- b / k) * b + (- b / k) ^ 2 * c) with (- (b ^ 2 * ((2 * k - c) / (k * k)))) in H by (field; lra).
  assert (0 < (2 * k - c) / (k * k)) as P by (apply Rdiv_lt_0_compat; nra).
  assert (0 <= b ^ 2) by apply pow2_ge_0. assert (b ^ 2 = 0) as Z by nra. nra.
Qed.

(* X v = sigma u, X'u = sigma v *)
Lemma singular_pair : (0 < m)%nat -> (exists x, 0 < length2 x) -> exists a b sigma,
  0 < sigma /\ dot n a a = sigma /\ dot m b b = sigma /\
  (forall i, image b i = sigma * a i) /\ (forall j, (j < m)%nat -> preimage a j = sigma * b j) /\
  forall x, length2 x <= sigma ^ 2 * dot m x x.
Proof.
  intros Hm [x0 Hx0]. destruct (longest Hm) as (v & Hv & Most). set (l := length2 v) in *.
  assert (0 < l) as L0.
  { assert (H := Most x0). assert (0 <= dot m x0 x0) by apply dot_nonneg. nra. }
  set (sigma := sqrt l). assert (0 < sigma) as S0 by now apply sqrt_lt_R0.
  assert (sigma * sigma = l) as SS by (apply sqrt_sqrt; lra).
  (* the first-order condition *)
  assert (forall h, dot n (image v) (image h) = l * dot m v h) as First.
  { intros h. apply Rminus_diag_uniq_sym.
    apply (no_linear_term _ (l * dot m h h - length2 h)). intros t.
    assert (H := Most (fun k => 1 * v k + t * h k)).
    rewrite length2_combination, dot_two, Hv in H. fold l in H. lra. }
  set (r := sqrt sigma). assert (0 < r) as R0 by now apply sqrt_lt_R0.
  assert (r * r = sigma) as RR by (apply sqrt_sqrt; lra).
  exists (fun i => r / sigma * image v i), (fun j => r * v j), sigma.
  assert (forall c p u, dot p (fun k => c * u k) (fun k => c * u k) = c * c * dot p u u) as Scale
    by (intros; termwise).
  split; [exact S0|]. split; [|split; [|split; [|split]]].
  - rewrite Scale. change (dot n (image v) (image v)) with l. rewrite <- SS.
    replace (r / sigma * (r / sigma) * (sigma * sigma)) with (r * r) by (field; lra). exact RR.
  - rewrite Scale, Hv. lra.
  - intros i. transitivity (r * image v i); [|field; lra]. unfold image. termwise.
  - intros j Hj. set (h := fun k => if Nat.eqb k j then 1 else 0).
    assert (forall u, dot m u h = u j) as Pick.
    { intros u. transitivity (sum m (fun k => if Nat.eqb k j then u k else 0)).
      - apply sum_ext. intros k _. unfold h. destruct (Nat.eqb k j); ring.
      - now apply (sum_single m j u). }
    assert (preimage (image v) j = l * v j) as E.
    { rewrite <- (Pick (preimage (image v))), <- adjoint, First, Pick. reflexivity. }
    transitivity (r / sigma * preimage (image v) j).
    + unfold preimage. set (c := r / sigma). termwise.
    + rewrite E, <- SS. field. lra.
  - intros x. replace (sigma ^ 2) with l by (rewrite <- SS; ring). apply Most.
Qed.

(* A form that is positive semidefinite shows that theta bounds X across the vector e. *)
Theorem top_triplet_exists theta c e :
  (0 < m)%nat -> 0 <= theta -> (exists x, theta ^ 2 * dot m x x < length2 x) ->
  (forall x, length2 x <= theta ^ 2 * dot m x x + c * dot m e x ^ 2) ->
  exists a b sigma, top_triplet n m X a b sigma /\ theta < sigma /\
    forall w s, (sum n (fun i => sum m (fun j => w i * deflated X a b i j * s j))) ^ 2
      <= theta ^ 2 * (dot n w w * dot m s s).
Proof.
  intros Hm T0 [x0 Hx0] Across.
  destruct (singular_pair Hm) as (a & b & sigma & S0 & Na & Nb & Xb & Xa & Most).
  { exists x0. assert (0 <= theta ^ 2 * dot m x0 x0); [|lra].
    apply Rmult_le_pos; [apply pow2_ge_0|apply dot_nonneg]. }
  assert (theta < sigma) as Gap.
  { apply Rnot_le_lt. intros Le. specialize (Most x0).
    assert (sigma ^ 2 <= theta ^ 2) by (apply pow_incr; lra).
    assert (sigma ^ 2 * dot m x0 x0 <= theta ^ 2 * dot m x0 x0)
      by (apply Rmult_le_compat_r; [apply dot_nonneg|assumption]). lra. }
  assert (theta ^ 2 < sigma ^ 2) as Gap2 by nra.
  assert (length2 b = sigma ^ 2 * sigma) as Lb.
  { unfold length2. rewrite (dot_ext n _ (fun i => sigma * a i) _ (fun i => sigma * a i)) by auto.
    transitivity (sigma ^ 2 * dot n a a); [termwise|now rewrite Na]. }
  (* images of what is orthogonal to b are orthogonal to a *)
  assert (forall s, dot m b s = 0 -> dot n (image s) (image b) = 0) as Cross.
  { intros s Hs. rewrite (dot_ext n _ (image s) _ (fun i => sigma * a i)) by auto.
    transitivity (sigma * dot n a (image s)); [termwise|]. rewrite adjoint.
    rewrite (dot_ext m _ (fun j => sigma * b j) _ s) by auto.
    transitivity (sigma * (sigma * dot m b s)); [termwise|]. rewrite Hs. ring. }
  assert (dot m e b <> 0) as Eb.
  { intros Z. specialize (Across b). rewrite Z, Lb, Nb in Across. nra. }
  assert (forall s, dot m b s = 0 -> length2 s <= theta ^ 2 * dot m s s) as Short.
  { intros s Hs. specialize (Across (fun k => dot m e b * s k + - dot m e s * b k)).
    rewrite length2_combination, dot_two, (Cross s Hs), Lb, Nb, (dot_comm m s b), Hs in Across.
    replace (dot m e (fun k => dot m e b * s k + - dot m e s * b k)) with 0 in Across.
    2: { assert (forall u v, dot m e (fun k => u * s k + - v * b k) = u * dot m e s - v * dot m e b) as Lin
           by (intros; termwise). rewrite Lin. ring. }
    set (u := dot m e b) in *. set (v := dot m e s) in *.
    assert (0 < u ^ 2) as U by (assert (0 <= u ^ 2) by apply pow2_ge_0; nra).
    assert (0 <= v ^ 2 * sigma) as V by (apply Rmult_le_pos; [apply pow2_ge_0|lra]).
    assert (v ^ 2 * sigma * theta ^ 2 <= v ^ 2 * sigma * sigma ^ 2) by (apply Rmult_le_compat_l; lra).
    apply (Rmult_le_reg_l (u ^ 2)); [exact U|]. lra. }
  assert (forall w s, (sum n (fun i => sum m (fun j => w i * deflated X a b i j * s j))) ^ 2
      <= theta ^ 2 * (dot n w w * dot m s s)) as Rest.
  { intros w s. set (y := dot m b s / sigma). set (s' := fun k => 1 * s k + - y * b k).
    assert (dot m b s' = 0) as Hs.
    { transitivity (dot m b s - y * dot m b b); [unfold s'; termwise|]. rewrite Nb. unfold y. field. lra. }
    assert (sum n (fun i => sum m (fun j => w i * deflated X a b i j * s j)) = dot n w (image s')) as E.
    { unfold dot at 1. apply sum_ext. intros i _. unfold s'. rewrite image_combination, Xb.
      replace (1 * image s i + - y * (sigma * a i)) with (image s i - a i * dot m b s) by (unfold y; field; lra).
      unfold image, deflated. termwise. }
    rewrite E.
    assert (dot m s' s' <= dot m s s) as Le.
    { unfold s'. rewrite dot_two, Nb, (dot_comm m s b).
      replace (dot m b s) with (y * sigma) by (unfold y; field; lra).
      assert (0 <= y ^ 2 * sigma) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]). lra. }
    eapply Rle_trans; [apply cauchy_schwarz|]. fold (length2 s').
    specialize (Short s' Hs).
    assert (theta ^ 2 * dot m s' s' <= theta ^ 2 * dot m s s) by (apply Rmult_le_compat_l; [apply pow2_ge_0|lra]).
    replace (theta ^ 2 * (dot n w w * dot m s s)) with (dot n w w * (theta ^ 2 * dot m s s)) by ring.
    apply Rmult_le_compat_l; [apply dot_nonneg|lra]. }
  exists a, b, sigma. split; [|split; [exact Gap|exact Rest]].
  split; [exact S0|]. split; [exact Na|]. split; [exact Nb|]. split; [intros i _; apply Xb|].
  split; [exact Xa|]. exists theta. split; [lra|exact Rest].
Qed.
End Singular.

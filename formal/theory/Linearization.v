(* SPDX-License-Identifier: MIT *)
(* The linearisation theorem: losses phi(z(x)), phi convex and differentiable, any z. With l the
   prediction at y linearised at x, T >= alpha (phi(z(y)) - phi_star) - (phi(l) - phi_star) for every
   pair (x, y), so bounds on l alone give the condition. *)
From Coq Require Import Reals Lra Lia.
From Abcert.Theory Require Import Condition Sums Gradients.
Local Open Scope R_scope.

Definition convex (phi : R -> R) : Prop :=
  forall a b t, 0 <= t <= 1 -> phi (t * a + (1 - t) * b) <= t * phi a + (1 - t) * phi b.

(* A convex function lies above its tangents. *)
Lemma tangent_below phi z p l : convex phi -> derivable_pt_lim phi z p ->
  phi z + p * (l - z) <= phi l.
Proof.
  intros C Dp. destruct (Req_dec l z) as [->|Ne]; [lra|].
  apply Rnot_lt_le. intros Lt. set (h := l - z). assert (h <> 0) as Hh by (unfold h; lra).
  set (gap := phi z + p * h - phi l). assert (0 < gap) as Hgap by (unfold gap, h; lra).
  assert (0 < Rabs h) as Ah by now apply Rabs_pos_lt.
  destruct (Dp (gap / (2 * Rabs h))) as [[d Hd] H]; [apply Rdiv_lt_0_compat; lra|]. simpl in H.
  set (t := Rmin 1 (d / (2 * Rabs h))).
  assert (0 < d / (2 * Rabs h)) as Pd by (apply Rdiv_lt_0_compat; lra).
  assert (0 < t) as T0 by (apply Rmin_pos; lra).
  assert (t <= 1) as T1 by apply Rmin_l.
  assert (t <= d / (2 * Rabs h)) as T2 by apply Rmin_r.
  assert (Rabs (t * h) < d) as Small.
  { rewrite Rabs_mult, (Rabs_right t) by lra. apply (Rmult_le_compat_r (Rabs h)) in T2; [|lra].
    replace (d / (2 * Rabs h) * Rabs h) with (d / 2) in T2 by (field; lra). lra. }
  assert (t * h <> 0) as Th by (apply Rmult_integral_contrapositive; split; lra).
  specialize (H (t * h) Th Small).
  assert (phi (z + t * h) <= t * phi l + (1 - t) * phi z) as Ct.
  { replace (z + t * h) with (t * l + (1 - t) * z) by (unfold h; ring). apply C. lra. }
  set (q := (phi (z + t * h) - phi z) / (t * h)) in *.
  assert (q * (t * h) = phi (z + t * h) - phi z) as Q by (unfold q; field; split; lra).
  assert (q * h <= phi l - phi z) as U by nra.
  assert (Rabs ((q - p) * h) < gap) as V.
  { rewrite Rabs_mult. apply (Rmult_lt_compat_r (Rabs h)) in H; [|lra].
    replace (gap / (2 * Rabs h) * Rabs h) with (gap / 2) in H by (field; lra). lra. }
  unfold Rabs in V. destruct (Rcase_abs _); unfold gap in V; lra.
Qed.

Section Linearization.
Variable n : nat.                     (* parameters *)
Variable phi : nat -> R -> R.
Variable phi_star : nat -> R.
Variable z : nat -> vec -> R.         (* predictions *)
Variable Gz : nat -> vec -> vec -> Prop.   (* their generalised derivatives: any choice whatever *)

Definition loss (i : nat) (x : vec) : R := phi i (z i x).
Definition linearized (i : nat) (g x y : vec) : R := z i x + dot n g (minus y x).
(* The chain rule: phi'(z(x)) times a generalised derivative of z. *)
Definition chain (i : nat) (x g : vec) : Prop :=
  exists p gz, derivable_pt_lim (phi i) (z i x) p /\ Gz i x gz /\
    forall k, (k < n)%nat -> g k = p * gz k.

Theorem linearization alpha beta i x y g gz p :
  convex (phi i) -> (forall u, phi_star i <= phi i u) -> 0 < alpha - beta <= 1 ->
  derivable_pt_lim (phi i) (z i x) p -> (forall k, (k < n)%nat -> g k = p * gz k) ->
  alpha * (phi i (z i y) - phi_star i) - (phi i (linearized i gz x y) - phi_star i)
    <= T n loss alpha beta i (phi_star i) g x y.
Proof.
  intros C Low Hd Dp Hg. unfold T, loss.
  set (l := linearized i gz x y).
  assert (dot n g (minus x y) = p * (z i x - l)) as E.
  { rewrite (dot_ext n g (fun k => p * gz k) (minus x y) (minus x y)); [|assumption|reflexivity].
    unfold l, linearized. transitivity (p * - dot n gz (minus y x)); [|ring].
    replace (- dot n gz (minus y x)) with ((-1) * dot n gz (minus y x)) by ring. termwise. }
  rewrite E. assert (Tan := tangent_below (phi i) (z i x) p l C Dp).
  assert (L := Low (z i x)).
  assert ((alpha - beta) * (phi i (z i x) - phi_star i) <= 1 * (phi i (z i x) - phi_star i))
    by (apply Rmult_le_compat_r; lra).
  lra.
Qed.

(* It is an equality where alpha - beta = 1 and the linearised prediction is the prediction at x. *)
Theorem linearization_sharp alpha beta i x y g gz p :
  alpha - beta = 1 -> (forall k, (k < n)%nat -> g k = p * gz k) -> linearized i gz x y = z i x ->
  T n loss alpha beta i (phi_star i) g x y
    = alpha * (phi i (z i y) - phi_star i) - (phi i (linearized i gz x y) - phi_star i).
Proof.
  intros Hd Hg El. unfold T, loss. rewrite El.
  assert (dot n g (minus x y) = 0) as E.
  { rewrite (dot_ext n g (fun k => p * gz k) (minus x y) (minus x y)); [|assumption|reflexivity].
    transitivity (p * - dot n gz (minus y x)).
    - replace (- dot n gz (minus y x)) with ((-1) * dot n gz (minus y x)) by ring. termwise.
    - unfold linearized in El. replace (dot n gz (minus y x)) with 0 by lra. ring. }
  rewrite E. replace alpha with (beta + 1) by lra. ring.
Qed.

(* The condition at a pair (x, y): the loss of the linearised prediction is at most alpha times the
   loss at y, both counted from the infimum. *)
Theorem linearization_condition count alpha beta x y :
  0 < alpha - beta <= 1 ->
  (forall i, (i < count)%nat -> convex (phi i) /\ infimum (loss i) (phi_star i) /\
    (forall u, phi_star i <= phi i u) /\ (exists g, chain i x g) /\
    forall gz, Gz i x gz ->
      phi i (linearized i gz x y) - phi_star i <= alpha * (phi i (z i y) - phi_star i)) ->
  holds_at n count loss chain alpha beta x y.
Proof.
  intros Hd H i Hi. destruct (H i Hi) as (C & I & Low & E & Bound).
  exists (phi_star i). split; [exact I|]. split; [exact E|].
  intros g (p & gz & Dp & Hgz & Hg). specialize (Bound gz Hgz).
  assert (L := linearization alpha beta i x y g gz p C Low Hd Dp Hg). lra.
Qed.

(* Where z is differentiable, the chain rule gives the gradient of the loss. *)
Theorem chain_gradient i x p gz :
  derivable_pt_lim (phi i) (z i x) p -> gradient n (z i) x gz ->
  gradient n (loss i) x (fun k => p * gz k).
Proof.
  intros Dp Dz e He.
  set (G := sqrt (dot n gz gz)). assert (0 <= G) as G0 by apply sqrt_pos.
  assert (0 <= Rabs p) as P0 by apply Rabs_pos.
  set (e1 := Rmin 1 (e / (2 * (Rabs p + 1)))).
  assert (0 < e / (2 * (Rabs p + 1))) as E1 by (apply Rdiv_lt_0_compat; lra).
  assert (0 < e1) as He1 by (apply Rmin_pos; lra).
  assert (e1 <= 1) as One by apply Rmin_l.
  assert (Rabs p * e1 <= e / 2) as Half.
  { assert (e1 <= e / (2 * (Rabs p + 1))) as L by apply Rmin_r.
    apply (Rmult_le_compat_l (Rabs p + 1)) in L; [|lra].
    replace ((Rabs p + 1) * (e / (2 * (Rabs p + 1)))) with (e / 2) in L by (field; lra). lra. }
  set (e2 := e / (2 * (G + 1))). assert (0 < e2) as He2 by (apply Rdiv_lt_0_compat; lra).
  destruct (Dz e1 He1) as (r1 & R1 & H1). destruct (Dp e2 He2) as [[d Hd] H2]. simpl in H2.
  set (q := d / (G + 1)). assert (0 < q) as Q0 by (apply Rdiv_lt_0_compat; lra).
  exists (Rmin r1 (q * q)). split; [apply Rmin_pos; [exact R1|nra]|]. intros h Hh.
  assert (dot n h h < r1) as Hh1 by (eapply Rlt_le_trans; [exact Hh|apply Rmin_l]).
  assert (dot n h h < q * q) as Hh2 by (eapply Rlt_le_trans; [exact Hh|apply Rmin_r]).
  specialize (H1 h Hh1). set (r := sqrt (dot n h h)) in *. assert (0 <= r) as R0 by apply sqrt_pos.
  assert (r < q) as Rq.
  { assert (r * r = dot n h h) by (apply sqrt_sqrt, dot_nonneg). nra. }
  assert (Rabs (dot n gz h) <= G * r) as C.
  { assert (S := cauchy_schwarz n gz h). rewrite <- (pow2_abs (dot n gz h)) in S.
    replace (dot n gz gz * dot n h h) with ((G * r) ^ 2) in S.
    - apply abs_of_sqr; [now apply Rmult_le_pos|]. rewrite <- (pow2_abs (dot n gz h)). exact S.
    - unfold G, r. rewrite Rpow_mult_distr, <- !Rsqr_pow2, !Rsqr_sqrt by apply dot_nonneg. reflexivity. }
  set (dz := z i (plus x h) - z i x) in *.
  assert (Rabs dz <= (G + 1) * r) as Small.
  { replace dz with (dot n gz h + (dz - dot n gz h)) by ring.
    eapply Rle_trans; [apply Rabs_triang|].
    assert (e1 * r <= 1 * r) by (apply Rmult_le_compat_r; lra). lra. }
  assert (Rabs (phi i (z i x + dz) - phi i (z i x) - p * dz) <= e2 * Rabs dz) as Inner.
  { destruct (Req_dec dz 0) as [Z|Nz].
    - rewrite Z, Rplus_0_r, Rabs_R0. replace (_ - _ - _) with 0 by ring. rewrite Rabs_R0. lra.
    - assert (Rabs dz < d) as Sd.
      { assert ((G + 1) * r < (G + 1) * q) by (apply Rmult_lt_compat_l; lra).
        replace ((G + 1) * q) with d in H by (unfold q; field; lra). lra. }
      specialize (H2 dz Nz Sd).
      replace (phi i (z i x + dz) - phi i (z i x) - p * dz)
        with (((phi i (z i x + dz) - phi i (z i x)) / dz - p) * dz) by (field; exact Nz).
      rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|lra]. }
  unfold loss. replace (z i (plus x h)) with (z i x + dz) by (unfold dz; ring).
  replace (dot n (fun k => p * gz k) h) with (p * dot n gz h) by termwise.
  replace (phi i (z i x + dz) - phi i (z i x) - p * dot n gz h)
    with ((phi i (z i x + dz) - phi i (z i x) - p * dz) + p * (dz - dot n gz h)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult.
  assert (e2 * Rabs dz <= e2 * ((G + 1) * r)) by (apply Rmult_le_compat_l; lra).
  replace (e2 * ((G + 1) * r)) with (e / 2 * r) in H by (unfold e2; field; lra).
  assert (Rabs p * Rabs (dz - dot n gz h) <= Rabs p * (e1 * r)) by (apply Rmult_le_compat_l; assumption).
  assert (Rabs p * e1 * r <= e / 2 * r) by (apply Rmult_le_compat_r; assumption). lra.
Qed.

(* So for differentiable predictions the condition is about gradients alone. *)
Theorem linearization_smooth count alpha beta x y :
  0 < alpha - beta <= 1 ->
  (forall i, (i < count)%nat -> convex (phi i) /\ infimum (loss i) (phi_star i) /\
    (forall u, phi_star i <= phi i u) /\ exists p gz,
      derivable_pt_lim (phi i) (z i x) p /\ gradient n (z i) x gz /\
      phi i (linearized i gz x y) - phi_star i <= alpha * (phi i (z i y) - phi_star i)) ->
  holds_at n count loss (fun i => gradient n (loss i)) alpha beta x y.
Proof.
  intros Hd H i Hi. destruct (H i Hi) as (C & I & Low & p & gz & Dp & Dz & Bound).
  assert (D := chain_gradient i x p gz Dp Dz).
  exists (phi_star i). split; [exact I|]. split; [now exists (fun k => p * gz k)|]. intros g Hg.
  assert (L := linearization alpha beta i x y g gz p C Low Hd Dp (gradient_unique _ _ _ _ _ Hg D)). lra.
Qed.
End Linearization.

(* SPDX-License-Identifier: MIT *)
(* How far the first singular triplet is from an approximation, by the residual and the gap. *)
From Coq Require Import Reals Lra Lia Arith.
From Abcert.Theory Require Import Condition Sums EckartYoung Singular.
Local Open Scope R_scope.

Lemma two_products p q A B C D : 0 <= A -> 0 <= B -> 0 <= C -> 0 <= D ->
  p ^ 2 <= A * C -> q ^ 2 <= B * D -> (p + q) ^ 2 <= (A + B) * (C + D).
Proof.
  intros HA HB HC HD P Q.
  assert (0 <= A * D) by now apply Rmult_le_pos. assert (0 <= B * C) by now apply Rmult_le_pos.
  assert ((2 * (p * q)) ^ 2 <= (A * D + B * C) ^ 2) as S.
  { assert ((p * q) ^ 2 <= A * C * (B * D)) by
      (rewrite Rpow_mult_distr; apply Rmult_le_compat; try apply pow2_ge_0; assumption).
    assert (0 <= (A * D - B * C) ^ 2) by apply pow2_ge_0. nra. }
  apply abs_of_sqr in S; [|lra]. assert (2 * (p * q) <= Rabs (2 * (p * q))) by apply Rle_abs. nra.
Qed.

Section Nearby.
Variables n m : nat.
Variable X : nat -> nat -> R.
Variables a b : vec.
Variables sigma theta : R.
Hypothesis triplet : top_triplet n m X a b sigma.
Hypothesis theta_positive : 0 <= theta.
Hypothesis rest : forall w s, (sum n (fun i => sum m (fun j => w i * deflated X a b i j * s j))) ^ 2
  <= theta ^ 2 * (dot n w w * dot m s s).

(* The approximation, and its residual. *)
Variables u v : vec.
Variable s : R.
Definition residual_u (i : nat) : R := image m X v i - s * u i.
Definition residual_v (j : nat) : R := preimage n X u j - s * v j.
Definition residual2 : R := dot n residual_u residual_u + dot m residual_v residual_v.
Definition norm2 : R := dot n u u + dot m v v.

Notation c := ((dot n a u + dot m b v) / (2 * sigma)).
Notation eu := (fun i => u i - c * a i).
Notation ev := (fun j => v j - c * b j).
Notation off2 := (dot n eu eu + dot m ev ev).

Lemma parts : 0 < sigma /\ dot n a a = sigma /\ dot m b b = sigma.
Proof. destruct triplet as (S0 & Na & Nb & _). auto. Qed.

Lemma norm_split : norm2 = 2 * sigma * c ^ 2 + off2.
Proof.
  destruct parts as (S0 & Na & Nb). unfold norm2.
  assert (forall p w z k, dot p (fun i => w i - k * z i) (fun i => w i - k * z i)
          = dot p w w - 2 * k * dot p z w + k ^ 2 * dot p z z) as E by (intros; termwise).
  rewrite !E, Na, Nb. field. lra.
Qed.

Lemma orthogonal : dot n a eu + dot m b ev = 0.
Proof.
  destruct parts as (S0 & Na & Nb).
  assert (forall p w z k, dot p z (fun i => w i - k * z i) = dot p z w - k * dot p z z) as E
    by (intros; termwise).
  rewrite !E, Na, Nb. field. lra.
Qed.

Lemma equations : (forall y, dot m (preimage n X a) y = sigma * dot m b y) /\
  (forall w, dot n (image m X b) w = sigma * dot n a w).
Proof.
  destruct triplet as (_ & _ & _ & Xb & Xa & _). split; intros w.
  - rewrite (dot_ext m _ (fun j => sigma * b j) _ w) by auto. termwise.
  - rewrite (dot_ext n _ (fun i => sigma * a i) _ w) by auto. termwise.
Qed.

(* a.residual_u + b.residual_v = (sigma - s) (a.u + b.v) *)
Lemma along : dot n a residual_u + dot m b residual_v = (sigma - s) * (dot n a u + dot m b v).
Proof.
  destruct equations as [Ea Eb].
  assert (dot n a residual_u = dot n a (image m X v) - s * dot n a u) as E1 by (unfold residual_u; termwise).
  assert (dot m b residual_v = dot m (preimage n X u) b - s * dot m b v) as E2.
  { rewrite (dot_comm m (preimage n X u) b). unfold residual_v. termwise. }
  rewrite E1, E2, adjoint, Ea, <- adjoint, (dot_comm n u), Eb. ring.
Qed.

(* e.residual = 2 eu'X ev - s |e|^2 *)
Lemma across : dot n eu residual_u + dot m ev residual_v = 2 * dot n eu (image m X ev) - s * off2.
Proof.
  destruct equations as [Ea Eb]. assert (O := orthogonal). set (k := c) in *.
  assert (forall i, image m X v i = image m X (fun j => v j - k * b j) i + k * image m X b i) as Iv
    by (intros; unfold image; termwise).
  assert (forall j, preimage n X u j = preimage n X (fun i => u i - k * a i) j + k * preimage n X a j) as Iu
    by (intros; unfold preimage; termwise).
  set (e := fun i => u i - k * a i) in *. set (f := fun j => v j - k * b j) in *.
  assert (forall i, u i = e i + k * a i) as Eu by (intros; unfold e; ring).
  assert (forall j, v j = f j + k * b j) as Ev by (intros; unfold f; ring).
  assert (dot n e residual_u = dot n e (image m X f) + k * dot n (image m X b) e - s * dot n e e - s * k * dot n a e) as E1.
  { rewrite (dot_ext n e e residual_u (fun i => image m X f i + k * image m X b i - s * (e i + k * a i)));
      [termwise|reflexivity|]. intros i _. unfold residual_u. now rewrite Iv, <- Eu. }
  assert (dot m f residual_v = dot m (preimage n X e) f + k * dot m (preimage n X a) f - s * dot m f f - s * k * dot m b f) as E2.
  { rewrite (dot_ext m f f residual_v (fun j => preimage n X e j + k * preimage n X a j - s * (f j + k * b j)));
      [termwise|reflexivity|]. intros j _. unfold residual_v. now rewrite Iu, <- Ev. }
  rewrite E1, E2, <- adjoint, Ea, Eb.
  replace (dot m b f) with (- dot n a e) by lra. ring.
Qed.

Lemma off_form : 2 * dot n eu (image m X ev) <= theta * off2.
Proof.
  assert (O := orthogonal). set (k := c) in *.
  set (e := fun i => u i - k * a i) in *. set (f := fun j => v j - k * b j) in *.
  assert (dot n e (image m X f) = sum n (fun i => sum m (fun j => e i * deflated X a b i j * f j))
          + dot n a e * dot m b f) as E.
  { unfold dot at 1 2. rewrite <- sum_scale_r, <- sum_plus. apply sum_ext. intros i _.
    unfold image, deflated. set (z := a i * e i).
    transitivity (e i * dot m (X i) f - z * dot m b f + z * dot m b f); [ring|].
    f_equal. unfold z. termwise. }
  assert (R := rest e f). set (w := sum n _) in *. rewrite E.
  replace (dot m b f) with (- dot n a e) by lra.
  assert (0 <= dot n e e) as P by apply dot_nonneg. assert (0 <= dot m f f) as Q by apply dot_nonneg.
  set (p := dot n e e) in *. set (q := dot m f f) in *.
  assert ((2 * w) ^ 2 <= (theta * (p + q)) ^ 2) as S.
  { assert (0 <= theta ^ 2 * (p - q) ^ 2) by (apply Rmult_le_pos; apply pow2_ge_0). nra. }
  apply abs_of_sqr in S; [|apply Rmult_le_pos; lra].
  assert (2 * w <= Rabs (2 * w)) by apply Rle_abs. assert (0 <= dot n a e ^ 2) by apply pow2_ge_0. nra.
Qed.

Theorem off_small : theta < s -> (s - theta) ^ 2 * off2 <= residual2.
Proof.
  intros Gap. assert (A := across). assert (F := off_form).
  assert (0 <= dot n eu eu) as P by apply dot_nonneg. assert (0 <= dot m ev ev) as Q by apply dot_nonneg.
  assert (0 <= dot n residual_u residual_u) as P' by apply dot_nonneg.
  assert (0 <= dot m residual_v residual_v) as Q' by apply dot_nonneg.
  assert (S := two_products _ _ _ _ _ _ P Q P' Q' (cauchy_schwarz n eu residual_u) (cauchy_schwarz m ev residual_v)).
  rewrite A in S. fold residual2 in S. set (o := off2) in *. assert (0 <= o) as O0 by (unfold o; lra).
  assert (0 <= (s - theta) * o) by (apply Rmult_le_pos; lra).
  assert (((s - theta) * o) ^ 2 <= o * residual2) as T.
  { eapply Rle_trans; [|exact S].
    replace (2 * dot n eu (image m X ev) - s * o) with (- (s * o - 2 * dot n eu (image m X ev))) by ring.
    replace ((- (s * o - 2 * dot n eu (image m X ev))) ^ 2)
      with ((s * o - 2 * dot n eu (image m X ev)) ^ 2) by ring.
    apply pow_incr. lra. }
  destruct O0 as [O0|Z].
  - apply (Rmult_le_reg_l o); [exact O0|]. lra.
  - rewrite <- Z, Rmult_0_r. unfold residual2. lra.
Qed.

Theorem sigma_near : (sigma - s) ^ 2 * (norm2 - off2) <= residual2.
Proof.
  destruct parts as (S0 & Na & Nb).
  assert (0 <= dot n residual_u residual_u) as P' by apply dot_nonneg.
  assert (0 <= dot m residual_v residual_v) as Q' by apply dot_nonneg.
  assert (S := two_products _ _ _ _ _ _ (dot_nonneg n a) (dot_nonneg m b) P' Q'
    (cauchy_schwarz n a residual_u) (cauchy_schwarz m b residual_v)).
  rewrite along, Na, Nb in S. fold residual2 in S.
  rewrite norm_split. generalize off2. intros o. set (z := dot n a u + dot m b v) in *.
  replace (2 * sigma * (z / (2 * sigma)) ^ 2 + o - o) with (z ^ 2 / (2 * sigma)) by (field; lra).
  apply (Rmult_le_reg_l (2 * sigma)); [lra|].
  replace (2 * sigma * ((sigma - s) ^ 2 * (z ^ 2 / (2 * sigma)))) with (((sigma - s) * z) ^ 2) by (field; lra).
  lra.
Qed.

(* slip bounds what is off, shift the error of sigma, turn the error of the length. *)
Theorem nearby slip shift turn : theta < s -> 0 <= slip -> 0 <= shift -> shift < s ->
  residual2 <= (s - theta) ^ 2 * slip ^ 2 -> slip ^ 2 < norm2 ->
  residual2 <= (norm2 - slip ^ 2) * shift ^ 2 ->
  Rabs (norm2 - 2 * s) + slip ^ 2 + 2 * shift <= turn * (2 * (s - shift)) ->
  Rabs (sigma - s) <= shift /\ exists g, g ^ 2 = 1 /\
    (forall i, (i < n)%nat -> Rabs (g * a i - u i) <= turn * (1 + s + shift) + slip) /\
    (forall j, (j < m)%nat -> Rabs (g * b j - v j) <= turn * (1 + s + shift) + slip).
Proof.
  intros Gap L0 H0 Hs R1 N1 R2 Tn. destruct parts as (S0 & Na & Nb).
  assert (O := off_small Gap). assert (Sg := sigma_near). assert (Sp := norm_split).
  assert (0 <= dot n eu eu) as P by apply dot_nonneg. assert (0 <= dot m ev ev) as Q by apply dot_nonneg.
  assert (dot n eu eu <= off2) as Po by lra. assert (dot m ev ev <= off2) as Qo by lra.
  assert (0 <= off2) as O0 by lra. set (o := off2) in *. set (k := c) in *. clearbody o k.
  assert (0 < (s - theta) ^ 2) as G2 by (apply pow_lt; lra).
  assert (o <= slip ^ 2) as Os by (apply (Rmult_le_reg_l ((s - theta) ^ 2)); lra).
  assert (Rabs (sigma - s) <= shift) as Sh.
  { apply abs_of_sqr; [exact H0|]. apply (Rmult_le_reg_r (norm2 - slip ^ 2)); [lra|].
    assert ((sigma - s) ^ 2 * (norm2 - slip ^ 2) <= (sigma - s) ^ 2 * (norm2 - o))
      by (apply Rmult_le_compat_l; [apply pow2_ge_0|lra]). lra. }
  split; [exact Sh|].
  assert (s - shift <= sigma <= s + shift) as Ss by (unfold Rabs in Sh; destruct (Rcase_abs _); lra).
  (* |k| is nearly 1 *)
  assert (Rabs (k ^ 2 - 1) * (2 * sigma) <= turn * (2 * sigma)) as K.
  { rewrite <- (Rabs_right (2 * sigma)) at 1 by lra. rewrite <- Rabs_mult.
    replace ((k ^ 2 - 1) * (2 * sigma)) with ((norm2 - 2 * s) - o + 2 * (s - sigma)) by lra.
    assert (0 <= turn) as T0.
    { assert (0 <= Rabs (norm2 - 2 * s)) by apply Rabs_pos. assert (0 <= slip ^ 2) by apply pow2_ge_0.
      apply Rnot_lt_le. intros Lt. nra. }
    assert (turn * (2 * (s - shift)) <= turn * (2 * sigma)) by (apply Rmult_le_compat_l; lra).
    eapply Rle_trans; [apply Rabs_triang|]. eapply Rle_trans; [apply Rplus_le_compat_r, Rabs_triang|].
    rewrite Rabs_Ropp, (Rabs_right o) by lra. rewrite Rabs_mult, (Rabs_right 2), (Rabs_minus_sym s) by lra. lra. }
  apply Rmult_le_reg_r in K; [|lra].
  set (g := if Rle_dec 0 k then 1 else -1).
  assert (g ^ 2 = 1) as G by (unfold g; destruct (Rle_dec 0 k); ring).
  assert (Rabs (g - k) <= turn) as Gk.
  { eapply Rle_trans; [|exact K]. replace (k ^ 2 - 1) with (- ((g - k) * (g + k))) by (rewrite <- G; ring).
    rewrite Rabs_Ropp, Rabs_mult. assert (1 <= Rabs (g + k)).
    { unfold g. destruct (Rle_dec 0 k); unfold Rabs; destruct (Rcase_abs _); lra. }
    assert (0 <= Rabs (g - k)) by apply Rabs_pos. nra. }
  assert (forall p z y i, (i < p)%nat -> dot p z z = sigma ->
    dot p (fun j => y j - k * z j) (fun j => y j - k * z j) <= slip ^ 2 ->
    Rabs (g * z i - y i) <= turn * (1 + s + shift) + slip) as Each.
  { intros p z y i Hi Nz Hy.
    assert (Rabs (y i - k * z i) <= slip) as A.
    { apply abs_of_sqr; [exact L0|]. eapply Rle_trans; [|exact Hy].
      replace ((y i - k * z i) ^ 2) with ((y i - k * z i) * (y i - k * z i)) by ring.
      apply (sum_ge_term p (fun j => (y j - k * z j) * (y j - k * z j))); [intros; apply Rle_0_sqr|exact Hi]. }
    assert (Rabs (z i) <= 1 + s + shift) as B.
    { apply abs_of_sqr; [lra|]. assert (z i * z i <= sigma).
      { rewrite <- Nz. apply (sum_ge_term p (fun j => z j * z j)); [intros; apply Rle_0_sqr|exact Hi]. }
      nra. }
    replace (g * z i - y i) with ((g - k) * z i + - (y i - k * z i)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, Rabs_mult.
    assert (Rabs (g - k) * Rabs (z i) <= turn * (1 + s + shift))
      by (apply Rmult_le_compat; try apply Rabs_pos; assumption). lra. }
  exists g. split; [exact G|]. split; intros i Hi; (apply Each with (1 := Hi); [assumption|lra]).
Qed.
End Nearby.

(* The triplet with the other sign. *)
Lemma top_triplet_sign n m X a b sigma g : g ^ 2 = 1 -> top_triplet n m X a b sigma ->
  top_triplet n m X (fun i => g * a i) (fun j => g * b j) sigma.
Proof.
  intros G (S0 & Na & Nb & Xb & Xa & theta & Th & Rest).
  assert (forall p z, dot p (fun i => g * z i) (fun i => g * z i) = dot p z z) as Norm.
  { intros p z. transitivity (g ^ 2 * dot p z z); [termwise|rewrite G; ring]. }
  split; [exact S0|]. split; [now rewrite Norm|]. split; [now rewrite Norm|].
  split; [|split].
  - intros i Hi. transitivity (g * dot m (X i) b); [termwise|]. rewrite Xb by exact Hi. ring.
  - intros j Hj. transitivity (g * dot n (fun i => X i j) a); [termwise|]. rewrite Xa by exact Hj. ring.
  - exists theta. split; [exact Th|]. intros w s. eapply Rle_trans; [|apply Rest]. right. f_equal.
    apply sum_ext. intros i _. apply sum_ext. intros j _. unfold deflated.
    replace (g * a i * (g * b j)) with (g ^ 2 * (a i * b j)) by ring. rewrite G, Rmult_1_l. reflexivity.
Qed.

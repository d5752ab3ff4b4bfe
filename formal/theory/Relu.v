(* SPDX-License-Identifier: MIT *)
(* Two-layer ReLU networks of any width k and dimension d, every choice of subgradients: the
   linearised prediction, and the tube theorem for the logistic loss. *)
From Coq Require Import Reals Lra Lia Arith.
From Abcert.Theory Require Import Condition Sums Compact Linearization Logistic.
Local Open Scope R_scope.

Definition relu (h : R) : R := Rmax 0 h.
(* s is a subgradient of relu at h: all of [0, 1] at 0. *)
Definition relu_slope (h s : R) : Prop := 0 <= s <= 1 /\ (0 < h -> s = 1) /\ (h < 0 -> s = 0).

Lemma relu_by_slope h s : relu_slope h s -> relu h = s * h.
Proof.
  intros (_ & On & Off). unfold relu. destruct (Rtotal_order h 0) as [L|[->|G]].
  - rewrite Off, Rmax_left by lra. ring.
  - rewrite Rmax_left by lra. ring.
  - rewrite On, Rmax_right by lra. ring.
Qed.

Lemma relu_slope_exists h : exists s, relu_slope h s.
Proof.
  destruct (Rle_lt_dec h 0); [exists 0|exists 1]; unfold relu_slope; repeat split; lra.
Qed.

(* A unit on at one point and off at another crosses its kink between them. *)
Lemma relu_kink h h' s : relu_slope h s -> Rabs (s * h' - relu h') <= Rabs (h - h').
Proof.
  intros ([S0 S1] & On & Off). unfold relu, Rmax. destruct (Rle_dec 0 h') as [P|N].
  - destruct (Rtotal_order h 0) as [L|[->|G]].
    + rewrite Off by exact L. unfold Rabs. destruct (Rcase_abs _), (Rcase_abs _); lra.
    + replace (s * h' - h') with (- ((1 - s) * h')) by ring. rewrite Rabs_Ropp, Rabs_right by nra.
      unfold Rabs. destruct (Rcase_abs _); nra.
    + rewrite On by exact G. replace (1 * h' - h') with 0 by ring. rewrite Rabs_R0. apply Rabs_pos.
  - destruct (Rtotal_order h 0) as [L|[->|G]].
    + rewrite Off by exact L. replace (0 * h' - 0) with 0 by ring. rewrite Rabs_R0. apply Rabs_pos.
    + replace (s * h' - 0) with (- (s * - h')) by ring. rewrite Rabs_Ropp, Rabs_right by nra.
      unfold Rabs. destruct (Rcase_abs _); nra.
    + rewrite On by exact G. unfold Rabs. destruct (Rcase_abs _), (Rcase_abs _); lra.
Qed.

Section Network.
Variables k d : nat.
Notation size := (k * S d)%nat.

(* Unit q of x: its d weights, then its output weight. *)
Notation unit q x := (column (S d) q x).
Definition output (q : nat) (x : vec) : R := unit q x d.
Definition input (feature : vec) (q : nat) (x : vec) : R := dot d (unit q x) feature.
Definition prediction (feature x : vec) : R :=
  sum k (fun q => output q x * relu (input feature q x)).
(* The generalised derivatives of the prediction, one for each choice of the slopes. *)
Definition prediction_gradient (feature x : vec) (s : nat -> R) : vec := fun l =>
  let q := (l / S d)%nat in let c := (l mod S d)%nat in
  if Nat.eqb c d then s q * input feature q x else output q x * s q * feature c.
Definition subgradient (feature x g : vec) : Prop :=
  exists s, (forall q, (q < k)%nat -> relu_slope (input feature q x) (s q)) /\
    forall l, (l < size)%nat -> g l = prediction_gradient feature x s l.

Lemma dot_units u v : dot size u v =
  sum k (fun q => dot d (unit q u) (unit q v) + output q u * output q v).
Proof. unfold dot at 1. now rewrite sum_blocks. Qed.

Lemma dot_prediction_gradient feature x s h :
  dot size (prediction_gradient feature x s) h =
  sum k (fun q => output q x * s q * input feature q h + s q * input feature q x * output q h).
Proof.
  rewrite dot_units. apply sum_ext; intros q _. f_equal.
  - transitivity (dot d (fun c => output q x * s q * feature c) (unit q h)).
    + apply dot_ext; [|reflexivity]. intros c Hc. unfold column at 1, prediction_gradient.
      rewrite block_div, block_mod by lia. destruct (Nat.eqb_spec c d); [lia|reflexivity].
    + unfold input. set (e := output q x * s q). termwise.
  - unfold output at 1, column at 1, prediction_gradient. rewrite block_div, block_mod by lia.
    rewrite Nat.eqb_refl. ring.
Qed.

(* The identity: l = z(y) - (Delta - m). *)
Definition Delta (feature x y : vec) (s : nat -> R) : R := sum k (fun q =>
  s q * ((output q x - output q y) * (input feature q x - input feature q y))).
Definition kinks (feature x y : vec) (s : nat -> R) : R := sum k (fun q =>
  output q y * (s q * input feature q y - relu (input feature q y))).

Lemma input_minus feature q x y :
  input feature q (minus x y) = input feature q x - input feature q y.
Proof. unfold input, column. termwise. Qed.

Theorem relu_identity feature x y s :
  (forall q, (q < k)%nat -> relu_slope (input feature q x) (s q)) ->
  prediction feature x + dot size (prediction_gradient feature x s) (minus y x)
  = prediction feature y - (Delta feature x y s - kinks feature x y s).
Proof.
  intros Hs. rewrite dot_prediction_gradient. unfold prediction, Delta, kinks.
  repeat first [rewrite <- sum_plus | rewrite <- sum_minus].
  apply sum_ext; intros q Hq. rewrite input_minus, (relu_by_slope _ _ (Hs q Hq)).
  change (output q (minus y x)) with (output q y - output q x). ring.
Qed.

(* Lengths: of the weights of one unit, of the output weights. *)
Definition weight_length (q : nat) (x : vec) : R := sqrt (dot d (unit q x) (unit q x)).
Definition outputs2 (x : vec) : R := sum k (fun q => output q x ^ 2).

Lemma weight_length_sqr q x : weight_length q x ^ 2 = dot d (unit q x) (unit q x).
Proof. unfold weight_length. rewrite <- Rsqr_pow2. apply Rsqr_sqrt, dot_nonneg. Qed.

Lemma input_small feature q h :
  Rabs (input feature q h) <= sqrt (dot d feature feature) * weight_length q h.
Proof.
  apply abs_of_sqr; [apply Rmult_le_pos; apply sqrt_pos|].
  rewrite Rpow_mult_distr, weight_length_sqr.
  replace (sqrt (dot d feature feature) ^ 2) with (dot d feature feature)
    by (rewrite <- Rsqr_pow2; symmetry; apply Rsqr_sqrt, dot_nonneg).
  rewrite Rmult_comm. apply cauchy_schwarz.
Qed.

Lemma abs_sum p u : Rabs (sum p u) <= sum p (fun q => Rabs (u q)).
Proof.
  induction p as [|p IH]; simpl; [rewrite Rabs_R0; lra|].
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma dist2_units x y : dist2 size x y =
  sum k (fun q => weight_length q (minus x y) ^ 2 + (output q x - output q y) ^ 2).
Proof.
  unfold dist2. rewrite dot_units. apply sum_ext; intros q _. rewrite weight_length_sqr.
  change (output q (minus x y)) with (output q x - output q y). ring.
Qed.

Lemma Delta_small feature x y s : (forall q, (q < k)%nat -> 0 <= s q <= 1) ->
  Rabs (Delta feature x y s) <= sqrt (dot d feature feature) * (dist2 size x y / 2).
Proof.
  intros Hs. set (N := sqrt (dot d feature feature)). assert (0 <= N) as N0 by apply sqrt_pos.
  unfold Delta. eapply Rle_trans; [apply abs_sum|].
  rewrite dist2_units. unfold Rdiv. rewrite <- sum_scale_r, <- sum_scale. apply sum_le. intros q Hq.
  rewrite !Rabs_mult, <- input_minus. specialize (Hs q Hq). rewrite (Rabs_right (s q)) by lra.
  assert (I := input_small feature q (minus x y)). fold N in I.
  set (e := weight_length q (minus x y)) in *. assert (0 <= e) as E0 by apply sqrt_pos.
  rewrite <- (pow2_abs (output q x - output q y)). set (v := Rabs (output q x - output q y)).
  assert (0 <= v) as V0 by apply Rabs_pos.
  set (h := Rabs (input feature q (minus x y))) in *. assert (0 <= h) as H0 by apply Rabs_pos.
  assert (v * h <= v * (N * e)) by (apply Rmult_le_compat_l; assumption).
  assert (s q * (v * h) <= 1 * (v * h)) by (apply Rmult_le_compat_r; [now apply Rmult_le_pos|lra]).
  assert (v * e <= (e ^ 2 + v ^ 2) * / 2) by (assert (0 <= (e - v) ^ 2) by apply pow2_ge_0; lra).
  assert (N * (v * e) <= N * ((e ^ 2 + v ^ 2) * / 2)) by now apply Rmult_le_compat_l. lra.
Qed.

Lemma outputs_near x y V rho : 0 <= V -> 0 <= rho -> outputs2 x <= V ^ 2 ->
  dist2 size x y <= rho ^ 2 -> outputs2 y <= (V + rho) ^ 2.
Proof.
  intros HV Hr Hx Hd.
  set (dv := fun q => output q x - output q y).
  assert (dot k dv dv <= rho ^ 2) as D.
  { eapply Rle_trans; [|exact Hd]. rewrite dist2_units. apply sum_le. intros q _. unfold dv.
    assert (0 <= weight_length q (minus x y) ^ 2) by apply pow2_ge_0. lra. }
  set (ox := fun q => output q x).
  assert (outputs2 x = dot k ox ox) as Ex by (unfold outputs2, ox; termwise).
  assert (outputs2 y = dot k ox ox - 2 * dot k ox dv + dot k dv dv) as Ey
    by (unfold outputs2, ox, dv; termwise).
  assert (Rabs (dot k ox dv) <= V * rho) as C.
  { apply abs_of_sqr; [now apply Rmult_le_pos|]. eapply Rle_trans; [apply cauchy_schwarz|].
    rewrite Rpow_mult_distr. apply Rmult_le_compat; try apply dot_nonneg; lra. }
  assert (- dot k ox dv <= V * rho) by (unfold Rabs in C; destruct (Rcase_abs _); lra).
  replace ((V + rho) ^ 2) with (V ^ 2 + 2 * (V * rho) + rho ^ 2) by ring. lra.
Qed.

Lemma kinks_small feature x y s V rho :
  (forall q, (q < k)%nat -> relu_slope (input feature q x) (s q)) ->
  0 <= V -> 0 <= rho -> outputs2 x <= V ^ 2 -> dist2 size x y <= rho ^ 2 ->
  Rabs (kinks feature x y s) <= sqrt (dot d feature feature) * ((V + rho) * rho).
Proof.
  intros Hs HV Hr Hx Hd. set (N := sqrt (dot d feature feature)). assert (0 <= N) as N0 by apply sqrt_pos.
  assert (Hy := outputs_near x y V rho HV Hr Hx Hd).
  set (e := fun q => weight_length q (minus x y)). set (o := fun q => Rabs (output q y)).
  assert (dot k e e <= rho ^ 2) as E2.
  { eapply Rle_trans; [|exact Hd]. rewrite dist2_units. apply sum_le. intros q _. unfold e.
    assert (0 <= (output q x - output q y) ^ 2) by apply pow2_ge_0. lra. }
  assert (dot k o o <= (V + rho) ^ 2) as O2.
  { eapply Rle_trans; [|exact Hy]. apply sum_le. intros q _. unfold o.
    rewrite <- (pow2_abs (output q y)). lra. }
  assert (Rabs (dot k o e) <= (V + rho) * rho) as C.
  { apply abs_of_sqr; [apply Rmult_le_pos; lra|]. eapply Rle_trans; [apply cauchy_schwarz|].
    rewrite Rpow_mult_distr. apply Rmult_le_compat; try apply dot_nonneg; lra. }
  eapply Rle_trans; [|apply Rmult_le_compat_l; [exact N0|eapply Rle_trans; [apply Rle_abs|exact C]]].
  unfold kinks. eapply Rle_trans; [apply abs_sum|]. unfold dot. rewrite <- sum_scale.
  apply sum_le. intros q Hq. rewrite Rabs_mult. fold (o q).
  assert (K := relu_kink _ (input feature q y) _ (Hs q Hq)). rewrite <- input_minus in K.
  assert (I := input_small feature q (minus x y)). fold N (e q) in I.
  assert (0 <= o q) by apply Rabs_pos.
  assert (o q * Rabs (s q * input feature q y - relu (input feature q y)) <= o q * (N * e q))
    by (apply Rmult_le_compat_l; lra). lra.
Qed.

(* How far the linearised prediction can be from the prediction at y. *)
Theorem relu_linearized feature x y s V rho :
  (forall q, (q < k)%nat -> relu_slope (input feature q x) (s q)) ->
  0 <= V -> 0 <= rho -> outputs2 x <= V ^ 2 -> dist2 size x y <= rho ^ 2 ->
  Rabs (prediction feature x + dot size (prediction_gradient feature x s) (minus y x)
        - prediction feature y)
  <= sqrt (dot d feature feature) * (rho ^ 2 / 2 + (V + rho) * rho).
Proof.
  intros Hs HV Hr Hx Hd. rewrite relu_identity by exact Hs.
  set (N := sqrt (dot d feature feature)). assert (0 <= N) as N0 by apply sqrt_pos.
  assert (A := Delta_small feature x y s (fun q Hq => proj1 (Hs q Hq))). fold N in A.
  assert (B := kinks_small feature x y s V rho Hs HV Hr Hx Hd). fold N in B.
  replace (prediction feature y - (Delta feature x y s - kinks feature x y s) - prediction feature y)
    with (- Delta feature x y s + kinks feature x y s) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp.
  assert (N * (dist2 size x y / 2) <= N * (rho ^ 2 / 2)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(* The problem: losses log(1 + e^(-label z)), one for each example. *)
Variable count : nat.
Variable feature : nat -> vec.
Variable label : nat -> R.

Definition label_loss (i : nat) (u : R) : R := logistic (label i * u).
Definition network_loss : nat -> vec -> R := loss label_loss (fun i => prediction (feature i)).
Definition network_gradient : nat -> vec -> vec -> Prop :=
  chain size label_loss (fun i => prediction (feature i)) (fun i => subgradient (feature i)).

Lemma network_gradient_exists i x : exists g, network_gradient i x g.
Proof.
  assert (exists s, forall q, relu_slope (input (feature i) q x) (s q)) as [s Hs].
  { exists (fun q => if Rlt_dec 0 (input (feature i) q x) then 1 else 0). intros q.
    destruct (Rlt_dec 0 (input (feature i) q x)); repeat split; lra. }
  set (p := logistic_slope (label i * prediction (feature i) x) * label i).
  set (gz := prediction_gradient (feature i) x s).
  exists (fun l => p * gz l), p, gz. split; [apply logistic_scaled_derivative|]. split; [|reflexivity].
  exists s. split; [auto|reflexivity].
Qed.

(* The infimum over all parameters is 0. *)
Lemma network_infimum i : (0 < k)%nat -> (label i) ^ 2 = 1 -> 0 < dot d (feature i) (feature i) ->
  infimum (network_loss i) 0.
Proof.
  intros Hk Hl Hf. split; [intros x; left; apply logistic_positive|]. intros e He.
  destruct (logistic_small e He) as [q Hq]. set (F := dot d (feature i) (feature i)) in *.
  set (c := q / F).
  (* the first unit alone, with the feature as its weights *)
  exists (fun l => if Nat.eqb (l / S d) 0
    then (if Nat.eqb (l mod S d) d then label i * c else feature i (l mod S d)) else 0).
  rewrite Rplus_0_l. unfold network_loss, loss, label_loss. apply Hq. right.
  unfold prediction.
  rewrite (sum_ext k _ (fun j => if Nat.eqb j 0 then label i * c * F else 0)).
  - rewrite (sum_single k 0 (fun _ => label i * c * F)) by exact Hk.
    replace (label i * (label i * c * F)) with (label i ^ 2 * (c * F)) by ring. rewrite Hl.
    unfold c. field. lra.
  - intros j _. unfold output, column at 1. rewrite block_div, block_mod by lia. rewrite Nat.eqb_refl.
    destruct (Nat.eqb_spec j 0) as [->|E]; [|ring].
    replace (input (feature i) 0 _) with F.
    + unfold relu. rewrite Rmax_right by lra. reflexivity.
    + unfold input, F. apply dot_ext; [|reflexivity]. intros c' Hc. unfold column.
      rewrite block_div, block_mod by lia. rewrite Nat.eqb_refl.
      destruct (Nat.eqb_spec c' d); [lia|reflexivity].
Qed.

(* The points with prescribed predictions: closed. *)
Variable z_star : nat -> R.
Definition realizes (x : vec) : Prop :=
  forall i, (i < count)%nat -> prediction (feature i) x = z_star i.

Lemma continuous_relu F : continuous size F -> continuous size (fun x => relu (F x)).
Proof.
  intros HF x e He. destruct (HF x e He) as (r & Hr & N). exists r. split; [exact Hr|].
  intros y Hy. eapply Rle_lt_trans; [|exact (N y Hy)]. unfold relu, Rmax.
  destruct (Rle_dec 0 (F y)), (Rle_dec 0 (F x)); unfold Rabs;
    repeat destruct (Rcase_abs _); lra.
Qed.

Lemma realizes_closed : closed size realizes.
Proof.
  apply (closed_all size nat (fun i x => (i < count)%nat -> prediction (feature i) x = z_star i)).
  intros i x Hx Hi. revert x Hx.
  enough (closed size (fun x => prediction (feature i) x = z_star i)) as C.
  { intros x Hx. apply C. intros e He. destruct (Hx e He) as (y & Hy & N). exists y. auto. }
  apply closed_level.
  apply (continuous_sum size k (fun q x => output q x * relu (input (feature i) q x))). intros q Hq.
  apply (continuous_mult size (fun x => output q x) (fun x => relu (input (feature i) q x))).
  - apply continuous_coordinate. nia.
  - apply continuous_relu.
    apply (continuous_sum size d (fun c x => column (S d) q x c * feature i c)). intros c Hc.
    apply (continuous_mult size (fun x => x (q * S d + c)%nat) (fun _ => feature i c));
      [apply continuous_coordinate; nia|apply continuous_constant].
Qed.

Theorem relu_tube alpha beta V rho (D : vec -> Prop) :
  (0 < k)%nat -> 0 < beta < alpha -> alpha - beta <= 1 -> 0 <= V -> 0 <= rho ->
  (forall i, (i < count)%nat -> label i ^ 2 = 1 /\ 0 < dot d (feature i) (feature i) /\
    logistic (label i * z_star i
              - sqrt (dot d (feature i) (feature i)) * (rho ^ 2 / 2 + (V + rho) * rho))
      <= alpha * logistic (label i * z_star i)) ->
  (forall x, D x -> outputs2 x <= V ^ 2 /\ exists y, realizes y /\ dist2 size x y <= rho ^ 2) ->
  AB_every_y size count network_loss network_gradient alpha beta D realizes.
Proof.
  intros Hk Hab Hd HV Hr Hi HD. split; [exact Hab|]. intros x Dx.
  destruct (HD x Dx) as (Vx & y0 & My0 & R0). split.
  - apply projection_exists; [exact realizes_closed|now exists y0].
  - intros y [My Near].
    apply (linearization_condition size label_loss (fun _ => 0) (fun i => prediction (feature i)));
      [lra|].
    intros i Hc. destruct (Hi i Hc) as (Hl & Hf & Ha).
    repeat split.
    + apply (convex_scaled logistic (label i)), logistic_convex.
    + intros u. left. apply logistic_positive.
    + now apply (network_infimum i).
    + intros u. left. apply logistic_positive.
    + apply network_gradient_exists.
    + intros gz (s & Hs & Hg). specialize (Near y0 My0).
      assert (dist2 size x y <= rho ^ 2) as Hxy by lra.
      assert (L := relu_linearized (feature i) x y s V rho Hs HV Hr Vx Hxy).
      rewrite (My i Hc) in *. set (E := sqrt _ * _) in *.
      assert (linearized size (fun i => prediction (feature i)) i gz x y
              = prediction (feature i) x + dot size (prediction_gradient (feature i) x s) (minus y x)) as El.
      { unfold linearized. f_equal. apply dot_ext; [exact Hg|reflexivity]. }
      rewrite El. set (l := prediction (feature i) x + _) in *.
      rewrite !Rminus_0_r. unfold label_loss. eapply Rle_trans; [|exact Ha].
      apply logistic_decreasing_le.
      assert (Rabs (label i) = 1) as Al.
      { assert (Rabs (label i) ^ 2 = 1) by (rewrite pow2_abs; exact Hl).
        assert (0 <= Rabs (label i)) by apply Rabs_pos. nra. }
      assert (Rabs (label i * (l - z_star i)) <= E) as Q by (rewrite Rabs_mult, Al; lra).
      unfold Rabs in Q. destruct (Rcase_abs _); lra.
Qed.
End Network.

(* SPDX-License-Identifier: MIT *)
(* A rational matrix has a first singular triplet, and the enclosures of a certificate hold it: by a
   test in rational numbers at the middles of the enclosures. *)
From Coq Require Import Reals QArith List Lra Lia Arith Bool.
From Coq Require Qreals.
From Abcert.Replay Require Import Expression Clause.
From Abcert.Theory Require Import Condition Sums Rationals Definite EckartYoung Singular Nearby Meaning.
Import ListNotations.
Local Open Scope R_scope.

Section Test.
Variables n m : nat.
Variable X : list (list rational).
Variable e : list (rational * rational).

Definition middle (c : Q * Q) : Q := Qred ((fst c + snd c) / (2 # 1)).
Definition radius (c : Q * Q) : Q := Qred ((snd c - fst c) / (2 # 1)).
Definition entry_Q (i j : nat) : Q := to_Q (number (nth i X []) j).
Definition u_Q (i : nat) : Q := middle (enclosure e (1 + i)).
Definition v_Q (j : nat) : Q := middle (enclosure e (1 + n + j)).
Definition s_Q : Q := middle (enclosure e 0).
Definition image_Q (i : nat) : Q := q_sum m (fun j => entry_Q i j * v_Q j)%Q.
Definition residual_u_Q (i : nat) : Q := Qred (image_Q i - s_Q * u_Q i)%Q.
Definition residual_v_Q (j : nat) : Q := Qred (q_sum n (fun i => entry_Q i j * u_Q i) - s_Q * v_Q j)%Q.
Definition squares (p : nat) (z : nat -> Q) : Q := q_sum p (fun k => z k * z k)%Q.

(* theta^2 |x|^2 + coefficient (v.x)^2 - |X x|^2 *)
Definition row (z : nat -> Q) : list Q := map z (seq 0 m).
Fixpoint minus_images (k : nat) (rows : list (list Q)) : list (list Q) :=
  match k with O => rows | S i => add_square (-1 # 1) (minus_images i rows) (row (entry_Q i)) end.
Definition gap_form (theta coefficient : Q) : list (list Q) :=
  minus_images n (add_square coefficient (diagonal m (Qred (theta * theta))) (row v_Q)).

Definition least_radius : Q :=
  fold_right (fun k r => q_min (radius (enclosure e k)) r) (radius (enclosure e 1)) (seq 1 (n + m)).
Definition magnitude (q : Q) : Q := q_max q (- q)%Q.

(* theta and the three bounds are chosen; what is tested is what Nearby.v asks for. *)
Definition triplet_ok : bool :=
  let s := s_Q in
  let theta := Qred (s * (1 - (1 # 2 ^ 32)))%Q in
  let slip := Qred (least_radius / (4 # 1))%Q in
  let shift := Qred (radius (enclosure e 0) * (1 # 2 ^ 40))%Q in
  let residual := Qred (squares n residual_u_Q + squares m residual_v_Q)%Q in
  let norm := Qred (squares n u_Q + squares m v_Q)%Q in
  let distance := Qred (magnitude (norm - (2 # 1) * s) + slip * slip + (2 # 1) * shift)%Q in
  let turn := Qred (distance / ((2 # 1) * (s - shift)))%Q in
  Nat.ltb 0 m && Nat.eqb (length e) (1 + n + m) &&
  positive theta && positive (s - theta) && positive (s - shift) &&
  positive (squares n image_Q - theta * theta * squares m v_Q) &&
  semidefinite m (gap_form theta ((2 # 1) * s)) &&
  Qle_bool 0 slip && Qle_bool 0 shift && Qle_bool shift (radius (enclosure e 0)) &&
  Qle_bool residual ((s - theta) * (s - theta) * (slip * slip)) && positive (norm - slip * slip) &&
  Qle_bool residual ((norm - slip * slip) * (shift * shift)) &&
  Qle_bool distance (turn * ((2 # 1) * (s - shift))) &&
  Qle_bool (turn * (1 + s + shift) + slip) least_radius.

(* --- the numbers of the test as real numbers -------------------------------------------------- *)

Definition u_R (i : nat) : R := real (u_Q i).
Definition v_R (j : nat) : R := real (v_Q j).
Notation XR := (rational_matrix X).

Lemma real_entry i j : real (entry_Q i j) = XR i j.
Proof. reflexivity. Qed.

Lemma real_two : real (2 # 1) = 2.
Proof. unfold Rdefinitions.Q2R. simpl. lra. Qed.

Lemma real_one : real 1 = 1.
Proof. unfold Rdefinitions.Q2R. simpl. lra. Qed.

Lemma real_squares p z : real (squares p z) = dot p (fun k => real (z k)) (fun k => real (z k)).
Proof. unfold squares. rewrite real_sum. apply sum_ext. intros. apply Qreals.Q2R_mult. Qed.

Lemma real_image i : real (image_Q i) = image m XR v_R i.
Proof. unfold image_Q. rewrite real_sum. apply sum_ext. intros j _. apply Qreals.Q2R_mult. Qed.

Lemma real_residual_u i : real (residual_u_Q i) = residual_u m XR u_R v_R (real s_Q) i.
Proof. unfold residual_u_Q. now rewrite real_red, Qreals.Q2R_minus, Qreals.Q2R_mult, real_image. Qed.

Lemma real_residual_v j : real (residual_v_Q j) = residual_v n XR u_R v_R (real s_Q) j.
Proof.
  unfold residual_v_Q. rewrite real_red, Qreals.Q2R_minus, Qreals.Q2R_mult, real_sum.
  unfold residual_v. f_equal. apply sum_ext. intros i _. apply Qreals.Q2R_mult.
Qed.

Lemma sum_first p u : sum (S p) u = u 0%nat + sum p (fun k => u (S k)).
Proof. rewrite <- Nat.add_1_l, sum_app. simpl. ring. Qed.

Lemma linear_seq z x p : forall k,
  linear (map z (seq k p)) (map x (seq k p)) = sum p (fun j => real (z (k + j)%nat) * x (k + j)%nat).
Proof.
  induction p as [|p IH]; intros k; [reflexivity|]. rewrite sum_first, Nat.add_0_r. simpl. rewrite IH.
  f_equal. apply sum_ext. intros j _. now rewrite Nat.add_succ_r.
Qed.

Lemma squares_seq x p : forall k,
  fold_right (fun y s => y ^ 2 + s) 0 (map x (seq k p)) = sum p (fun j => x (k + j)%nat * x (k + j)%nat).
Proof.
  induction p as [|p IH]; intros k; [reflexivity|]. rewrite sum_first, Nat.add_0_r. simpl. rewrite IH.
  f_equal; [ring|]. apply sum_ext. intros j _. now rewrite Nat.add_succ_r.
Qed.

Lemma gap_form_value theta coefficient x :
  form_value (gap_form theta coefficient) (map x (seq 0 m)) =
  real theta ^ 2 * dot m x x + real coefficient * dot m v_R x ^ 2 - length2 n m XR x.
Proof.
  assert (forall z, linear (row z) (map x (seq 0 m)) = dot m (fun j => real (z j)) x) as Row
    by (intros; apply linear_seq).
  assert (forall k rows, form_value (minus_images k rows) (map x (seq 0 m)) =
    form_value rows (map x (seq 0 m)) - sum k (fun i => image m XR x i * image m XR x i)) as Minus.
  { induction k as [|k IH]; intros rows; cbn [minus_images sum]; [ring|].
    rewrite form_add_square, IH, Row. replace (real (-1 # 1)) with (-1) by (unfold Rdefinitions.Q2R; simpl; lra).
    change (dot m (fun j => real (entry_Q k j)) x) with (image m XR x k). ring. }
  unfold gap_form. rewrite Minus, form_add_square, form_diagonal, Row, real_red, Qreals.Q2R_mult, squares_seq
    by now rewrite map_length, seq_length.
  change (sum m (fun j => x (0 + j)%nat * x (0 + j)%nat)) with (dot m x x).
  change (dot m (fun j => real (v_Q j)) x) with (dot m v_R x).
  change (sum n (fun i => image m XR x i * image m XR x i)) with (length2 n m XR x). ring.
Qed.

Lemma least_radius_bound k : (1 <= k <= n + m)%nat -> real least_radius <= real (radius (enclosure e k)).
Proof.
  intros Hk. unfold least_radius. assert (In k (seq 1 (n + m))) as I by (apply in_seq; lia).
  induction (seq 1 (n + m)) as [|h l IH]; [contradiction|]. cbn [fold_right].
  destruct (q_min_bounds (radius (enclosure e h))
    (fold_right (fun k r => q_min (radius (enclosure e k)) r) (radius (enclosure e 1)) l)) as [A B].
  destruct I as [->|I]; [exact A|]. specialize (IH I). lra.
Qed.

Lemma inside_of_middle x c : Rabs (x - real (middle c)) <= real (radius c) -> inside x c.
Proof.
  unfold middle, radius, inside. rewrite !real_red. unfold Qdiv.
  rewrite !Qreals.Q2R_mult, Qreals.Q2R_plus, Qreals.Q2R_minus.
  replace (real (/ (2 # 1))) with (/ 2) by (unfold Rdefinitions.Q2R; simpl; lra).
  intros H. unfold Rabs in H. destruct (Rcase_abs _); lra.
Qed.

Lemma in_enclosures_of_inside a b sigma : length e = (1 + n + m)%nat ->
  (forall k, (k < 1 + n + m)%nat -> inside (constant n m a b sigma k) (enclosure e k)) ->
  in_enclosures e n m a b sigma.
Proof.
  intros L H. unfold in_enclosures. unfold constant in H.
  assert (length (constants n m a b sigma) = length e) as Le by now rewrite length_constants.
  rewrite <- L in H. clear L. revert Le H. generalize (constants n m a b sigma) as l.
  induction e as [|c e' IH]; intros [|x l] Le H; try discriminate; constructor.
  - assert (A := H 0%nat ltac:(simpl; lia)). unfold inside, enclosure, pair_Q in A. simpl in A.
    rewrite !real_to_Q in A. exact A.
  - apply IH; [now injection Le|]. intros k Hk. apply (H (S k)). simpl. lia.
Qed.

Lemma magnitude_bound q : Rabs (real q) <= real (magnitude q).
Proof.
  unfold magnitude. destruct (q_max_bounds q (- q)) as [A B]. rewrite Qreals.Q2R_opp in B.
  unfold Rabs. destruct (Rcase_abs _); lra.
Qed.

Theorem triplet_of_test : triplet_ok = true ->
  exists a b sigma, top_triplet n m XR a b sigma /\ in_enclosures e n m a b sigma.
Proof.
  unfold triplet_ok. cbv zeta.
  set (s := s_Q). set (theta := Qred (s * _)). set (slip := Qred (least_radius / _)).
  set (shift := Qred (radius _ * _)). set (residual := Qred (squares n _ + _)).
  set (norm := Qred (squares n u_Q + _)). set (distance := Qred (magnitude _ + _ + _)).
  set (turn := Qred (distance / _)).
  rewrite !andb_true_iff.
  intros [[[[[[[[[[[[[[Hm Len] T0] Gap] Sh] Long] Form] L0] H0] Hr] R1] N1] R2] Dt] Fit].
  apply Nat.ltb_lt in Hm. apply Nat.eqb_eq in Len.
  apply positive_bound in T0, Gap, Sh, Long, N1. apply q_le in L0, H0, Hr, R1, R2, Dt, Fit.
  repeat rewrite ?Qreals.Q2R_minus, ?Qreals.Q2R_mult, ?Qreals.Q2R_plus, ?real_two, ?real_one, ?real_zero in *.
  assert (real norm = norm2 n m u_R v_R) as En.
  { unfold norm. now rewrite real_red, Qreals.Q2R_plus, !real_squares. }
  assert (real residual = residual2 n m XR u_R v_R (real s)) as Er.
  { unfold residual. rewrite real_red, Qreals.Q2R_plus, !real_squares. unfold residual2.
    f_equal; apply dot_ext; intros; apply real_residual_u || apply real_residual_v. }
  assert (Rabs (real norm - 2 * real s) + real slip ^ 2 + 2 * real shift <= real distance) as Ed.
  { unfold distance. rewrite real_red, !Qreals.Q2R_plus, !Qreals.Q2R_mult, real_two.
    assert (B := magnitude_bound (norm - (2 # 1) * s)).
    rewrite Qreals.Q2R_minus, Qreals.Q2R_mult, real_two in B at 1. lra. }
  rewrite !real_squares in Long. change (dot m (fun k => real (v_Q k)) _) with (dot m v_R v_R) in Long.
  rewrite (dot_ext n _ (image m XR v_R) _ (image m XR v_R)) in Long by (intros; apply real_image).
  fold (length2 n m XR v_R) in Long.
  destruct (top_triplet_exists n m XR (real theta) (2 * real s) v_R) as (a & b & sigma & Tr & _ & Rest);
    [exact Hm|lra|exists v_R; lra| |].
  { intros x. assert (H := semidefinite_form m _ (map x (seq 0 m)) Form).
    rewrite gap_form_value, Qreals.Q2R_mult, real_two in H. lra. }
  destruct (nearby n m XR a b sigma (real theta) Tr ltac:(lra) Rest u_R v_R (real s)
    (real slip) (real shift) (real turn)) as (Near & g & G & Na & Nb); rewrite <- ?En, <- ?Er; try lra.
  exists (fun i => g * a i), (fun j => g * b j), sigma. split; [now apply top_triplet_sign|].
  apply in_enclosures_of_inside; [exact Len|]. intros k Hk. apply inside_of_middle. unfold constant.
  destruct k as [|k].
  - change (Rabs (sigma - real s) <= real (radius (enclosure e 0))). lra.
  - assert (B := least_radius_bound (S k) ltac:(lia)).
    destruct (Nat.lt_ge_cases k n) as [Lt|Ge].
    + rewrite (nth_a n m _ _ sigma k Lt). eapply Rle_trans; [exact (Na k Lt)|]. lra.
    + replace (S k) with (1 + n + (k - n))%nat in * by lia. rewrite (nth_b n m _ _ sigma (k - n)) by lia.
      eapply Rle_trans; [exact (Nb (k - n)%nat ltac:(lia))|]. lra.
Qed.
End Test.

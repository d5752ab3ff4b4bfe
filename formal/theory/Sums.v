(* SPDX-License-Identifier: MIT *)
(* Finite sums and scalar products. *)
From Coq Require Import Reals Lra Lia Arith.
From Abcert.Theory Require Import Condition.
Local Open Scope R_scope.

Lemma sum_ext n u v : (forall k, (k < n)%nat -> u k = v k) -> sum n u = sum n v.
Proof.
  induction n as [|n IH]; simpl; intros H; [reflexivity|].
  rewrite IH by (intros; apply H; lia). rewrite H by lia. reflexivity.
Qed.

Lemma sum_plus n u v : sum n (fun k => u k + v k) = sum n u + sum n v.
Proof. induction n; simpl; [|rewrite IHn]; ring. Qed.

Lemma sum_minus n u v : sum n (fun k => u k - v k) = sum n u - sum n v.
Proof. induction n; simpl; [|rewrite IHn]; ring. Qed.

Lemma sum_scale n c u : sum n (fun k => c * u k) = c * sum n u.
Proof. induction n; simpl; [|rewrite IHn]; ring. Qed.

Lemma sum_scale_r n c u : sum n (fun k => u k * c) = sum n u * c.
Proof. induction n; simpl; [|rewrite IHn]; ring. Qed.

Lemma sum_zero n u : (forall k, (k < n)%nat -> u k = 0) -> sum n u = 0.
Proof.
  induction n as [|n IH]; simpl; intros H; [reflexivity|].
  rewrite IH by (intros; apply H; lia). rewrite H by lia. ring.
Qed.

Lemma sum_le n u v : (forall k, (k < n)%nat -> u k <= v k) -> sum n u <= sum n v.
Proof.
  induction n as [|n IH]; simpl; intros H; [lra|].
  assert (sum n u <= sum n v) by (apply IH; intros; apply H; lia).
  assert (u n <= v n) by (apply H; lia). lra.
Qed.

Lemma sum_nonneg n u : (forall k, (k < n)%nat -> 0 <= u k) -> 0 <= sum n u.
Proof.
  intros H. replace 0 with (sum n (fun _ => 0)) by (apply sum_zero; reflexivity).
  now apply sum_le.
Qed.

Lemma sum_swap n m (F : nat -> nat -> R) :
  sum n (fun i => sum m (fun j => F i j)) = sum m (fun j => sum n (fun i => F i j)).
Proof.
  induction n as [|n IH]; simpl.
  - symmetry. now apply sum_zero.
  - rewrite IH, <- sum_plus. reflexivity.
Qed.

Lemma sum_app a b u : sum (a + b) u = sum a u + sum b (fun k => u (a + k)%nat).
Proof.
  induction b as [|b IH]; simpl.
  - rewrite Nat.add_0_r. ring.
  - replace (a + S b)%nat with (S (a + b)) by lia. simpl. rewrite IH. ring.
Qed.

Lemma sum_blocks n k u : sum (n * k) u = sum n (fun q => sum k (fun c => u (q * k + c)%nat)).
Proof.
  induction n as [|n IH]; simpl; [reflexivity|].
  rewrite Nat.add_comm, sum_app, IH. reflexivity.
Qed.

Lemma block_div k q c : (c < k)%nat -> ((q * k + c) / k = q)%nat.
Proof. intros. rewrite Nat.div_add_l by lia. rewrite Nat.div_small by lia. lia. Qed.

Lemma block_mod k q c : (c < k)%nat -> ((q * k + c) mod k = c)%nat.
Proof. intros. rewrite Nat.add_comm, Nat.mod_add by lia. now apply Nat.mod_small. Qed.

Lemma sum_grid n m (F : nat -> nat -> R) :
  sum (n * m) (fun e => F (e / m)%nat (e mod m)%nat) = sum n (fun i => sum m (fun j => F i j)).
Proof.
  rewrite sum_blocks. apply sum_ext; intros i _. apply sum_ext; intros j Hj.
  now rewrite block_div, block_mod by assumption.
Qed.

Lemma sum_single n i v : (i < n)%nat -> sum n (fun q => if Nat.eqb q i then v q else 0) = v i.
Proof.
  induction n as [|n IH]; intros H; [lia|]. simpl. destruct (Nat.eqb_spec n i) as [->|E].
  - rewrite sum_zero; [ring|]. intros k Hk. destruct (Nat.eqb_spec k i); [lia|reflexivity].
  - rewrite IH by lia. ring.
Qed.

Lemma sum_ge_term n u i : (forall k, (k < n)%nat -> 0 <= u k) -> (i < n)%nat -> u i <= sum n u.
Proof.
  intros H Hi. rewrite <- (sum_single n i u Hi). apply sum_le. intros k Hk.
  destruct (Nat.eqb k i); [lra|now apply H].
Qed.

Lemma sum_ge_two n u i j :
  (forall k, (k < n)%nat -> 0 <= u k) -> (i < n)%nat -> (j < n)%nat -> i <> j ->
  u i + u j <= sum n u.
Proof.
  intros H Hi Hj E. rewrite <- (sum_single n i u Hi), <- (sum_single n j u Hj), <- sum_plus.
  apply sum_le. intros k Hk. specialize (H k Hk).
  destruct (Nat.eqb_spec k i), (Nat.eqb_spec k j); try lra. subst. lia.
Qed.

(* Proves an equation between linear combinations of sums of the same length, term by term. *)
Ltac termwise :=
  unfold dist2, dot, minus, plus;
  repeat first [rewrite <- sum_scale | rewrite <- sum_scale_r | rewrite <- sum_plus
               | rewrite <- sum_minus];
  apply sum_ext; intros; cbv beta; ring.

Lemma dot_ext n u u' v v' :
  (forall k, (k < n)%nat -> u k = u' k) -> (forall k, (k < n)%nat -> v k = v' k) ->
  dot n u v = dot n u' v'.
Proof. intros H K. apply sum_ext. intros k Hk. now rewrite H, K. Qed.

Lemma dot_comm n u v : dot n u v = dot n v u.
Proof. termwise. Qed.

Lemma dot_nonneg n u : 0 <= dot n u u.
Proof. apply sum_nonneg. intros. apply Rle_0_sqr. Qed.

Lemma dot_zero n u : dot n u u = 0 -> forall k, (k < n)%nat -> u k = 0.
Proof.
  intros H k Hk. assert (u k * u k <= dot n u u).
  { apply (sum_ge_term n (fun k => u k * u k)); [intros; apply Rle_0_sqr|assumption]. }
  apply Rsqr_0_uniq. unfold Rsqr. assert (0 <= u k * u k) by apply Rle_0_sqr. lra.
Qed.

Lemma dist2_nonneg n u v : 0 <= dist2 n u v.
Proof. apply dot_nonneg. Qed.

Lemma dot_combination n c e u v :
  dot n (fun k => c * u k - e * v k) (fun k => c * u k - e * v k) =
  c * c * dot n u u - 2 * c * e * dot n u v + e * e * dot n v v.
Proof. termwise. Qed.

(* (u.v)^2 <= |u|^2 |v|^2 *)
Lemma cauchy_schwarz n u v : (dot n u v) ^ 2 <= dot n u u * dot n v v.
Proof.
  destruct (Req_dec (dot n v v) 0) as [E|E].
  - replace (dot n u v) with 0.
    + rewrite E. lra.
    + symmetry. apply sum_zero. intros k Hk. rewrite (dot_zero n v E k Hk). ring.
  - assert (0 < dot n v v) as P by (assert (0 <= dot n v v) by apply dot_nonneg; lra).
    set (w := fun k => dot n v v * u k - dot n u v * v k).
    assert (dot n w w = dot n v v * (dot n u u * dot n v v - (dot n u v) ^ 2)) as W
      by (unfold w; rewrite dot_combination; ring).
    assert (0 <= dot n w w) by apply dot_nonneg. rewrite W in H.
    apply (Rmult_le_reg_l _ _ _ P). lra.
Qed.

Lemma young n u v : 2 * Rabs (dot n u v) <= dot n u u + dot n v v.
Proof.
  assert (0 <= dot n (plus u v) (plus u v)) as A by apply dot_nonneg.
  assert (0 <= dot n (minus u v) (minus u v)) as B by apply dot_nonneg.
  replace (dot n (plus u v) (plus u v)) with (dot n u u + 2 * dot n u v + dot n v v) in A by termwise.
  replace (dot n (minus u v) (minus u v)) with (dot n u u - 2 * dot n u v + dot n v v) in B by termwise.
  unfold Rabs. destruct (Rcase_abs _); lra.
Qed.

Lemma abs_of_sqr u v : 0 <= v -> u ^ 2 <= v ^ 2 -> Rabs u <= v.
Proof.
  intros Hv H. apply Rnot_lt_le. intros Lt. rewrite <- (pow2_abs u) in H.
  assert (0 <= Rabs u) by apply Rabs_pos. nra.
Qed.

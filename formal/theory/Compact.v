(* SPDX-License-Identifier: MIT *)
(* A continuous function on a closed, bounded, nonempty set of vectors attains its minimum, and a
   closed nonempty set holds a nearest point to every point. *)
From Coq Require Import Reals Lra Lia.
From Abcert.Theory Require Import Condition Sums.
Local Open Scope R_scope.

(* y is within d of x in each of the first n coordinates. *)
Definition near (n : nat) (d : R) (x y : vec) : Prop := forall k, (k < n)%nat -> Rabs (y k - x k) < d.

(* Sets of vectors that shrink with e and do not become empty. *)
Definition shrinking (A : R -> vec -> Prop) : Prop :=
  (forall e e' y, 0 < e <= e' -> A e y -> A e' y) /\ forall e, 0 < e -> exists y, A e y.

Lemma cluster_coordinate A k B : shrinking A -> (forall e y, 0 < e -> A e y -> Rabs (y k) <= B) ->
  exists l, shrinking (fun e y => A e y /\ Rabs (y k - l) < e).
Proof.
  intros [Mono Full] HB.
  (* v is a bound if some A e lies above it *)
  set (low := fun v => exists e, 0 < e /\ forall y, A e y -> v <= y k).
  destruct (completeness low) as [l [Up Least]].
  - exists B. intros v (e & He & Hv). destruct (Full e He) as [y Hy].
    assert (H := HB e y He Hy). apply Hv in Hy. unfold Rabs in H. destruct (Rcase_abs _); lra.
  - exists (- B), 1. split; [lra|]. intros y Hy. assert (H := HB 1 y Rlt_0_1 Hy).
    unfold Rabs in H. destruct (Rcase_abs _); lra.
  - exists l. split.
    + intros e e' y He [Hy Hl]. split; [now apply (Mono e)|lra].
    + intros e He.
      (* beyond l - e everything, once e' is small *)
      assert (exists e', 0 < e' /\ forall y, A e' y -> l - e < y k) as (e' & He' & Above).
      { apply Classical_Prop.NNPP. intros No. assert (l <= l - e); [|lra].
        apply Least. intros v (e' & He' & Hv). apply Rnot_lt_le. intros Lt. apply No.
        exists e'. split; [exact He'|]. intros y Hy. apply Hv in Hy. lra. }
      set (d := Rmin e e'). assert (0 < d) as Hd by now apply Rmin_pos.
      assert (exists y, A d y /\ y k < l + e) as (y & Hy & Below).
      { apply Classical_Prop.NNPP. intros No. assert (l + e <= l); [|lra].
        apply Up. exists d. split; [exact Hd|]. intros y Hy. apply Rnot_lt_le. intros Lt.
        apply No. now exists y. }
      exists y. split.
      * apply (Mono d); [|exact Hy]. split; [exact Hd|apply Rmin_l].
      * assert (l - e < y k).
        { apply Above. apply (Mono d); [|exact Hy]. split; [exact Hd|apply Rmin_r]. }
        unfold Rabs. destruct (Rcase_abs _); lra.
Qed.

Lemma cluster n A B : shrinking A -> (forall e y k, 0 < e -> (k < n)%nat -> A e y -> Rabs (y k) <= B) ->
  exists l, forall e, 0 < e -> exists y, A e y /\ near n e l y.
Proof.
  revert A. induction n as [|n IH]; intros A HA HB.
  - exists (fun _ => 0). intros e He. destruct HA as [_ Full]. destruct (Full e He) as [y Hy].
    exists y. split; [exact Hy|]. intros k Hk. lia.
  - destruct (cluster_coordinate A n B HA) as [l Hl].
    { intros e y He. apply HB; [exact He|lia]. }
    destruct (IH (fun e y => A e y /\ Rabs (y n - l) < e) Hl) as [x Hx].
    { intros e y k He Hk [Hy _]. apply (HB e); [exact He|lia|exact Hy]. }
    exists (fun k => if Nat.eqb k n then l else x k). intros e He.
    destruct (Hx e He) as (y & [Hy Hn] & N). exists y. split; [exact Hy|].
    intros k Hk. destruct (Nat.eqb_spec k n) as [->|E]; [exact Hn|]. apply N. lia.
Qed.

Definition closed (n : nat) (K : vec -> Prop) : Prop :=
  forall x, (forall e, 0 < e -> exists y, K y /\ near n e x y) -> K x.
Definition continuous (n : nat) (F : vec -> R) : Prop :=
  forall x e, 0 < e -> exists d, 0 < d /\ forall y, near n d x y -> Rabs (F y - F x) < e.

Theorem attained n F K B :
  closed n K -> (exists y, K y) -> (forall y k, (k < n)%nat -> K y -> Rabs (y k) <= B) ->
  continuous n F -> (exists b, forall y, K y -> b <= F y) ->
  exists x, K x /\ forall y, K y -> F x <= F y.
Proof.
  intros HK [y0 Hy0] HB HF [b Hb].
  set (low := fun v => forall y, K y -> v <= F y).
  destruct (completeness low) as [v [Up Least]].
  { exists (F y0). intros v Hv. now apply Hv. }
  { now exists b. }
  assert (forall e, 0 < e -> exists y, K y /\ F y < v + e) as Approx.
  { intros e He. apply Classical_Prop.NNPP. intros No. assert (v + e <= v); [|lra].
    apply Up. intros y Hy. apply Rnot_lt_le. intros Lt. apply No. now exists y. }
  destruct (cluster n (fun e y => K y /\ F y < v + e) B) as [x Hx].
  { split; [|exact Approx]. intros e e' y He [Hy HFy]. split; [exact Hy|lra]. }
  { intros e y k _ Hk [Hy _]. now apply HB. }
  assert (K x) as Kx.
  { apply HK. intros e He. destruct (Hx e He) as (y & [Hy _] & N). now exists y. }
  exists x. split; [exact Kx|]. intros y Hy.
  assert (v <= F y) by (apply Least; intros u Hu; now apply Hu).
  enough (F x <= v) by lra. apply Rnot_lt_le. intros Lt.
  destruct (HF x ((F x - v) / 2)) as (d & Hd & Hc); [lra|].
  set (e := Rmin d ((F x - v) / 2)). assert (0 < e) as He by (apply Rmin_pos; lra).
  assert (e <= d) as Ed by apply Rmin_l. assert (e <= (F x - v) / 2) as Ev by apply Rmin_r.
  destruct (Hx e He) as (z & [_ HFz] & N).
  assert (Rabs (F z - F x) < (F x - v) / 2) as C.
  { apply Hc. intros k Hk. specialize (N k Hk). lra. }
  unfold Rabs in C. destruct (Rcase_abs _); lra.
Qed.

(* Sums and products of coordinates are continuous. *)
Lemma continuous_coordinate n k : (k < n)%nat -> continuous n (fun x => x k).
Proof. intros Hk x e He. exists e. split; [exact He|]. intros y N. now apply N. Qed.

Lemma continuous_constant n c : continuous n (fun _ => c).
Proof.
  intros x e He. exists 1. split; [lra|]. intros y _. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity.
  exact He.
Qed.

Lemma near_weaker n d d' x y : d <= d' -> near n d x y -> near n d' x y.
Proof. intros H N k Hk. specialize (N k Hk). lra. Qed.

Lemma continuous_plus n F G : continuous n F -> continuous n G -> continuous n (fun x => F x + G x).
Proof.
  intros HF HG x e He. destruct (HF x (e / 2)) as (d & Hd & Nd); [lra|].
  destruct (HG x (e / 2)) as (d' & Hd' & Nd'); [lra|].
  exists (Rmin d d'). split; [now apply Rmin_pos|]. intros y N.
  specialize (Nd y (near_weaker _ _ _ _ _ (Rmin_l d d') N)).
  specialize (Nd' y (near_weaker _ _ _ _ _ (Rmin_r d d') N)).
  replace (F y + G y - (F x + G x)) with ((F y - F x) + (G y - G x)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma continuous_mult n F G : continuous n F -> continuous n G -> continuous n (fun x => F x * G x).
Proof.
  intros HF HG x e He.
  set (a := Rabs (F x)). set (b := Rabs (G x)).
  assert (0 <= a) as Ha by apply Rabs_pos. assert (0 <= b) as Hb by apply Rabs_pos.
  set (u := Rmin 1 (e / (a + b + 2))).
  assert (0 < e / (a + b + 2)) as P by (apply Rdiv_lt_0_compat; lra).
  assert (0 < u) as Hu by (apply Rmin_pos; lra).
  assert (u <= 1) as U1 by apply Rmin_l. assert (u <= e / (a + b + 2)) as U2 by apply Rmin_r.
  assert (u * (a + b + 2) <= e) as U3.
  { apply (Rmult_le_compat_r (a + b + 2)) in U2; [|lra].
    replace (e / (a + b + 2) * (a + b + 2)) with e in U2 by (field; lra). exact U2. }
  destruct (HF x u Hu) as (d & Hd & Nd). destruct (HG x u Hu) as (d' & Hd' & Nd').
  exists (Rmin d d'). split; [now apply Rmin_pos|]. intros y N.
  specialize (Nd y (near_weaker _ _ _ _ _ (Rmin_l d d') N)).
  specialize (Nd' y (near_weaker _ _ _ _ _ (Rmin_r d d') N)).
  replace (F y * G y - F x * G x)
    with ((F y - F x) * (G y - G x) + (F x * (G y - G x) + (F y - F x) * G x)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|].
  eapply Rle_lt_trans; [apply Rplus_le_compat_l; apply Rabs_triang|].
  rewrite !Rabs_mult. fold a b.
  assert (0 <= Rabs (F y - F x)) by apply Rabs_pos. assert (0 <= Rabs (G y - G x)) by apply Rabs_pos.
  assert (Rabs (F y - F x) * Rabs (G y - G x) <= u * 1) by (apply Rmult_le_compat; lra).
  assert (a * Rabs (G y - G x) <= a * u) by (apply Rmult_le_compat_l; lra).
  assert (Rabs (F y - F x) * b <= u * b) by (apply Rmult_le_compat_r; lra).
  lra.
Qed.

Lemma continuous_sum n p (F : nat -> vec -> R) :
  (forall k, (k < p)%nat -> continuous n (F k)) -> continuous n (fun x => sum p (fun k => F k x)).
Proof.
  induction p as [|p IH]; simpl; intros H; [apply continuous_constant|].
  apply (continuous_plus n (fun x => sum p (fun k => F k x)) (F p)).
  - apply IH. intros. apply H. lia.
  - apply H. lia.
Qed.

Lemma closed_level n F c : continuous n F -> closed n (fun x => F x = c).
Proof.
  intros HF x Hx. apply Rminus_diag_uniq. apply Classical_Prop.NNPP. intros Ne.
  destruct (HF x (Rabs (F x - c))) as (d & Hd & Hc); [now apply Rabs_pos_lt|].
  destruct (Hx d Hd) as (y & Hy & N). specialize (Hc y N). rewrite Hy, Rabs_minus_sym in Hc. lra.
Qed.

Lemma closed_sublevel n F c : continuous n F -> closed n (fun x => F x <= c).
Proof.
  intros HF x Hx. apply Rnot_lt_le. intros Lt.
  destruct (HF x (F x - c)) as (d & Hd & Hc); [lra|].
  destruct (Hx d Hd) as (y & Hy & N). specialize (Hc y N).
  unfold Rabs in Hc. destruct (Rcase_abs _); lra.
Qed.

Lemma closed_and n K L : closed n K -> closed n L -> closed n (fun x => K x /\ L x).
Proof.
  intros HK HL x Hx. split; [apply HK|apply HL]; intros e He; destruct (Hx e He) as (y & [A B] & N);
    now exists y.
Qed.

Lemma closed_all n (I : Type) (K : I -> vec -> Prop) :
  (forall i, closed n (K i)) -> closed n (fun x => forall i, K i x).
Proof.
  intros HK x Hx i. apply HK. intros e He. destruct (Hx e He) as (y & H & N). exists y.
  split; [apply H|exact N].
Qed.

Lemma continuous_dist2 n x : continuous n (fun y => dist2 n x y).
Proof.
  apply (continuous_sum n n (fun k y => minus x y k * minus x y k)). intros k Hk.
  assert (continuous n (fun y => minus x y k)) as C.
  { unfold minus.
    assert (continuous n (fun y => x k + -1 * y k)) as C.
    { apply (continuous_plus n (fun _ => x k) (fun y => -1 * y k)); [apply continuous_constant|].
      apply (continuous_mult n (fun _ => -1) (fun y => y k)); [apply continuous_constant|].
      now apply continuous_coordinate. }
    intros z e He. destruct (C z e He) as (d & Hd & H). exists d. split; [exact Hd|].
    intros y N. specialize (H y N).
    replace (x k - y k - (x k - z k)) with (x k + -1 * y k - (x k + -1 * z k)) by ring. exact H. }
  now apply (continuous_mult n (fun y => minus x y k) (fun y => minus x y k)).
Qed.

Theorem projection_exists n M x : closed n M -> (exists y, M y) -> exists y, projection n M x y.
Proof.
  intros HM [y0 Hy0]. set (r := dist2 n x y0).
  set (norm := sum n (fun k => Rabs (x k))).
  assert (0 <= r) as Hr by apply dist2_nonneg.
  destruct (attained n (fun y => dist2 n x y) (fun y => M y /\ dist2 n x y <= r) (norm + (1 + r)))
    as (y & [My Ry] & Least).
  - apply closed_and; [exact HM|]. apply closed_sublevel, continuous_dist2.
  - exists y0. split; [exact Hy0|unfold r; lra].
  - intros y k Hk [_ Ry].
    assert ((x k - y k) * (x k - y k) <= dist2 n x y) as S.
    { apply (sum_ge_term n (fun k => minus x y k * minus x y k)); [intros; apply Rle_0_sqr|exact Hk]. }
    assert (Rabs (x k) <= norm) as N.
    { apply (sum_ge_term n (fun k => Rabs (x k))); [intros; apply Rabs_pos|exact Hk]. }
    assert (Rabs (x k - y k) <= 1 + r) as A.
    { apply Rnot_lt_le. intros Lt.
      assert (Rabs (x k - y k) * Rabs (x k - y k) = (x k - y k) * (x k - y k)) as E
        by (rewrite <- Rabs_mult; apply Rabs_right; apply Rle_ge, Rle_0_sqr).
      nra. }
    replace (y k) with (x k - (x k - y k)) by ring.
    unfold Rminus at 1. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra.
  - apply continuous_dist2.
  - exists 0. intros. apply dist2_nonneg.
  - exists y. split; [exact My|]. intros z Mz.
    destruct (Rle_lt_dec (dist2 n x z) r) as [L|L]; [now apply Least|lra].
Qed.

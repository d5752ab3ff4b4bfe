(* SPDX-License-Identifier: MIT *)
(* Divided differences over the reals (docs/theory/slopes.md, section 3): what their bounds are, and
   that those of a convex function do not decrease. *)

From Coq Require Import Reals Lra Lia Psatz.
Open Scope R_scope.

(* (g(u) - g(c))/(u - c), and g'(u) where u = c. *)
Definition difference (g g' : R -> R) (u c : R) : R :=
  if Req_EM_T u c then g' u else (g u - g c) / (u - c).

Lemma difference_spec : forall g g' u c, g u - g c = difference g g' u c * (u - c).
Proof.
  intros g g' u c. unfold difference. destruct (Req_EM_T u c) as [->|H]; [ring|].
  field. intro E. apply H. lra.
Qed.

Lemma difference_symmetric : forall g g' u c, difference g g' u c = difference g g' c u.
Proof.
  intros g g' u c. unfold difference.
  destruct (Req_EM_T u c) as [H|H], (Req_EM_T c u) as [E|H']; try congruence.
  field. split; intro E; apply H; lra.
Qed.

(* g has a supporting line of slope g'(p) at each p of D. *)
Definition supported (D : R -> Prop) (g g' : R -> R) : Prop :=
  forall p q, D p -> D q -> g p + g' p * (q - p) <= g q.

Lemma difference_above : forall D g g' u c, supported D g g' -> D u -> D c -> u <= c ->
  g' u <= difference g g' u c <= g' c.
Proof.
  intros D g g' u c HS Hu Hc H. pose proof (difference_spec g g' u c) as E.
  destruct (Req_dec u c) as [->|HN].
  - unfold difference. destruct (Req_EM_T c c); [lra|congruence].
  - pose proof (HS u c Hu Hc). pose proof (HS c u Hc Hu).
    set (k := difference g g' u c) in *. split; nra.
Qed.

Lemma difference_monotone_left : forall D g g' u v c, supported D g g' -> D u -> D v -> D c ->
  u <= v -> difference g g' u c <= difference g g' v c.
Proof.
  intros D g g' u v c HS Hu Hv Hc H.
  destruct (Req_dec u v) as [->|HN]; [lra|].
  pose proof (difference_spec g g' u c) as Eu. pose proof (difference_spec g g' v c) as Ev.
  destruct (Rle_dec u c) as [H1|H1].
  - destruct (Rle_dec c v) as [H2|H2].
    + pose proof (difference_above D g g' u c HS Hu Hc H1).
      pose proof (difference_above D g g' c v HS Hc Hv H2) as H3.
      rewrite difference_symmetric in H3. lra.
    + assert (H3 : v <= c) by lra. pose proof (difference_above D g g' v c HS Hv Hc H3).
      pose proof (HS v u Hv Hu).
      set (k := difference g g' u c) in *. set (l := difference g g' v c) in *. nra.
  - assert (H2 : c <= u) by lra. pose proof (difference_above D g g' c u HS Hc Hu H2) as H3.
    rewrite difference_symmetric in H3. pose proof (HS u v Hu Hv).
    set (k := difference g g' u c) in *. set (l := difference g g' v c) in *. nra.
Qed.

(* Section 3, (3). *)
Lemma difference_monotone : forall D g g' a b u c, supported D g g' -> D a -> D b -> D u -> D c ->
  a <= u -> b <= c -> difference g g' a b <= difference g g' u c.
Proof.
  intros D g g' a b u c HS Ha Hb Hu Hc H1 H2.
  apply Rle_trans with (difference g g' u b).
  - apply difference_monotone_left with D; assumption.
  - rewrite (difference_symmetric g g' u b), (difference_symmetric g g' u c).
    apply difference_monotone_left with D; assumption.
Qed.

Lemma difference_opposite : forall g g' u c,
  difference (fun x => - g x) (fun x => - g' x) u c = - difference g g' u c.
Proof.
  intros g g' u c. unfold difference. destruct (Req_EM_T u c) as [H|H]; [reflexivity|].
  field. intro E. apply H. lra.
Qed.

Definition connected_set (D : R -> Prop) : Prop := forall x y z, D x -> D y -> x <= z <= y -> D z.

(* The mean value theorem, for u = c too. *)
Lemma difference_derivative : forall (D : R -> Prop) g g' u c, connected_set D ->
  (forall h, D h -> derivable_pt_lim g h (g' h)) -> D u -> D c ->
  exists h, D h /\ difference g g' u c = g' h /\ Rmin u c <= h <= Rmax u c.
Proof.
  assert (HL : forall (D : R -> Prop) g g' u c, connected_set D ->
    (forall h, D h -> derivable_pt_lim g h (g' h)) -> D u -> D c -> u < c ->
    exists h, D h /\ difference g g' u c = g' h /\ u <= h <= c).
  { intros D g g' u c HD HG Hu Hc H.
    destruct (MVT_cor2 g g' u c H) as (h & Eh & Hh).
    { intros x Hx. apply HG. apply HD with u c; assumption. }
    exists h. repeat split; try lra.
    - apply HD with u c; [assumption|assumption|lra].
    - pose proof (difference_spec g g' u c) as E.
      apply Rmult_eq_reg_r with (u - c); [|lra]. rewrite <- E. lra. }
  intros D g g' u c HD HG Hu Hc. destruct (Rtotal_order u c) as [H|[->|H]].
  - destruct (HL D g g' u c HD HG Hu Hc H) as (h & H1 & H2 & H3). exists h.
    rewrite Rmin_left, Rmax_right by lra. auto.
  - exists c. unfold difference. destruct (Req_EM_T c c); [|congruence].
    rewrite Rmin_left, Rmax_left by lra. repeat split; [assumption|lra|lra].
  - destruct (HL D g g' c u HD HG Hc Hu H) as (h & H1 & H2 & H3). exists h.
    rewrite difference_symmetric, Rmin_right, Rmax_left by lra. auto.
Qed.

Lemma supported_by_derivative : forall (D : R -> Prop) g g', connected_set D ->
  (forall h, D h -> derivable_pt_lim g h (g' h)) ->
  (forall x y, D x -> D y -> x <= y -> g' x <= g' y) -> supported D g g'.
Proof.
  intros D g g' HD HG HM p q Hp Hq.
  destruct (difference_derivative D g g' q p HD HG Hq Hp) as (h & Hh & E & HB).
  pose proof (difference_spec g g' q p) as ED. rewrite E in ED.
  destruct (Rle_dec p q) as [H|H].
  - rewrite Rmin_right, Rmax_left in HB by lra. pose proof (HM p h Hp Hh). nra.
  - rewrite Rmin_left, Rmax_right in HB by lra. assert (h <= p) by lra.
    pose proof (HM h p Hh Hp). nra.
Qed.

(* Powers. *)
Lemma pow_even_nonnegative : forall x k, 0 <= x ^ (2 * k).
Proof. intros x k. rewrite pow_mult. apply pow_le. nra. Qed.

Lemma pow_odd_opposite : forall x k, (- x) ^ (2 * k + 1) = - x ^ (2 * k + 1).
Proof.
  intros x k. rewrite !pow_add, !pow_mult. replace ((- x) ^ 2) with (x ^ 2) by ring. ring.
Qed.

Lemma pow_odd_monotone : forall x y k, x <= y -> x ^ (2 * k + 1) <= y ^ (2 * k + 1).
Proof.
  intros x y k H. destruct (Rle_dec 0 x) as [Hx|Hx].
  - apply pow_incr. lra.
  - destruct (Rle_dec 0 y) as [Hy|Hy].
    + assert (H1 : 0 <= (- x) ^ (2 * k + 1)) by (apply pow_le; lra).
      assert (H2 : 0 <= y ^ (2 * k + 1)) by (apply pow_le; assumption).
      rewrite pow_odd_opposite in H1. lra.
    + assert (H1 : (- y) ^ (2 * k + 1) <= (- x) ^ (2 * k + 1)) by (apply pow_incr; lra).
      rewrite !pow_odd_opposite in H1. lra.
Qed.

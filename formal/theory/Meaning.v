(* SPDX-License-Identifier: MIT *)
(* From the clauses of a certificate about rank-one factorisation to its claim: what `recompile` does
   in C, as a computation in Coq that is proved. The clauses are compared with those that the claim
   asks for, and the numbers that the certificate chose (bounds, range of t) are checked in rationals. *)
From Coq Require Import Reals QArith List Lra Lia Arith Bool.
From Coq Require Qreals.
From Abcert.Replay Require Import Expression Clause.
From Abcert.Theory Require Import Condition Sums Rationals Factorization RankOne EckartYoung
  Reduction.
Import ListNotations.
Local Open Scope R_scope.

Definition to_Q (r : rational) : Q := Qmake (fst r) (snd r).
Lemma real_to_Q r : real (to_Q r) = rational_value r.
Proof. reflexivity. Qed.

Definition number (l : list rational) (k : nat) : rational := nth k l (0%Z, 1%positive).
Definition rational_vector (l : list rational) : vec := fun k => rational_value (number l k).
Definition rational_matrix (l : list (list rational)) : nat -> nat -> R := fun i => rational_vector (nth i l []).

(* The domain or its mirror image, with what the certificate chose for it. *)
Record side_data : Set := Side {
  low : list rational; high : list rational;
  t_low : rational; t_high : rational;
  p_low : list rational; p_high : list rational; q_low : list rational; q_high : list rational
}.

(* The clause of entry (i, j). Constants: sigma, then a, then b. *)
Definition side_clause (c : template) (n : nat) (X : list (list rational)) (s : side_data) (i j : nat) :=
  Clause c
    [(number (low s) i, number (high s) i);
     (number (low s) (n + j), number (high s) (n + j)); (t_low s, t_high s)] []
    [Named (1 + i); Named (1 + n + j); Named 0; Exactly (number (nth i X []) j);
     Exactly (number (p_low s) i); Exactly (number (p_high s) i);
     Exactly (number (q_low s) j); Exactly (number (q_high s) j)].
Definition side_clauses (c : template) (n m : nat) (X : list (list rational)) (s : side_data) :=
  flat_map (fun i => map (side_clause c n X s i) (seq 0 m)) (seq 0 n).

(* What the clauses of one side, given in the order of side_clauses, say about the choices. They are
   compared with side_clauses afterwards, so nothing depends on what is read here. *)
Definition side_of (n m : nat) (lows highs : list rational) (l : list clause) : side_data :=
  let zero := (0%Z, 1%positive) in
  let nothing := Clause (Template [] []) [] [] [] in
  let binding k c := match nth k (bindings c) (Named 0) with Exactly q => q | Named _ => zero end in
  let row k := map (fun i => binding k (nth (i * m) l nothing)) (seq 0 n) in
  let column k := map (fun j => binding k (nth j l nothing)) (seq 0 m) in
  let range := nth 2 (Clause.box (nth 0 l nothing)) (zero, zero) in
  Side lows highs (fst range) (snd range) (row 4%nat) (row 5%nat) (column 6%nat) (column 7%nat).

(* The template's literals are those of the reduction. *)
Definition template_correct (c : template) (alpha beta : R) : Prop :=
  forall w s t a b sigma x p_lo p_hi q_lo q_hi, t <> 0 ->
    Exists (literal_holds (nodes c) [w; s; t] [a; b; sigma; x; p_lo; p_hi; q_lo; q_hi]) (literals c) ->
    entry_clause alpha beta sigma a b x p_lo p_hi q_lo q_hi w s t.

(* Bounds of sums of products, in rationals. *)
Definition product_max (c x : Q * Q) : Q :=
  q_max (q_max (fst c * fst x) (fst c * snd x)) (q_max (snd c * fst x) (snd c * snd x)).
Definition product_min (c x : Q * Q) : Q :=
  q_min (q_min (fst c * fst x) (fst c * snd x)) (q_min (snd c * fst x) (snd c * snd x)).
Definition except (i : nat) (u : nat -> Q) (l : nat) : Q := if Nat.eqb l i then 0%Q else u l.

Definition pair_Q (e : rational * rational) : Q * Q := (to_Q (fst e), to_Q (snd e)).
Definition enclosure (l : list (rational * rational)) (k : nat) : Q * Q :=
  pair_Q (nth k l ((0%Z, 1%positive), (0%Z, 1%positive))).

(* For coordinates first .. first + count - 1 of the side, constants from 1 + first on. *)
Definition term_max (e : list (rational * rational)) (s : side_data) (first l : nat) : Q :=
  product_max (enclosure e (1 + (first + l)))
    (pair_Q (number (low s) (first + l), number (high s) (first + l))).
Definition term_min (e : list (rational * rational)) (s : side_data) (first l : nat) : Q :=
  product_min (enclosure e (1 + (first + l)))
    (pair_Q (number (low s) (first + l), number (high s) (first + l))).
Definition part_ok (e : list (rational * rational)) (s : side_data) (first count : nat)
    (least greatest : list rational) : bool :=
  forallb (fun i =>
    Qle_bool (to_Q (number least i)) (q_sum count (except i (term_min e s first))) &&
    Qle_bool (q_sum count (except i (term_max e s first))) (to_Q (number greatest i))) (seq 0 count).
(* sigma (x - 1/x) >= bound for every sigma of the enclosure *)
Definition reaches (sigma : Q * Q) (x bound : Q) : bool :=
  let v := (x - / x)%Q in
  Qle_bool bound ((if Qle_bool 0 v then fst sigma else snd sigma) * v).
Definition side_ok (e : list (rational * rational)) (n m : nat) (s : side_data) : bool :=
  positive (to_Q (t_low s)) && positive (to_Q (t_high s)) &&
  part_ok e s 0 n (p_low s) (p_high s) && part_ok e s n m (q_low s) (q_high s) &&
  reaches (enclosure e 0) (to_Q (t_high s)) (q_sum n (term_max e s 0)) &&
  reaches (enclosure e 0) (/ to_Q (t_low s))%Q (q_sum m (term_max e s n)).

(* --- that these computations bound what they should ------------------------------------------- *)

Definition inside (x : R) (e : Q * Q) : Prop := real (fst e) <= x <= real (snd e).

(* A bilinear function is bounded by its values at the corners. *)
Lemma corners a a0 a1 x x0 x1 v : a0 <= a <= a1 -> x0 <= x <= x1 ->
  a0 * x0 <= v -> a0 * x1 <= v -> a1 * x0 <= v -> a1 * x1 <= v -> a * x <= v.
Proof.
  intros A B H1 H2 H3 H4.
  assert (forall c y y0 y1, y0 <= y <= y1 -> c * y0 <= v -> c * y1 <= v -> c * y <= v) as Line.
  { intros c y y0 y1 Y U V. destruct (Rle_lt_dec 0 c).
    - assert (c * y <= c * y1) by (apply Rmult_le_compat_l; lra). lra.
    - assert (- c * y0 <= - c * y) by (apply Rmult_le_compat_l; lra). lra. }
  rewrite Rmult_comm. apply (Line x a a0 a1 A); rewrite Rmult_comm; now apply (Line _ x x0 x1).
Qed.

Lemma product_max_bound a x c d : inside a c -> inside x d -> a * x <= real (product_max c d).
Proof.
  intros A B. unfold product_max.
  assert (H := q_max_bounds (q_max (fst c * fst d) (fst c * snd d)) (q_max (snd c * fst d) (snd c * snd d))).
  assert (H1 := q_max_bounds (fst c * fst d) (fst c * snd d)).
  assert (H2 := q_max_bounds (snd c * fst d) (snd c * snd d)).
  rewrite !Qreals.Q2R_mult in H1, H2.
  apply (corners a (real (fst c)) (real (snd c)) x (real (fst d)) (real (snd d))); try assumption; lra.
Qed.

Lemma product_min_bound a x c d : inside a c -> inside x d -> real (product_min c d) <= a * x.
Proof.
  intros A B. unfold product_min.
  assert (H := q_min_bounds (q_min (fst c * fst d) (fst c * snd d)) (q_min (snd c * fst d) (snd c * snd d))).
  assert (H1 := q_min_bounds (fst c * fst d) (fst c * snd d)).
  assert (H2 := q_min_bounds (snd c * fst d) (snd c * snd d)).
  rewrite !Qreals.Q2R_mult in H1, H2. unfold inside in *.
  set (v := real (q_min (q_min (fst c * fst d) (fst c * snd d)) (q_min (snd c * fst d) (snd c * snd d)))) in *.
  enough ((- a) * x <= - v) by lra.
  apply (corners (- a) (- real (snd c)) (- real (fst c)) x (real (fst d)) (real (snd d))); lra.
Qed.

Lemma reaches_bound sigma e x b : 0 < real x -> inside sigma e -> reaches e x b = true ->
  real b <= sigma * (real x - 1 / real x).
Proof.
  intros Hx [S1 S2] H. unfold reaches in H. apply q_le in H.
  rewrite Qreals.Q2R_mult in H.
  assert (~ x == 0)%Q as Nz by (intros E; apply Qreals.Qeq_eqR in E; rewrite real_zero in E; lra).
  assert (real (x - / x)%Q = real x - 1 / real x) as Ev.
  { rewrite Qreals.Q2R_minus, Qreals.Q2R_inv by exact Nz. unfold Rdiv. ring. }
  rewrite Ev in H. set (v := real x - 1 / real x) in *.
  destruct (Qle_bool 0 (x - / x)) eqn:E; [apply q_le in E|apply q_not_le in E];
    rewrite real_zero, Ev in E; fold v in E.
  - assert (real (fst e) * v <= sigma * v) by (apply Rmult_le_compat_r; lra). lra.
  - assert (sigma * - v <= real (snd e) * - v) by (apply Rmult_le_compat_r; lra). lra.
Qed.

Lemma sum_except n u i : (i < n)%nat ->
  sum n u - u i = sum n (fun l => if Nat.eqb l i then 0 else u l).
Proof.
  intros Hi. rewrite <- (sum_single n i u Hi), <- sum_minus. apply sum_ext.
  intros l _. destruct (Nat.eqb l i); ring.
Qed.

Lemma real_except i u l : real (except i u l) = if Nat.eqb l i then 0 else real (u l).
Proof. unfold except. destruct (Nat.eqb l i); [apply real_zero|reflexivity]. Qed.

(* What the constants of a certificate stand for. *)
Definition constants (n m : nat) (a b : vec) (sigma : R) : list R :=
  sigma :: map a (seq 0 n) ++ map b (seq 0 m).
Definition in_enclosures (e : list (rational * rational)) (n m : nat) (a b : vec) (sigma : R) : Prop :=
  Forall2 between (constants n m a b sigma) e.

Lemma nth_between e : forall l k d, Forall2 between l e -> (k < length l)%nat ->
  inside (nth k l 0) (pair_Q (nth k e d)).
Proof.
  induction e as [|c e IH]; intros l k d F Hk; inversion F; subst; simpl in Hk; [lia|].
  destruct k as [|k]; simpl.
  - unfold inside, pair_Q. simpl. rewrite !real_to_Q. assumption.
  - apply IH; [assumption|lia].
Qed.

Lemma length_constants n m a b sigma : length (constants n m a b sigma) = (1 + n + m)%nat.
Proof. unfold constants. simpl. now rewrite app_length, !map_length, !seq_length. Qed.

Lemma nth_a n m a b sigma i : (i < n)%nat -> nth (1 + i) (constants n m a b sigma) 0 = a i.
Proof.
  intros H. unfold constants. simpl. rewrite app_nth1 by (rewrite map_length, seq_length; exact H).
  rewrite (nth_indep _ 0 (a 0%nat)) by (rewrite map_length, seq_length; exact H).
  now rewrite map_nth, seq_nth.
Qed.

Lemma nth_b n m a b sigma j : (j < m)%nat -> nth (1 + n + j) (constants n m a b sigma) 0 = b j.
Proof.
  intros H. unfold constants. simpl.
  rewrite app_nth2 by (rewrite map_length, seq_length; lia). rewrite map_length, seq_length.
  replace (n + j - n)%nat with j by lia.
  rewrite (nth_indep _ 0 (b 0%nat)) by (rewrite map_length, seq_length; exact H).
  now rewrite map_nth, seq_nth.
Qed.

Section Side.
Variables n m : nat.
Variable e : list (rational * rational).
Variables a b : vec.
Variable sigma : R.
Hypothesis enclosed : in_enclosures e n m a b sigma.

Definition constant (k : nat) : R := nth k (constants n m a b sigma) 0.

Lemma constant_a i : (i < n)%nat -> constant (1 + (0 + i)) = a i.
Proof. exact (nth_a n m a b sigma i). Qed.

Lemma constant_b j : (j < m)%nat -> constant (1 + (n + j)) = b j.
Proof. exact (nth_b n m a b sigma j). Qed.

Lemma constant_inside k : (k < 1 + n + m)%nat -> inside (constant k) (enclosure e k).
Proof. intros H. apply nth_between; [exact enclosed|]. now rewrite length_constants. Qed.

Variable s : side_data.
Notation lo := (rational_vector (low s)).
Notation hi := (rational_vector (high s)).

Lemma coordinate_inside x k : box (n + m) lo hi x -> (k < n + m)%nat ->
  inside (x k) (pair_Q (number (low s) k, number (high s) k)).
Proof. intros H Hk. unfold inside, pair_Q. simpl. rewrite !real_to_Q. now apply H. Qed.

(* One block of coordinates: first = 0, count = n for w; first = n, count = m for s. *)
Lemma part_bound first count least greatest x :
  (first + count <= n + m)%nat -> box (n + m) lo hi x ->
  part_ok e s first count least greatest = true ->
  let u := fun l => constant (1 + (first + l)) * x (first + l)%nat in
  sum count u <= real (q_sum count (term_max e s first)) /\
  forall i, (i < count)%nat -> rational_vector least i <= sum count u - u i <= rational_vector greatest i.
Proof.
  intros Hr Hx Ok u.
  assert (forall l, (l < count)%nat -> real (term_min e s first l) <= u l <= real (term_max e s first l)) as B.
  { intros l Hl.
    assert (A := constant_inside (1 + (first + l)) ltac:(lia)).
    assert (C := coordinate_inside x (first + l) Hx ltac:(lia)).
    split; [now apply product_min_bound|now apply product_max_bound]. }
  split.
  - rewrite real_sum. apply sum_le. intros l Hl. now apply B.
  - intros i Hi. unfold part_ok in Ok. rewrite forallb_forall in Ok.
    specialize (Ok i). rewrite in_seq in Ok. specialize (Ok ltac:(lia)).
    apply andb_true_iff in Ok as [L U]. apply q_le in L, U. rewrite real_sum in L, U.
    rewrite real_to_Q in L, U. rewrite (sum_except count u i Hi).
    split.
    + eapply Rle_trans; [exact L|]. apply sum_le. intros l Hl. rewrite real_except.
      destruct (Nat.eqb l i); [lra|now apply B].
    + eapply Rle_trans; [|exact U]. apply sum_le. intros l Hl. rewrite real_except.
      destruct (Nat.eqb l i); [lra|now apply B].
Qed.

Lemma outer_bounds_ok : side_ok e n m s = true ->
  outer_bounds n m a b sigma lo hi (rational_vector (p_low s)) (rational_vector (p_high s)) (rational_vector (q_low s))
    (rational_vector (q_high s)) (rational_value (t_low s)) (rational_value (t_high s)).
Proof.
  unfold side_ok. rewrite !andb_true_iff. intros [[[[[T0 T1] P] Q] Rp] Rq].
  apply positive_bound in T0, T1. rewrite real_to_Q in T0, T1.
  assert (S := constant_inside 0 ltac:(lia)). unfold constant, constants in S. simpl in S.
  split; [exact T0|]. split; [exact T1|]. intros x Hx.
  destruct (part_bound 0 n _ _ x ltac:(lia) Hx P) as [Pm Pb].
  destruct (part_bound n m _ _ x ltac:(lia) Hx Q) as [Qm Qb].
  assert (sum n (fun l => constant (1 + (0 + l)) * x (0 + l)%nat) = p_of n a x) as Ep.
  { apply sum_ext. intros l Hl. now rewrite constant_a. }
  assert (sum m (fun l => constant (1 + (n + l)) * x (n + l)%nat) = q_of n m b x) as Eq.
  { apply sum_ext. intros l Hl. now rewrite constant_b. }
  rewrite Ep in Pm, Pb. rewrite Eq in Qm, Qb.
  assert (~ to_Q (t_low s) == 0)%Q as Nz.
  { intros E. apply Qreals.Qeq_eqR in E. rewrite real_zero, real_to_Q in E. lra. }
  repeat split.
  - assert (B := reaches_bound sigma _ (to_Q (t_high s)) _ T1 S Rp). rewrite real_to_Q in B. lra.
  - assert (real (/ to_Q (t_low s))%Q = / rational_value (t_low s)) as Ei
      by (rewrite Qreals.Q2R_inv by exact Nz; reflexivity).
    assert (0 < real (/ to_Q (t_low s))%Q) as Hi by (rewrite Ei; now apply Rinv_0_lt_compat).
    assert (B := reaches_bound sigma _ _ _ Hi S Rq). rewrite Ei in B.
    replace (1 / / rational_value (t_low s)) with (rational_value (t_low s)) in B by (field; lra).
    unfold Rdiv. lra.
  - specialize (Pb i H). cbv beta in Pb. rewrite (constant_a i H) in Pb. exact (proj1 Pb).
  - specialize (Pb i H). cbv beta in Pb. rewrite (constant_a i H) in Pb. exact (proj2 Pb).
  - specialize (Qb j H). cbv beta in Qb. rewrite (constant_b j H) in Qb. exact (proj1 Qb).
  - specialize (Qb j H). cbv beta in Qb. rewrite (constant_b j H) in Qb. exact (proj2 Qb).
Qed.

Variable c : template.
Variables alpha beta : R.
Variable X : list (list rational).
Hypothesis correct : template_correct c alpha beta.
Hypothesis holds : Forall (clause_holds (constants n m a b sigma)) (side_clauses c n m X s).

Lemma side_of_clauses : side_ok e n m s = true -> side n m (rational_matrix X) a b alpha beta sigma lo hi.
Proof.
  intros Ok. exists (rational_vector (p_low s)), (rational_vector (p_high s)), (rational_vector (q_low s)), (rational_vector (q_high s)),
    (rational_value (t_low s)), (rational_value (t_high s)).
  assert (Out := outer_bounds_ok Ok). split; [exact Out|].
  intros i j w v t Hi Hj Hw Hs Ht.
  assert (In (side_clause c n X s i j) (side_clauses c n m X s)) as I.
  { apply in_flat_map. exists i. split; [apply in_seq; lia|]. apply in_map, in_seq. lia. }
  rewrite Forall_forall in holds. specialize (holds _ I). clear I.
  specialize (holds [w; v; t]). simpl Clause.box in holds.
  assert (t <> 0) as Tn by (destruct Out as (T0 & _); lra).
  assert (between w (number (low s) i, number (high s) i)) as Bw by exact Hw.
  assert (between v (number (low s) (n + j), number (high s) (n + j))) as Bs by exact Hs.
  assert (between t (t_low s, t_high s)) as Bt by exact Ht.
  destruct (holds ltac:(auto)) as (none & Hn & H). inversion Hn; subst none. clear Hn.
  apply (correct w v t (a i) (b j) sigma _ _ _ _ _ Tn). simpl in H.
  rewrite <- (nth_a n m a b sigma i Hi), <- (nth_b n m a b sigma j Hj). exact H.
Qed.
End Side.

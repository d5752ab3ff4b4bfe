(* SPDX-License-Identifier: MIT *)
(* Both ends: an expression that is affine in one coordinate lies between its values at the ends of
   that coordinate (docs/theory/rules.md, section 9). *)

From Coq Require Import Reals ZArith List Lra Lia PeanoNat Bool.
From Abcert.Replay Require Import Expression Machine Rules Exact.
Import ListNotations.
Open Scope R_scope.

(* Of a node, by the form of the expression: the coordinate does not occur; affine in it; neither. *)
Inductive shape : Set := Free | Affine | Bent.

Definition sum_shape (a b : shape) : shape :=
  match a, b with Free, Free => Free | Bent, _ | _, Bent => Bent | _, _ => Affine end.
Definition product_shape (a b : shape) : shape :=
  match a, b with Free, Free => Free | Free, Affine | Affine, Free => Affine | _, _ => Bent end.
Definition quotient_shape (a b : shape) : shape :=
  match a, b with Free, Free => Free | Affine, Free => Affine | _, _ => Bent end.
Definition free_or_bent (a b : shape) : shape := match a, b with Free, Free => Free | _, _ => Bent end.

Definition shape2 (op : binary) : shape -> shape -> shape :=
  match op with
  | Add | Sub => sum_shape
  | Mul => product_shape
  | Div => quotient_shape
  | Min | Max => free_or_bent
  end.

Definition shape_at (l : list shape) (i : nat) : shape := nth i l Free.

Definition node_shape (k : nat) (done : list shape) (n : node) : shape :=
  match n with
  | Number _ _ | Argument _ | Pi => Free
  | Coordinate j => if Nat.eqb j k then Affine else Free
  | Binary op a b => shape2 op (shape_at done a) (shape_at done b)
  | Unary Neg a => shape_at done a
  | Power a _ | Unary _ a => free_or_bent (shape_at done a) Free
  end.

Fixpoint shapes (k : nat) (done : list shape) (nodes : list node) : list shape :=
  match nodes with [] => done | n :: rest => shapes k (done ++ [node_shape k done n]) rest end.

Definition straight (nodes : list node) (k root : nat) : bool :=
  match shape_at (shapes k [] (firstn (S root) nodes)) root with Bent => false | _ => true end.

Section Correct.
(* x: between x1 and x2, with weight s, in coordinate k; equal in all others. *)
Variables (s : R) (k : nat) (x x1 x2 p : list R).

Definition related (h : shape) (v v1 v2 : option R) : Prop :=
  match h with
  | Free => v1 = v /\ v2 = v
  | Affine => forall a b, v1 = Some a -> v2 = Some b -> v = Some ((1 - s) * a + s * b)
  | Bent => True
  end.

Hypothesis x_ok : forall j, related (if Nat.eqb j k then Affine else Free) (nth_error x j) (nth_error x1 j) (nth_error x2 j).

Lemma related_affine : forall h v v1 v2, h <> Bent -> related h v v1 v2 -> related Affine v v1 v2.
Proof.
  intros [| |] v v1 v2 HB H; [|exact H|congruence]. destruct H as (-> & ->). intros a b Ha Hb. rewrite Ha in *.
  injection Hb as <-. f_equal. ring.
Qed.

Lemma related_all : forall h v, related h v v v.
Proof. intros h v. destruct h; simpl; auto. intros a b -> Hb. injection Hb as <-. f_equal. ring. Qed.

Lemma free_node : forall g h v v1 v2 w w1 w2 f, related g v v1 v2 -> related h w w1 w2 ->
  related (free_or_bent g h) (bind2 f v w) (bind2 f v1 w1) (bind2 f v2 w2).
Proof.
  intros g h v v1 v2 w w1 w2 f Hv Hw. destruct g, h; simpl in *; auto.
  destruct Hv as (-> & ->), Hw as (-> & ->). auto.
Qed.

Lemma two_node : forall op g h v v1 v2 w w1 w2, related g v v1 v2 -> related h w w1 w2 ->
  related (shape2 op g h) (bind2 (apply2 op) v w) (bind2 (apply2 op) v1 w1) (bind2 (apply2 op) v2 w2).
Proof.
  intros op g h v v1 v2 w w1 w2 Hv Hw.
  assert (HF : g = Free -> h = Free -> related Free (bind2 (apply2 op) v w) (bind2 (apply2 op) v1 w1) (bind2 (apply2 op) v2 w2)).
  { intros -> ->. destruct Hv as (-> & ->), Hw as (-> & ->). split; reflexivity. }
  assert (HS : op = Add \/ op = Sub -> g <> Bent -> h <> Bent ->
    related Affine (bind2 (apply2 op) v w) (bind2 (apply2 op) v1 w1) (bind2 (apply2 op) v2 w2)).
  { intros HO HG HH. apply related_affine in Hv, Hw; auto. intros a b Ha Hb.
    destruct v1 as [v1|], w1 as [w1|]; try discriminate. destruct v2 as [v2|], w2 as [w2|]; try discriminate.
    rewrite (Hv _ _ eq_refl eq_refl), (Hw _ _ eq_refl eq_refl).
    destruct HO as [-> | ->]; simpl in *; injection Ha as <-; injection Hb as <-; f_equal; ring. }
  destruct op; try (apply free_node; assumption); destruct g, h; try exact Logic.I;
    try (apply HF; reflexivity); try (apply HS; auto; discriminate); simpl in *; intros a b Ha Hb.
  - destruct Hv as (-> & ->). destruct v as [v|]; [|discriminate].
    destruct w1 as [w1|], w2 as [w2|]; try discriminate. rewrite (Hw _ _ eq_refl eq_refl).
    simpl in *. injection Ha as <-. injection Hb as <-. f_equal. ring.
  - destruct Hw as (-> & ->). destruct v1 as [v1|], v2 as [v2|], w as [w|]; try discriminate.
    rewrite (Hv _ _ eq_refl eq_refl). simpl in *. injection Ha as <-. injection Hb as <-. f_equal. ring.
  - destruct Hw as (-> & ->). destruct v1 as [v1|], v2 as [v2|], w as [w|]; try discriminate.
    rewrite (Hv _ _ eq_refl eq_refl). simpl in *. destruct (Req_EM_T w 0); [discriminate|].
    injection Ha as <-. injection Hb as <-. f_equal. unfold Rdiv. ring.
Qed.

Lemma node_related : forall done vs vs1 vs2 n,
  (forall i, related (shape_at done i) (operand vs i) (operand vs1 i) (operand vs2 i)) ->
  related (node_shape k done n) (node_value x p vs n) (node_value x1 p vs1 n) (node_value x2 p vs2 n).
Proof.
  intros done vs vs1 vs2 n H.
  assert (H1 : forall a f, related (free_or_bent (shape_at done a) Free) (bind1 f (operand vs a)) (bind1 f (operand vs1 a)) (bind1 f (operand vs2 a))).
  { intros a f. specialize (H a). destruct (shape_at done a); simpl in *; auto. destruct H as (-> & ->). auto. }
  destruct n as [n d|j|j| |op a b|a e|op a]; try apply related_all.
  - exact (x_ok j).
  - apply two_node; apply H.
  - apply H1.
  - destruct op; try apply H1. specialize (H a). simpl. destruct (shape_at done a); simpl in *; auto.
    + destruct H as (-> & ->). auto.
    + intros q r Hq Hr. destruct (operand vs1 a) as [u1|], (operand vs2 a) as [u2|]; try discriminate.
      rewrite (H _ _ eq_refl eq_refl). simpl in *. injection Hq as <-. injection Hr as <-. f_equal. ring.
Qed.

Lemma nth_snoc : forall (A : Type) (l : list A) a d i,
  nth i (l ++ [a]) d = if Nat.eqb i (length l) then a else nth i l d.
Proof.
  intros A l a d. induction l as [|b l IH]; intros [|i]; simpl; auto. destruct i; reflexivity.
Qed.

Lemma shapes_related : forall nodes done vs vs1 vs2,
  length vs = length done -> length vs1 = length done -> length vs2 = length done ->
  (forall i, related (shape_at done i) (operand vs i) (operand vs1 i) (operand vs2 i)) ->
  forall i, related (shape_at (shapes k done nodes) i) (operand (values_from x p vs nodes) i)
    (operand (values_from x1 p vs1 nodes) i) (operand (values_from x2 p vs2 nodes) i).
Proof.
  induction nodes as [|n nodes IH]; intros done vs vs1 vs2 L L1 L2 H; [exact H|]. simpl.
  apply IH; rewrite ?app_length; simpl; try lia.
  intros i. unfold shape_at, operand. rewrite !nth_snoc, L, L1, L2.
  destruct (Nat.eqb i (length done)); [apply node_related, H|apply H].
Qed.

Theorem both_ends : forall nodes root a, straight nodes k root = true -> 0 <= s <= 1 -> a <> Off ->
  aim_at a (value nodes x1 p root) -> aim_at a (value nodes x2 p root) -> aim_at a (value nodes x p root).
Proof.
  intros nodes root a H Hs HA H1 H2. unfold straight in H.
  pose proof (shapes_related (firstn (S root) nodes) [] [] [] [] eq_refl eq_refl eq_refl) as HR.
  specialize (HR (fun i => related_all _ _)). specialize (HR root). rewrite !value_firstn in HR.
  apply related_affine in HR; [|intros E; rewrite E in H; discriminate].
  destruct (value nodes x1 p root) as [v1|], (value nodes x2 p root) as [v2|]; try contradiction.
  rewrite (HR _ _ eq_refl eq_refl). simpl in *. destruct a; simpl in *; try congruence; nra.
Qed.
End Correct.

(* Where a number of an interval lies between its ends. *)
Lemma weight_exists : forall q e, inside q e -> exists s, 0 <= s <= 1 /\ q = (1 - s) * fst e + s * snd e.
Proof.
  intros q (l, h) (H1 & H2). simpl in *. destruct (Req_dec l h) as [->|HN].
  - exists 0. split; lra.
  - exists ((q - l) / (h - l)). split; [|field; lra]. split.
    + apply Rmult_le_pos; [lra|]. left. apply Rinv_0_lt_compat. lra.
    + apply (Rmult_le_reg_r (h - l)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra.
Qed.

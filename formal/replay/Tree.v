(* SPDX-License-Identifier: MIT *)
(* Trees and cells, for Check.v. *)

From Coq Require Import Reals ZArith List Lra Lia Bool.
From Abcert.Replay Require Import Expression Clause Rules Exact.
Import ListNotations.
Open Scope R_scope.

(* Literals and axes are counted from 0. `minus`: the sign of a face of a literal `!= 0`, or of both ends. *)
Inductive rule : Set := Direct | Centred | Exactly_here.

Inductive tree : Set :=
  | Split (k : nat) (low high : tree)
  | Face (k : nat) (is_high : bool) (l : nat) (minus : bool) (on_face : tree)
  | Both_ends (k : nat) (l : nat) (minus : bool) (on_low on_high : tree)
  | Choose (k : nat) (i : Z) (d : positive) (with_it : tree)
  | Leaf (r : rule) (l : nat).

Definition aim_of (r : relation) : aim :=
  match r with Nonnegative => AtLeast | Positive => Above | Nonzero => Off end.

Definition face_aim (r : relation) (minus : bool) : aim :=
  match r with
  | Nonnegative => AtLeast
  | Positive => Above
  | Nonzero => if minus then Below else Above
  end.

Definition aim_eqb (a b : aim) : bool :=
  match a, b with
  | AtLeast, AtLeast | Above, Above | Off, Off | Below, Below => true
  | _, _ => false
  end.

Lemma aim_eqb_ok : forall a b, aim_eqb a b = true -> a = b.
Proof. intros [] [] H; try discriminate; reflexivity. Qed.

Lemma aim_of_ok : forall r v, aim_holds (aim_of r) v -> relation_holds r v.
Proof. intros [] v H; exact H. Qed.

Lemma face_aim_ok : forall r m v, aim_holds (face_aim r m) v -> relation_holds r v.
Proof. intros [] [] v H; simpl in *; lra. Qed.

Fixpoint update {A : Type} (k : nat) (v : A) (l : list A) {struct l} : list A :=
  match l with
  | [] => []
  | a :: l' => match k with O => v :: l' | S k' => a :: update k' v l' end
  end.

Fixpoint mapi {A B : Type} (f : nat -> A -> B) (i : nat) (l : list A) : list B :=
  match l with [] => [] | a :: l' => f i a :: mapi f (S i) l' end.

Lemma update_map : forall (A B : Type) (f : A -> B) l k v, map f (update k v l) = update k (f v) (map f l).
Proof. induction l as [|a l IH]; intros [|k] v; simpl; f_equal; auto. Qed.

Lemma update_inside : forall x ends k q e, Forall2 inside x ends -> nth_error x k = Some q -> inside q e ->
  Forall2 inside x (update k e ends).
Proof.
  intros x ends k q e H. revert k. induction H as [|r f x ends Hr H IH]; intros [|k] Hk He;
    try discriminate; simpl in *; constructor; auto.
  injection Hk as ->. exact He.
Qed.

Lemma inside_nth : forall x ends k e, Forall2 inside x ends -> nth_error ends k = Some e ->
  exists q, nth_error x k = Some q /\ inside q e.
Proof.
  intros x ends k e H. revert k. induction H as [|r f x ends Hr H IH]; intros [|k] Hk; try discriminate.
  - injection Hk as ->. exists r. split; [reflexivity|exact Hr].
  - apply IH, Hk.
Qed.

Lemma Forall_update : forall (A : Type) (P : A -> Prop) l k v, Forall P l -> P v -> Forall P (update k v l).
Proof.
  intros A P l. induction l as [|a l IH]; intros k v H Hv; simpl; [constructor|]. inversion H; subst.
  destruct k; constructor; auto.
Qed.

(* How the exact ends of an axis come from those of the box, the last step first. *)
Inductive move : Set := To_low_half | To_high_half | To_low_face | To_high_face | To_point (i : Z) (d : positive).

Definition moved (m : move) (e : exact) : exact :=
  match m with
  | To_low_half => exact_low_half e
  | To_high_half => exact_high_half e
  | To_low_face => exact_low_face e
  | To_high_face => exact_high_face e
  | To_point i d => exact_point i d e
  end.

Record trail : Set := Trail { from : exact; moves : list move }.
Definition exact_ends (t : trail) : exact := fold_right moved (from t) (moves t).
Definition go (m : move) (t : trail) : trail := Trail (from t) (m :: moves t).

Lemma go_low_half : forall t, ends_of (exact_ends (go To_low_half t)) =
  (fst (ends_of (exact_ends t)), (fst (ends_of (exact_ends t)) + snd (ends_of (exact_ends t))) / 2).
Proof. intros t. apply (exact_low_half_ok (exact_ends t)). Qed.

Lemma go_high_half : forall t, ends_of (exact_ends (go To_high_half t)) =
  ((fst (ends_of (exact_ends t)) + snd (ends_of (exact_ends t))) / 2, snd (ends_of (exact_ends t))).
Proof. intros t. apply (exact_high_half_ok (exact_ends t)). Qed.

(* Which literals a tree names. *)
Fixpoint named (t : tree) (marks : list bool) : list bool :=
  match t with
  | Split _ t1 t2 | Both_ends _ _ _ t1 t2 => named t2 (named t1 marks)
  | Face _ _ _ _ t1 | Choose _ _ _ t1 => named t1 marks
  | Leaf _ l => if nth l marks true then marks else update l true marks
  end.

(* The coordinates before number f, and the others. *)
Lemma firstn_update_low : forall (A : Type) (l : list A) f k v, (k < f)%nat -> firstn f (update k v l) = update k v (firstn f l).
Proof.
  intros A l. induction l as [|a l IH]; intros [|f] [|k] v H; try lia; try reflexivity. simpl. f_equal. apply IH. lia.
Qed.

Lemma skipn_update_low : forall (A : Type) (l : list A) f k v, (k < f)%nat -> skipn f (update k v l) = skipn f l.
Proof. intros A l. induction l as [|a l IH]; intros [|f] [|k] v H; try lia; try reflexivity. apply IH. lia. Qed.

Lemma firstn_update_high : forall (A : Type) (l : list A) f k v, (f <= k)%nat -> firstn f (update k v l) = firstn f l.
Proof.
  intros A l. induction l as [|a l IH]; intros [|f] [|k] v H; try lia; try reflexivity. simpl. f_equal. apply IH. lia.
Qed.

Lemma skipn_update_high : forall (A : Type) (l : list A) f k v, (f <= k)%nat ->
  skipn f (update k v l) = update (k - f) v (skipn f l).
Proof.
  intros A l. induction l as [|a l IH]; intros [|f] [|k] v H; try lia; try reflexivity. simpl. apply IH. lia.
Qed.

Lemma nth_error_firstn : forall (A : Type) (l : list A) f k, (k < f)%nat -> nth_error (firstn f l) k = nth_error l k.
Proof. intros A l. induction l as [|a l IH]; intros [|f] [|k] H; try lia; try reflexivity. apply IH. lia. Qed.

Lemma nth_error_skipn : forall (A : Type) (l : list A) f k, (f <= k)%nat -> nth_error (skipn f l) (k - f) = nth_error l k.
Proof.
  intros A l. induction l as [|a l IH]; intros [|f] [|k] H; try lia; try reflexivity.
  - simpl. destruct (k - f)%nat; reflexivity.
  - simpl. apply IH. lia.
Qed.

Definition ordered (e : R * R) : Prop := fst e <= snd e.

Lemma lows_inside : forall es, Forall ordered es -> Forall2 inside (map fst es) es.
Proof. intros es H. induction H as [|e es He H IH]; simpl; constructor; auto. split; [lra|exact He]. Qed.

Lemma update_back : forall y es k e e', Forall2 inside y (update k e' es) -> nth_error es k = Some e ->
  (forall q, inside q e' -> inside q e) -> Forall2 inside y es.
Proof.
  intros y es. revert y. induction es as [|f es IH]; intros y [|k] e e' H E HI; try discriminate; simpl in *;
    inversion H; subst; constructor; eauto.
  injection E as ->. auto.
Qed.

Lemma put_app : forall x k r y q, nth_error x k = Some q -> put k r (x ++ y) = put k r x ++ y.
Proof. induction x as [|a x IH]; intros [|k] r y q H; try discriminate; simpl; [reflexivity|]. f_equal. eapply IH, H. Qed.

Lemma put_nth : forall x k r q, nth_error x k = Some q -> forall j,
  nth_error (put k r x) j = if Nat.eqb j k then Some r else nth_error x j.
Proof.
  induction x as [|a x IH]; intros [|k] r q H [|j]; try discriminate; try reflexivity. simpl. exact (IH k r q H j).
Qed.

Lemma put_inside : forall x es k e r, Forall2 inside x es -> nth_error es k = Some e ->
  Forall2 inside (put k r x) (update k (r, r) es).
Proof.
  intros x es k e r H. revert k. induction H as [|q f x es Hq H IH]; intros [|k] E; try discriminate;
    simpl in *; constructor; auto. unfold inside. simpl. lra.
Qed.

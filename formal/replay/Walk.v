(* SPDX-License-Identifier: MIT *)
(* Trees, and why a tree that is followed to its end proves its clause (docs/theory/rules.md,
   section 6). Each leaf and face is tried with the intervals F; where these do not settle it, with
   the intervals S, on the exact cell. *)

From Coq Require Import Reals ZArith QArith Qreals List Lra Lia Bool.
From Interval Require Import Real.Xreal Interval.Interval.
From Abcert.Replay Require Import Expression Clause Rules Exact Affine Tree.
Import ListNotations.
Open Scope R_scope.

Module Walk (F S : IntervalOps).
Module FR := Rules F.
Module SR := Rules S.

Section Precision.
Variables (fast_precision : F.precision) (slow_precision : S.precision).

Record parameters : Type := Parameters {
  fast_values : list F.type; slow_values : list S.type; exact_values : list (option Q) }.

(* A literal with its programs, as far as they have been made. *)
Record prepared : Type := Prepared { fast : option FR.program; slow : option SR.program; of : literal }.

Definition prepare (with_slow : bool) (params : parameters) (nodes : list node) (needed : bool) (l : literal) : prepared :=
  Prepared (if needed then Some (FR.program_of fast_precision (fast_values params) nodes (root l)) else None)
    (if needed then
       if with_slow then Some (SR.program_of slow_precision (slow_values params) nodes (root l)) else None
     else None) l.

Definition prepared_ok (params : parameters) (nodes : list node) (q : prepared) (l : literal) : Prop :=
  of q = l /\
  (forall pr, fast q = Some pr -> pr = FR.program_of fast_precision (fast_values params) nodes (root l)) /\
  (forall pr, slow q = Some pr -> pr = SR.program_of slow_precision (slow_values params) nodes (root l)).

Lemma prepare_ok : forall with_slow params nodes needed l,
  prepared_ok params nodes (prepare with_slow params nodes needed l) l.
Proof.
  intros with_slow params nodes needed l. unfold prepared_ok, prepare. simpl.
  split; [reflexivity|]. split; intros pr H; destruct needed, with_slow; congruence.
Qed.

(* An axis as intervals, and as exact numbers. *)
Definition axis : Type := (FR.axis * trail)%type.

Definition fast_axis (e : exact) : FR.axis :=
  FR.make_axis (FR.of_rational fast_precision (n1 e) (den e)) (FR.of_rational fast_precision (n2 e) (den e))
    (Z.eqb (n1 e) (n2 e)).
Definition slow_axis (e : exact) : SR.axis :=
  SR.make_axis (SR.of_rational slow_precision (n1 e) (den e)) (SR.of_rational slow_precision (n2 e) (den e))
    (Z.eqb (n1 e) (n2 e)).

Section Template.
(* given: how many coordinates are not chosen. *)
Variables (given : nat) (nodes : list node) (params : parameters) (all : list prepared).

Definition exact_cell (cell : list axis) : list exact := map (fun a => exact_ends (snd a)) cell.
Definition slow_cell (cell : list axis) : list SR.axis := map (fun a => slow_axis (exact_ends (snd a))) cell.

(* `if` throughout: the machine evaluates the arguments of && and || before it looks at them. *)
Definition tried {P : Type} (pr : option P) (settles : P -> bool) : bool :=
  match pr with Some pr => settles pr | None => false end.

Definition leaf (cell : list axis) (r : rule) (l : prepared) (a : aim) : bool :=
  match r with
  | Direct =>
      if tried (fast l) (fun pr => FR.direct fast_precision (map fst cell) pr a) then true
      else tried (slow l) (fun pr => SR.direct slow_precision (slow_cell cell) pr a)
  | Centred =>
      if tried (fast l) (fun pr => FR.centred fast_precision (map fst cell) pr a) then true
      else tried (slow l) (fun pr => SR.centred slow_precision (slow_cell cell) pr a)
  | Exactly_here => exact_rule nodes (root (of l)) (exact_values params) (exact_cell cell) a
  end.

Definition face (cell : list axis) (k : nat) (is_high : bool) (l : prepared) (a : aim) : bool :=
  if tried (fast l) (fun pr => FR.face fast_precision (map fst cell) k is_high pr a) then true
  else tried (slow l) (fun pr => SR.face slow_precision (slow_cell cell) k is_high pr a).

(* None: any literal will do; Some (l, a): below a face that was licensed for this. *)
Definition commitment : Type := option (nat * aim).

Definition allowed (c : commitment) (l : nat) (a : aim) : bool :=
  match c with None => true | Some (l', a') => Nat.eqb l l' && aim_eqb a a' end.

(* The aim of a leaf that names literal l. *)
Definition leaf_aim (c : commitment) (l : nat) (p : prepared) : option aim :=
  match c with
  | None => Some (aim_of (kind (of p)))
  | Some (l', a) => if Nat.eqb l l' then Some a else None
  end.

Definition chosen_are_points (cell : list axis) : bool := forallb (fun a => FR.point (fst a)) (skipn given cell).

Definition is_part (i : Z) (d : positive) : bool := if Z.leb 0 i then Z.leb i (2 ^ Zpos d) else false.

Definition in_low (a : axis) : axis := (FR.low_half fast_precision (fst a), go To_low_half (snd a)).
Definition in_high (a : axis) : axis := (FR.high_half fast_precision (fst a), go To_high_half (snd a)).
Definition at_low (a : axis) : axis := (FR.low_face (fst a), go To_low_face (snd a)).
Definition at_high (a : axis) : axis := (FR.high_face (fst a), go To_high_face (snd a)).
Definition at_point (i : Z) (d : positive) (a : axis) : axis :=
  let t := go (To_point i d) (snd a) in (fast_axis (exact_ends t), t).

(* An axis that is not chosen. *)
Definition given_axis (cell : list axis) (k : nat) : option axis :=
  if Nat.ltb k given then nth_error cell k else None.

Fixpoint check (cell : list axis) (c : commitment) (t : tree) : bool :=
  match t with
  | Split k t1 t2 =>
      match given_axis cell k with
      | Some a => if check (update k (in_low a) cell) c t1 then check (update k (in_high a) cell) c t2 else false
      | None => false
      end
  | Face k is_high l minus t1 =>
      match given_axis cell k, nth_error all l with
      | Some a, Some p =>
          let goal := face_aim (kind (of p)) minus in
          if allowed c l goal then
            if face cell k is_high p goal then
              check (update k (if is_high then at_high a else at_low a) cell) (Some (l, goal)) t1
            else false
          else false
      | _, _ => false
      end
  | Both_ends k l minus t1 t2 =>
      match given_axis cell k, nth_error all l with
      | Some a, Some p =>
          let goal := face_aim (kind (of p)) minus in
          if allowed c l goal then
            if chosen_are_points cell then
              if straight nodes k (root (of p)) then
                if check (update k (at_low a) cell) (Some (l, goal)) t1 then
                  check (update k (at_high a) cell) (Some (l, goal)) t2
                else false
              else false
            else false
          else false
      | _, _ => false
      end
  | Choose k i d t1 =>
      match nth_error cell k with
      | Some a =>
          if Nat.ltb k given then false
          else if is_part i d then check (update k (at_point i d a) cell) c t1 else false
      | None => false
      end
  | Leaf r l =>
      match nth_error all l with
      | Some p => match leaf_aim c l p with Some a => leaf cell r p a | None => false end
      | None => false
      end
  end.

Section Correct.
Variables (p : list R) (lits : list literal).
Hypothesis fast_ok : Forall2 (fun P r => FR.encloses P (Some r)) (fast_values params) p.
Hypothesis slow_ok : Forall2 (fun P r => SR.encloses P (Some r)) (slow_values params) p.
Hypothesis exact_ok : forall j, agrees (known (exact_values params) j) (nth_error p j).
Hypothesis all_ok : Forall2 (prepared_ok params nodes) all lits.

Definition axis_ok (a : axis) : Prop := FR.encloses_ends (fst a) (ends_of (exact_ends (snd a))).
Definition ends (cell : list axis) : list (R * R) := map (fun a => ends_of (exact_ends (snd a))) cell.

Definition reached (c : commitment) (x : list R) : Prop :=
  match c with
  | None => Exists (literal_holds nodes x p) lits
  | Some (l, a) => exists lit, nth_error lits l = Some lit /\ aim_at a (value nodes x p (root lit))
  end.

Lemma fast_cell_ok : forall cell, Forall axis_ok cell -> Forall2 FR.encloses_ends (map fst cell) (ends cell).
Proof. intros cell H. induction H; simpl; constructor; auto. Qed.

Lemma slow_axis_ok : forall e, SR.encloses_ends (slow_axis e) (ends_of e).
Proof.
  intros e. apply SR.make_axis_ok; try apply SR.of_rational_encloses.
  intros H. apply Z.eqb_eq in H. simpl. rewrite H. reflexivity.
Qed.

Lemma slow_cell_ok : forall cell, Forall2 SR.encloses_ends (slow_cell cell) (ends cell).
Proof. intros cell. induction cell; simpl; constructor; auto. apply slow_axis_ok. Qed.

Lemma leaf_ok : forall cell r q lit a x, prepared_ok params nodes q lit -> Forall axis_ok cell -> Forall2 inside x (ends cell) ->
  leaf cell r q a = true -> aim_at a (value nodes x p (root lit)).
Proof.
  intros cell r q lit a x (EO & EF & ES) HC HX H. destruct r; cbn [leaf] in H.
  - destruct (tried (fast q) _) eqn:E.
    + destruct (fast q) as [pr|]; [|discriminate]. rewrite (EF pr eq_refl) in E.
      exact (FR.direct_ok fast_precision nodes (root lit) _ p fast_ok _ _ x (fast_cell_ok cell HC) HX a E).
    + destruct (slow q) as [pr|]; [|discriminate]. rewrite (ES pr eq_refl) in H.
      exact (SR.direct_ok slow_precision nodes (root lit) _ p slow_ok _ _ x (slow_cell_ok cell) HX a H).
  - destruct (tried (fast q) _) eqn:E.
    + destruct (fast q) as [pr|]; [|discriminate]. rewrite (EF pr eq_refl) in E.
      exact (FR.centred_ok fast_precision nodes (root lit) _ p fast_ok _ _ x (fast_cell_ok cell HC) HX a E).
    + destruct (slow q) as [pr|]; [|discriminate]. rewrite (ES pr eq_refl) in H.
      exact (SR.centred_ok slow_precision nodes (root lit) _ p slow_ok _ _ x (slow_cell_ok cell) HX a H).
  - rewrite EO in H. apply exact_rule_ok with (exact_values params) (exact_cell cell); auto.
    unfold exact_cell. rewrite map_map. exact HX.
Qed.

Lemma face_ok : forall cell k is_high q lit a e x, prepared_ok params nodes q lit -> Forall axis_ok cell ->
  Forall2 inside x (ends cell) -> nth_error (ends cell) k = Some e -> face cell k is_high q a = true ->
  aim_at a (value nodes (put k (end_of is_high e) x) p (root lit)) ->
  aim_at a (value nodes x p (root lit)).
Proof.
  intros cell k is_high q lit a e x (_ & EF & ES) HC HX HK H. unfold face in H. destruct (tried (fast q) _) eqn:E.
  - destruct (fast q) as [pr|]; [|discriminate]. rewrite (EF pr eq_refl) in E.
    exact (FR.face_ok fast_precision nodes (root lit) _ p fast_ok _ _ x (fast_cell_ok cell HC) HX k is_high a e HK E).
  - destruct (slow q) as [pr|]; [|discriminate]. rewrite (ES pr eq_refl) in H.
    exact (SR.face_ok slow_precision nodes (root lit) _ p slow_ok _ _ x (slow_cell_ok cell) HX k is_high a e HK H).
Qed.

Lemma all_nth : forall l q, nth_error all l = Some q ->
  exists lit, nth_error lits l = Some lit /\ prepared_ok params nodes q lit.
Proof.
  clear - all_ok. induction all_ok as [|q lit all' lits' H HF IH]; intros [|l] q' E; try discriminate; simpl in *; [|auto].
  injection E as <-. eauto.
Qed.

Lemma ends_nth : forall cell k a e, nth_error cell k = Some (a, e) -> nth_error (ends cell) k = Some (ends_of (exact_ends e)).
Proof. intros cell k a e H. unfold ends. rewrite nth_error_map, H. reflexivity. Qed.

Lemma axis_nth : forall cell k a e, Forall axis_ok cell -> nth_error cell k = Some (a, e) ->
  FR.encloses_ends a (ends_of (exact_ends e)).
Proof.
  intros cell k a e H E. rewrite Forall_forall in H. exact (H (a, e) (nth_error_In _ _ E)).
Qed.

Lemma ends_update : forall cell k a e, ends (update k (a, e) cell) = update k (ends_of (exact_ends e)) (ends cell).
Proof. intros. unfold ends. apply update_map. Qed.

Lemma exists_literal : forall x l lit v, nth_error lits l = Some lit -> value nodes x p (root lit) = Some v ->
  relation_holds (kind lit) v -> Exists (literal_holds nodes x p) lits.
Proof.
  intros x l lit v HL HV HR. apply Exists_exists. exists lit. split; [exact (nth_error_In _ _ HL)|].
  unfold literal_holds. rewrite HV. exact HR.
Qed.

Definition given_ends (cell : list axis) : list (R * R) := firstn given (ends cell).
Definition chosen_ends (cell : list axis) : list (R * R) := skipn given (ends cell).

Lemma given_nth : forall cell k a, given_axis cell k = Some a ->
  (k < given)%nat /\ nth_error cell k = Some a /\ nth_error (given_ends cell) k = Some (ends_of (exact_ends (snd a))).
Proof.
  intros cell k (a, e) H. unfold given_axis in H. destruct (Nat.ltb k given) eqn:E; [|discriminate].
  apply Nat.ltb_lt in E. split; [exact E|]. split; [exact H|]. unfold given_ends. rewrite nth_error_firstn by exact E.
  exact (ends_nth _ _ _ _ H).
Qed.

Lemma given_update : forall cell k a, (k < given)%nat ->
  given_ends (update k a cell) = update k (ends_of (exact_ends (snd a))) (given_ends cell) /\
  chosen_ends (update k a cell) = chosen_ends cell.
Proof.
  intros cell k (a, e) H. unfold given_ends, chosen_ends. rewrite ends_update. simpl snd.
  split; [apply firstn_update_low, H|apply skipn_update_low, H].
Qed.

Lemma whole_inside : forall cell x y, Forall2 inside x (given_ends cell) -> Forall2 inside y (chosen_ends cell) ->
  Forall2 inside (x ++ y) (ends cell).
Proof. intros cell x y HX HY. rewrite <- (firstn_skipn given (ends cell)). apply Forall2_app; assumption. Qed.

(* A committed goal that holds is what is to be reached. *)
Lemma allowed_reached : forall c l lit minus x, nth_error lits l = Some lit -> allowed c l (face_aim (kind lit) minus) = true ->
  aim_at (face_aim (kind lit) minus) (value nodes x p (root lit)) -> reached c x.
Proof.
  intros c l lit minus x HL HA HG. destruct c as [(l', a')|]; simpl in *.
  - apply andb_true_iff in HA. destruct HA as (E1 & E2). apply Nat.eqb_eq in E1. apply aim_eqb_ok in E2. subst. eauto.
  - unfold aim_at in HG. destruct (value nodes x p (root lit)) as [v|] eqn:EV; [|contradiction].
    apply exists_literal with l lit v; auto. apply face_aim_ok with minus, HG.
Qed.

Lemma points_unique : forall l, Forall axis_ok l -> forallb (fun a : axis => FR.point (fst a)) l = true ->
  forall y z, Forall2 inside y (ends l) -> Forall2 inside z (ends l) -> y = z.
Proof.
  intros l HS. induction HS as [|a l HA HS IH]; simpl.
  - intros _ y z Hy Hz. inversion Hy; inversion Hz. reflexivity.
  - intros H y z Hy Hz. apply andb_true_iff in H. destruct H as (H1 & H2). destruct HA as (_ & _ & _ & _ & HP).
    specialize (HP H1). inversion Hy as [|r e y' es Hr Hy']; subst. inversion Hz as [|q f z' es Hq Hz']; subst.
    unfold inside in *. f_equal; [lra|]. apply (IH H2); assumption.
Qed.

Lemma chosen_unique : forall cell, Forall axis_ok cell -> chosen_are_points cell = true ->
  forall y z, Forall2 inside y (chosen_ends cell) -> Forall2 inside z (chosen_ends cell) -> y = z.
Proof.
  intros cell HC H y z. replace (chosen_ends cell) with (ends (skipn given cell)) by (symmetry; apply skipn_map).
  apply points_unique; [|exact H]. rewrite <- (firstn_skipn given cell) in HC. apply Forall_app in HC. apply HC.
Qed.

Lemma fast_axis_ok : forall e, FR.encloses_ends (fast_axis e) (ends_of e).
Proof.
  intros e. apply FR.make_axis_ok; try apply FR.of_rational_encloses.
  intros H. apply Z.eqb_eq in H. simpl. rewrite H. reflexivity.
Qed.

(* For the point below x on an end there are values of the chosen coordinates. *)
Lemma on_face : forall cell k a (is_high : bool) c t x, Forall axis_ok cell -> Forall ordered (chosen_ends cell) ->
  given_axis cell k = Some a -> Forall2 inside x (given_ends cell) ->
  (forall cell', check cell' c t = true -> Forall axis_ok cell' -> Forall ordered (chosen_ends cell') ->
    forall x', Forall2 inside x' (given_ends cell') -> exists y, Forall2 inside y (chosen_ends cell') /\ reached c (x' ++ y)) ->
  check (update k (if is_high then at_high a else at_low a) cell) c t = true ->
  exists y, Forall2 inside y (chosen_ends cell) /\ reached c (put k (end_of is_high (ends_of (exact_ends (snd a)))) (x ++ y)).
Proof.
  intros cell k a is_high c t x HC HO HK HX IH H. destruct (given_nth _ _ _ HK) as (Hk & EK & EE).
  destruct (inside_nth _ _ _ _ HX EE) as (q & Hq & _). destruct a as (a, e). simpl snd in *.
  pose proof (axis_nth _ _ _ _ HC EK) as HA.
  set (r := end_of is_high (ends_of (exact_ends e))). set (b := if is_high then at_high (a, e) else at_low (a, e)) in *.
  assert (E : axis_ok b /\ ends_of (exact_ends (snd b)) = (r, r)).
  { unfold b, r. destruct is_high; (split; [|reflexivity]); unfold axis_ok; simpl; apply FR.face_axis_ok; apply HA. }
  destruct E as (HB & E3). destruct (given_update cell k b Hk) as (E1 & E2). rewrite E3 in E1.
  destruct (IH _ H) with (x' := put k r x) as (y & Hy & HR).
  - apply Forall_update; assumption.
  - rewrite E2. exact HO.
  - rewrite E1. apply put_inside with (ends_of (exact_ends e)); assumption.
  - rewrite E2 in Hy. exists y. split; [exact Hy|]. rewrite (put_app _ _ _ _ q Hq). exact HR.
Qed.

Theorem check_ok : forall t cell c, check cell c t = true -> Forall axis_ok cell -> Forall ordered (chosen_ends cell) ->
  forall x, Forall2 inside x (given_ends cell) -> exists y, Forall2 inside y (chosen_ends cell) /\ reached c (x ++ y).
Proof.
  induction t as [k t1 IH1 t2 IH2|k is_high l minus t1 IH|k l minus t1 IH1 t2 IH2|k i d t1 IH|r l];
    intros cell c H HC HO x HX; simpl in H.
  - destruct (given_axis cell k) as [a|] eqn:EK; [|discriminate].
    destruct (check _ c t1) eqn:E1; [|discriminate]. destruct (given_nth _ _ _ EK) as (Hk & EN & EE).
    destruct (inside_nth _ _ _ _ HX EE) as (q & Hq & HI).
    assert (HA : axis_ok a) by exact (proj1 (Forall_forall _ _) HC _ (nth_error_In _ _ EN)).
    assert (HL : axis_ok (in_low a)) by (unfold axis_ok; simpl; rewrite go_low_half; apply FR.low_half_ok, HA).
    assert (HH : axis_ok (in_high a)) by (unfold axis_ok; simpl; rewrite go_high_half; apply FR.high_half_ok, HA).
    destruct (given_update cell k (in_low a) Hk) as (L1 & L2). destruct (given_update cell k (in_high a) Hk) as (H1 & H2).
    simpl snd in *. rewrite go_low_half in L1. rewrite go_high_half in H1. set (e := ends_of (exact_ends (snd a))) in *.
    destruct (Rle_dec q ((fst e + snd e) / 2)) as [Hm|Hm].
    + destruct (IH1 _ _ E1) with (x := x) as (y & Hy & HR); [apply Forall_update; assumption|rewrite L2; exact HO| |].
      * rewrite L1. apply update_inside with q; auto. unfold inside in *. cbn [fst snd]. lra.
      * rewrite L2 in Hy. eauto.
    + destruct (IH2 _ _ H) with (x := x) as (y & Hy & HR); [apply Forall_update; assumption|rewrite H2; exact HO| |].
      * rewrite H1. apply update_inside with q; auto. unfold inside in *. cbn [fst snd]. lra.
      * rewrite H2 in Hy. eauto.
  - destruct (given_axis cell k) as [a|] eqn:EK; [|discriminate].
    destruct (nth_error all l) as [q|] eqn:EL; [|discriminate].
    destruct (all_nth l q EL) as (lit & HL & HQ). pose proof (proj1 HQ) as EO. rewrite EO in H.
    destruct (allowed c l (face_aim (kind lit) minus)) eqn:EA; [|discriminate].
    destruct (face cell k is_high q (face_aim (kind lit) minus)) eqn:EF; [|discriminate].
    destruct (on_face cell k a is_high _ t1 x HC HO EK HX (fun cell' => IH cell' _) H) as (y & Hy & HR).
    exists y. split; [exact Hy|]. apply (allowed_reached c l lit minus); auto.
    destruct (given_nth _ _ _ EK) as (Hk & EN & EE). destruct a as (a, e). simpl snd in *.
    apply face_ok with cell k is_high q (ends_of (exact_ends e)); auto.
    + apply whole_inside; assumption.
    + exact (ends_nth _ _ _ _ EN).
    + destruct HR as (lit' & HL' & HV). rewrite HL in HL'. injection HL' as <-. exact HV.
  - destruct (given_axis cell k) as [a|] eqn:EK; [|discriminate].
    destruct (nth_error all l) as [q|] eqn:EL; [|discriminate].
    destruct (all_nth l q EL) as (lit & HL & HQ). pose proof (proj1 HQ) as EO. rewrite EO in H.
    destruct (allowed c l (face_aim (kind lit) minus)) eqn:EA; [|discriminate].
    destruct (chosen_are_points cell) eqn:EP; [|discriminate].
    destruct (straight nodes k (root lit)) eqn:ES; [|discriminate].
    destruct (check _ _ t1) eqn:E1; [|discriminate].
    destruct (on_face cell k a false _ t1 x HC HO EK HX (fun cell' => IH1 cell' _) E1) as (y & Hy & HR1).
    destruct (on_face cell k a true _ t2 x HC HO EK HX (fun cell' => IH2 cell' _) H) as (z & Hz & HR2).
    rewrite <- (chosen_unique cell HC EP y z Hy Hz) in HR2. clear z Hz.
    exists y. split; [exact Hy|]. apply (allowed_reached c l lit minus); auto.
    destruct HR1 as (lit1 & L1 & V1). destruct HR2 as (lit2 & L2 & V2). rewrite HL in L1, L2. injection L1 as <-. injection L2 as <-.
    destruct (given_nth _ _ _ EK) as (Hk & _ & EE). destruct (inside_nth _ _ _ _ HX EE) as (r & Hr & HI).
    destruct (weight_exists r _ HI) as (s & Hs & Er).
    assert (Hry : nth_error (x ++ y) k = Some r).
    { rewrite nth_error_app1; [exact Hr|]. apply nth_error_Some. congruence. }
    refine (both_ends s k (x ++ y) _ _ p _ nodes (root lit) _ ES Hs _ V1 V2).
    + intros j. rewrite !(put_nth _ k _ r Hry). destruct (Nat.eqb j k) eqn:EJ; [|split; reflexivity].
      apply Nat.eqb_eq in EJ. subst j. intros u v Hu Hv. injection Hu as <-. injection Hv as <-. rewrite Hry, Er. reflexivity.
    + destruct (kind lit), minus; discriminate.
  - destruct (nth_error cell k) as [(a, e)|] eqn:EK; [|discriminate].
    destruct (Nat.ltb k given) eqn:Ek; [discriminate|]. apply Nat.ltb_ge in Ek.
    destruct (is_part i d) eqn:EP; [|discriminate].
    assert (Hi : (0 <= i <= 2 ^ Zpos d)%Z).
    { unfold is_part in EP. destruct (Z.leb 0 i) eqn:E0; [|discriminate]. split; apply Z.leb_le; assumption. }
    assert (EC : nth_error (chosen_ends cell) (k - given) = Some (ends_of (exact_ends e))).
    { unfold chosen_ends. rewrite nth_error_skipn by exact Ek. exact (ends_nth _ _ _ _ EK). }
    pose proof (proj1 (Forall_forall _ _) HO _ (nth_error_In _ _ EC)) as He.
    destruct (exact_point_ok i d (exact_ends e) Hi He) as (r & Er & Hr).
    assert (EU : ends (update k (at_point i d (a, e)) cell) = update k (r, r) (ends cell)).
    { unfold at_point. rewrite ends_update. f_equal. exact Er. }
    assert (E1 : given_ends (update k (at_point i d (a, e)) cell) = given_ends cell).
    { unfold given_ends. rewrite EU. apply firstn_update_high, Ek. }
    assert (E2 : chosen_ends (update k (at_point i d (a, e)) cell) = update (k - given) (r, r) (chosen_ends cell)).
    { unfold chosen_ends. rewrite EU. apply skipn_update_high, Ek. }
    destruct (IH _ _ H) with (x := x) as (y & Hy & HR).
    + apply Forall_update; [exact HC|]. apply fast_axis_ok.
    + rewrite E2. apply Forall_update; [exact HO|]. unfold ordered. simpl. lra.
    + rewrite E1. exact HX.
    + exists y. split; [|exact HR]. rewrite E2 in Hy. apply update_back with (1 := Hy) (2 := EC).
      intros w Hw. unfold inside in *. simpl in Hw. lra.
  - destruct (nth_error all l) as [q|] eqn:EL; [|discriminate].
    destruct (all_nth l q EL) as (lit & HL & HQ). pose proof (proj1 HQ) as EO.
    destruct (leaf_aim c l q) as [a|] eqn:EA; [|discriminate].
    exists (map fst (chosen_ends cell)). pose proof (lows_inside _ HO) as HY. split; [exact HY|].
    pose proof (leaf_ok cell r q lit a _ HQ HC (whole_inside _ _ _ HX HY) H) as HV.
    set (z := x ++ map fst (chosen_ends cell)) in *. destruct c as [(l', a')|]; simpl in EA |- *.
    + destruct (Nat.eqb l l') eqn:E1; [|discriminate]. apply Nat.eqb_eq in E1. injection EA as <-. subst. eauto.
    + injection EA as <-. rewrite EO in HV. unfold aim_at in HV. destruct (value nodes z p (root lit)) as [v|] eqn:EV; [|contradiction].
      apply exists_literal with l lit v; auto. apply aim_of_ok, HV.
Qed.
End Correct.
End Template.

End Precision.
End Walk.

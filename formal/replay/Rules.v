(* SPDX-License-Identifier: MIT *)
(* The rules of docs/theory/rules.md, sections 2 to 4, for one interval arithmetic. *)

From Coq Require Import Reals ZArith List Lra Lia Psatz Bool.
From Interval Require Import Real.Xreal Interval.Interval.
From Abcert.Replay Require Import Expression Clause Machine Vector Steps.
Import ListNotations.
Open Scope R_scope.

(* What is to be shown about an expression: a relation, or below a face of `!= 0` a sign. *)
Inductive aim : Set := AtLeast | Above | Off | Below.

Definition aim_holds (a : aim) (v : R) : Prop :=
  match a with AtLeast => 0 <= v | Above => 0 < v | Off => v <> 0 | Below => v < 0 end.

Definition aim_at (a : aim) (v : option R) : Prop :=
  match v with Some r => aim_holds a r | None => False end.

(* The ends of one coordinate of a cell as real numbers. *)
Definition inside (x : R) (ends : R * R) : Prop := fst ends <= x <= snd ends.

Definition end_of (is_high : bool) (e : R * R) : R := if is_high then snd e else fst e.

Fixpoint put (k : nat) (r : R) (x : list R) : list R :=
  match x with
  | [] => []
  | q :: x' => match k with O => r :: x' | S k' => q :: put k' r x' end
  end.

Lemma combined : forall (A B : Type) (l : list A) (m : list B), length l = length m ->
  map fst (combine l m) = l /\ map snd (combine l m) = m.
Proof.
  intros A B l. induction l as [|a l IH]; intros [|b m] H; try discriminate; [split; reflexivity|].
  injection H as H. destruct (IH m H) as (E1 & E2). simpl. rewrite E1, E2. split; reflexivity.
Qed.

Module Rules (I : IntervalOps).
Include Steps I.

Record axis : Type := Axis { low : I.type; high : I.type; hull : I.type; point : bool }.

Definition encloses_ends (a : axis) (e : R * R) : Prop :=
  encloses (low a) (Some (fst e)) /\ encloses (high a) (Some (snd e)) /\
  encloses (I.join (low a) (high a)) (Some (fst e)) /\
  (forall x, inside x e -> encloses (hull a) (Some x)) /\ (point a = true -> fst e = snd e).

Definition make_axis (L H : I.type) (p : bool) : axis := Axis L H (I.join L H) p.

Lemma make_axis_ok : forall L H p e, encloses L (Some (fst e)) -> encloses H (Some (snd e)) ->
  (p = true -> fst e = snd e) -> encloses_ends (make_axis L H p) e.
Proof.
  intros L H p e HL HH HP. repeat split; auto; simpl.
  - apply join_left, HL.
  - intros x Hx. apply join_between with (fst e) (snd e); auto.
Qed.

Section Precision.
Variable prec : I.precision.

Definition middle (a : axis) : I.type := I.div prec (I.add prec (low a) (high a)) two.

Definition low_half (a : axis) : axis := make_axis (low a) (middle a) false.
Definition high_half (a : axis) : axis := make_axis (middle a) (high a) false.
Definition low_face (a : axis) : axis := Axis (low a) (low a) (low a) true.
Definition high_face (a : axis) : axis := Axis (high a) (high a) (high a) true.

Lemma middle_ok : forall a e, encloses_ends a e -> encloses (middle a) (Some ((fst e + snd e) / 2)).
Proof.
  intros a e (HL & HH & _). apply div_encloses; [apply add_encloses; assumption|apply two_encloses|lra].
Qed.

Lemma low_half_ok : forall a e, encloses_ends a e ->
  encloses_ends (low_half a) (fst e, (fst e + snd e) / 2).
Proof.
  intros a e H. apply make_axis_ok; simpl; [apply H|apply middle_ok, H|discriminate].
Qed.

Lemma high_half_ok : forall a e, encloses_ends a e ->
  encloses_ends (high_half a) ((fst e + snd e) / 2, snd e).
Proof.
  intros a e H. apply make_axis_ok; simpl; [apply middle_ok, H|apply H|discriminate].
Qed.

Lemma face_axis_ok : forall A r, encloses A (Some r) -> encloses_ends (Axis A A A true) (r, r).
Proof.
  intros A r H. repeat split; simpl; auto.
  - apply join_left, H.
  - intros x Hx. unfold inside in Hx. simpl in Hx. replace x with r by lra. exact H.
Qed.

Definition settles (a : aim) (U : I.type) : bool :=
  match a with
  | AtLeast => nonnegative U
  | Above => positive U
  | Off => positive U || negative U
  | Below => negative U
  end.

Lemma settles_ok : forall a U v, settles a U = true -> encloses U v -> aim_at a v.
Proof.
  intros a U v HS HU. destruct a; simpl in HS.
  - destruct (nonnegative_correct U v HS HU) as (r & -> & H). exact H.
  - destruct (positive_correct U v HS HU) as (r & -> & H). exact H.
  - apply orb_true_iff in HS. destruct HS as [HS|HS].
    + destruct (positive_correct U v HS HU) as (r & -> & H). simpl. lra.
    + destruct (negative_correct U v HS HU) as (r & -> & H). simpl. lra.
  - destruct (negative_correct U v HS HU) as (r & -> & H). exact H.
Qed.

Definition evaluate_range (coords : list I.type) (pr : program) : I.type :=
  run I.type I.type coords (fun c => c) I.nai (range1 prec) (power_range prec) (range2 prec) pr.

(* The root's ranges at two points, and the steps that lead there. *)
Definition evaluate_both (coords : list pair) (pr : program) : pair * list step :=
  let (pairs, steps) := trace prec coords pr in (hd unknown pairs, steps).

(* Section 2. *)
Definition direct (cell : list axis) (pr : program) (a : aim) : bool :=
  settles a (evaluate_range (map hull cell) pr).

(* Section 3. *)
Definition centred_coords (cell : list axis) : list pair :=
  map (fun a => if point a then Still (hull a) else Moving (hull a) (middle a)) cell.

Definition offset (a : axis) : I.type := I.sub prec (hull a) (middle a).

Fixpoint add_products (S : vector) (cell : list axis) (sum : I.type) : I.type :=
  match S, cell with
  | None :: S', _ :: cell' => add_products S' cell' sum
  | Some A :: S', a :: cell' => add_products S' cell' (I.add prec sum (I.mul prec A (offset a)))
  | _, _ => sum
  end.

(* With the slopes from the root down, then with what both ways leave. *)
Definition centred (cell : list axis) (pr : program) (a : aim) : bool :=
  match evaluate_both (centred_coords cell) pr with
  | (Still U, _) => settles a U
  | (Moving U C, steps) =>
      if I.real U then if I.real C then
        let G := down prec steps in
        if settles a (add_products G cell C) then true
        else settles a (add_products (both G (up prec steps)) cell C)
      else false else false
  end.

(* Section 4. *)
Fixpoint face_coords (k : nat) (is_high : bool) (cell : list axis) : list pair :=
  match cell with
  | [] => []
  | a :: rest =>
      match k with
      | O => Moving (hull a) (if is_high then high a else low a) :: map (fun b => Still (hull b)) rest
      | S k' => Still (hull a) :: face_coords k' is_high rest
      end
  end.

Definition slope_sign (increasing : bool) (A : option I.type) : bool :=
  match A with
  | Some A => if increasing then nonnegative A else nonpositive A
  | None => true
  end.

(* The aim below the face implies the aim on the cell. Off is never licensed. *)
Definition face (cell : list axis) (k : nat) (is_high : bool) (pr : program) (a : aim) : bool :=
  match evaluate_both (face_coords k is_high cell) pr with
  | (Still U, _) => I.real U
  | (Moving U C, steps) =>
      if I.real U then if I.real C then
        match a with
        | AtLeast | Above => slope_sign (negb is_high) (nth k (up prec steps) None)
        | Below => slope_sign is_high (nth k (up prec steps) None)
        | Off => false
        end
      else false else false
  end.

Section Correct.
Variables (nodes : list node) (root : nat) (params : list I.type) (p : list R).
Hypothesis params_ok : Forall2 (fun P r => encloses P (Some r)) params p.

Definition value_at (x : list R) (i : nat) : option R := value nodes x p i.

Lemma nth_encloses : forall coords x,
  Forall2 (fun U r => encloses U (Some r)) coords x -> forall k, encloses (nth k coords I.nai) (nth_error x k).
Proof.
  intros coords x H. induction H as [|P r Ps rs H HF IH]; intros [|k]; simpl; try apply nai_encloses; auto.
Qed.

Lemma evaluate_range_ok : forall coords x, Forall2 (fun U r => encloses U (Some r)) coords x ->
  encloses (evaluate_range coords (program_of prec params nodes root)) (value_at x root).
Proof.
  intros coords x HX. unfold evaluate_range, program_of.
  refine (compile_ok I.type (constant_range prec params) (range1 prec) (power_range prec) (range2 prec) I.type coords
    (fun c => c) I.nai (range1 prec) (power_range prec) (range2 prec) (option R) encloses nodes
    (fun U i => encloses U (value_at x i)) (value_at x) None _ _ _ _ _ _ root).
  - apply nai_encloses.
  - auto.
  - intros i k EN. unfold value_at. rewrite (value_of_node x p nodes i _ EN). apply nth_encloses, HX.
  - exact (constant_range_ok prec params p nodes x params_ok).
  - exact (fold_range_ok prec p nodes x).
  - intros i n EN. pose proof (value_of_node x p nodes i n EN) as E. unfold value_at, operand_value.
    destruct n; cbv zeta in E; auto; rewrite E; intros.
    + apply range2_correct; assumption.
    + apply power_range_correct; assumption.
    + apply range1_correct; assumption.
Qed.

(* The root at x and at c, where d k is the difference in coordinate k. *)
Lemma evaluate_both_ok : forall coords d x c, length coords = length d ->
  (forall k, describes (nth k coords unknown) (nth k d 0) (nth_error x k, nth_error c k)) ->
  exists P steps s, evaluate_both coords (program_of prec params nodes root) = (P, steps) /\
    covers (down prec steps) s /\ covers (up prec steps) s /\
    describes P (total (length d) (fun k => s k * nth k d 0)) (value_at x root, value_at c root).
Proof.
  intros coords d x c HL HX. destruct (combined _ _ coords d HL) as (E1 & E2).
  destruct (trace_ok prec nodes x c p params (combine coords d) params_ok) with root
    as (P & pairs & steps & l & EP & ES & HD & HF & EL).
  { rewrite E1, E2. exact HX. }
  rewrite E1 in EP, ES. rewrite E2 in HD. exists P, steps, (real_slopes l).
  unfold evaluate_both. destruct (trace _ _ _) as (pairs', steps'). simpl in EP, ES. subst pairs' steps' steps.
  split; [reflexivity|]. split; [apply down_covers, HF|]. split; [apply up_covers, HF|].
  rewrite (differences_total (length d)) in HD; [exact HD|]. intros k Hk. apply nth_overflow, Hk.
Qed.

Section Cell.
Variables (cell : list axis) (ends : list (R * R)) (x : list R).
Hypothesis cell_ok : Forall2 encloses_ends cell ends.
Hypothesis x_inside : Forall2 inside x ends.

Lemma hulls_ok : Forall2 (fun U r => encloses U (Some r)) (map hull cell) x.
Proof.
  clear - cell_ok x_inside. revert x x_inside.
  induction cell_ok as [|a e cell' ends' (_ & _ & _ & H & _) HF IH]; intros x HX; inversion HX; subst;
    simpl; constructor; auto.
Qed.

Theorem direct_ok : forall a, direct cell (program_of prec params nodes root) a = true -> aim_at a (value_at x root).
Proof.
  intros a H. apply settles_ok with (1 := H). apply evaluate_range_ok, hulls_ok.
Qed.

Definition mid (e : R * R) : R := (fst e + snd e) / 2.

Fixpoint deviations (x : list R) (ends : list (R * R)) : list R :=
  match x, ends with r :: x', e :: ends' => (r - mid e) :: deviations x' ends' | _, _ => [] end.

Lemma deviations_length : forall cell ends x, Forall2 encloses_ends cell ends -> Forall2 inside x ends ->
  length (centred_coords cell) = length (deviations x ends).
Proof.
  clear. intros cell ends x HC. revert x. induction HC as [|a e cell ends HA HC IH]; intros x HX; inversion HX; subst;
    simpl; auto.
Qed.

Lemma centred_coords_ok : forall cell ends x, Forall2 encloses_ends cell ends -> Forall2 inside x ends -> forall k,
  describes (nth k (centred_coords cell) unknown) (nth k (deviations x ends) 0)
    (nth_error x k, nth_error (map mid ends) k).
Proof.
  clear. intros cell ends x HC. revert x. induction HC as [|a e cell ends HA HC IH]; intros x HX k.
  - destruct k; apply unknown_describes.
  - inversion HX as [|r e' x' ends' Hr HX']; subst. destruct k as [|k]; [|apply IH, HX']. simpl.
    pose proof (middle_ok a e HA) as HM. destruct HA as (_ & _ & _ & HA4 & HA5). destruct (point a) eqn:EP.
    + replace (mid e) with r.
      * apply still_describes, HA4, Hr.
      * specialize (HA5 eq_refl). unfold inside in Hr. unfold mid. lra.
    + repeat split; simpl; auto. intros _ u c E. inversion E; subst u c. reflexivity.
Qed.

Lemma offset_ok : forall a e r, encloses_ends a e -> inside r e -> encloses (offset a) (Some (r - mid e)).
Proof.
  clear. intros a e r HA Hr. apply sub_encloses; [apply HA, Hr|apply middle_ok, HA].
Qed.

Lemma add_products_ok : forall cell ends x, Forall2 encloses_ends cell ends -> Forall2 inside x ends ->
  forall S s sum t, covers S s -> encloses sum (Some t) ->
  encloses (add_products S cell sum)
    (Some (t + total (length (deviations x ends)) (fun k => s k * nth k (deviations x ends) 0))).
Proof.
  clear. intros cell ends x HC. revert x. induction HC as [|a e cell ends HA HC IH]; intros x HX S s sum t HS Ht.
  - inversion HX; subst. destruct S as [|[A|] S]; simpl; rewrite Rplus_0_r; exact Ht.
  - inversion HX as [|q e' x' ends' Hq HX']; subst. destruct S as [|A S].
    + rewrite total_zero; [simpl; rewrite Rplus_0_r; exact Ht|].
      intros k. replace (s k) with 0; [ring|]. specialize (HS k). destruct k; symmetry; exact HS.
    + pose proof (fun k => HS (Datatypes.S k)) as HS'. specialize (HS O). simpl in HS.
      change (fun k => s k * nth k (deviations (q :: x') (e :: ends)) 0)
        with (fun k => s k * nth k ((q - mid e) :: deviations x' ends) 0).
      simpl length. simpl total. rewrite <- Rplus_assoc. destruct A as [A|]; simpl in HS |- *.
      * apply (IH x' HX' S (fun k => s (Datatypes.S k))); auto. apply add_encloses; auto.
        apply mul_encloses; auto. apply offset_ok; assumption.
      * rewrite HS, Rmult_0_l, Rplus_0_r. apply (IH x' HX' S (fun k => s (Datatypes.S k))); auto.
Qed.

Theorem centred_ok : forall a, centred cell (program_of prec params nodes root) a = true -> aim_at a (value_at x root).
Proof.
  intros a H. unfold centred in H.
  destruct (evaluate_both_ok (centred_coords cell) (deviations x ends) x (map mid ends)
    (deviations_length cell ends x cell_ok x_inside) (centred_coords_ok cell ends x cell_ok x_inside))
    as (P & steps & s & E & HD & HU & HP).
  rewrite E in H. destruct HP as (H1 & H2 & H3). destruct P as [U|U C]; simpl in H1, H2.
  - exact (settles_ok a U _ H H1).
  - destruct (I.real U) eqn:RU; [|discriminate]. destruct (I.real C) eqn:RC; [|discriminate].
    destruct (real_defined _ _ RU H1) as (u & Eu). destruct (real_defined _ _ RC H2) as (c & Ec).
    rewrite Eu, Ec in *. unfold defined in H3. simpl in H3. rewrite RU in H3. specialize (H3 RC u c eq_refl).
    assert (HG : forall G, covers G s -> settles a (add_products G cell C) = true -> aim_at a (Some u)).
    { intros G HG HS. apply settles_ok with (1 := HS). replace u with (c + (u - c)) by ring. rewrite H3.
      apply add_products_ok; assumption. }
    destruct (settles a (add_products (down prec steps) cell C)) eqn:E1.
    + exact (HG _ HD E1).
    + exact (HG _ (both_covers _ _ _ HD HU) H).
Qed.

Lemma stills_ok : forall delta cell ends x, Forall2 encloses_ends cell ends -> Forall2 inside x ends ->
  forall j, describes (nth j (map (fun b => Still (hull b)) cell) unknown) delta (nth_error x j, nth_error x j).
Proof.
  clear. intros delta cell ends x HC. revert x. induction HC as [|a e cell ends HA HC IH]; intros x HX [|j];
    inversion HX; subst; simpl; try apply unknown_describes; auto.
  apply still_describes. apply HA. assumption.
Qed.

(* The differences below a face: t at place k. *)
Fixpoint only (k : nat) (t : R) (cell : list axis) : list R :=
  match cell with
  | [] => []
  | _ :: rest => match k with O => t :: map (fun _ => 0) rest | S k' => 0 :: only k' t rest end
  end.

Lemma only_length : forall is_high cell k t, length (face_coords k is_high cell) = length (only k t cell).
Proof.
  clear. intros is_high l. induction l as [|a l IH]; intros [|k] t; simpl; auto. rewrite !map_length. reflexivity.
Qed.

Lemma only_total : forall s cell k t, (k < length cell)%nat ->
  total (length (only k t cell)) (fun j => s j * nth j (only k t cell) 0) = s k * t.
Proof.
  clear. intros s l. revert s. induction l as [|a l IH]; intros s k t Hk; simpl in Hk; [lia|].
  destruct k as [|k]; simpl.
  - rewrite total_zero; [ring|]. intros j. replace (nth j (map (fun _ => 0) l) 0) with 0; [ring|].
    clear. revert j. induction l as [|b l IH]; intros [|j]; simpl; auto.
  - rewrite (IH (fun j => s (S j)) k t) by lia. ring.
Qed.

Lemma face_coords_ok : forall is_high cell ends x, Forall2 encloses_ends cell ends -> Forall2 inside x ends ->
  forall k e xk, nth_error ends k = Some e -> nth_error x k = Some xk -> forall j,
  describes (nth j (face_coords k is_high cell) unknown) (nth j (only k (xk - end_of is_high e) cell) 0)
    (nth_error x j, nth_error (put k (end_of is_high e) x) j).
Proof.
  clear. intros is_high cell ends x HC. revert x.
  induction HC as [|a f cell ends HA HC IH]; intros x HX k e xk Ee Ex j.
  - destruct k; discriminate.
  - inversion HX as [|q f' x' ends' Hq HX']; subst. destruct k as [|k]; simpl in Ee, Ex.
    + injection Ee as <-. injection Ex as <-. destruct j as [|j]; simpl.
      * destruct HA as (HL & HH & _ & HU & _). repeat split; simpl; auto.
        -- destruct is_high; assumption.
        -- intros _ u c E. inversion E; subst u c. reflexivity.
      * apply stills_ok with ends; assumption.
    + destruct j as [|j]; simpl.
      * apply still_describes. apply HA. assumption.
      * apply IH; assumption.
Qed.

Theorem face_ok : forall k is_high a e, nth_error ends k = Some e ->
  face cell k is_high (program_of prec params nodes root) a = true ->
  aim_at a (value_at (put k (end_of is_high e) x) root) -> aim_at a (value_at x root).
Proof.
  intros k is_high a e Ee H HF. unfold face in H.
  assert (HX : exists xk, nth_error x k = Some xk /\ inside xk e).
  { clear - x_inside Ee. revert k Ee. induction x_inside as [|q f x' ends' Hq HX IH]; intros [|k] Ee;
      simpl in *; try discriminate.
    - injection Ee as ->. exists q. split; [reflexivity|exact Hq].
    - apply (IH HX), Ee. }
  destruct HX as (xk & Ex & Hx). unfold inside in Hx.
  assert (HK : (k < length cell)%nat).
  { replace (length cell) with (length ends); [apply nth_error_Some; congruence|].
    clear - cell_ok. induction cell_ok; simpl; f_equal; auto. }
  destruct (evaluate_both_ok (face_coords k is_high cell) (only k (xk - end_of is_high e) cell) x
    (put k (end_of is_high e) x) (only_length is_high cell k _)
    (face_coords_ok is_high cell ends x cell_ok x_inside k e xk Ee Ex)) as (P & steps & s & E & _ & HU & HP).
  rewrite E in H. rewrite only_total in HP by exact HK. destruct HP as (H1 & H2 & H3).
  destruct P as [U|U C]; simpl in H1, H2, H3.
  - rewrite H3. exact HF.
  - destruct (I.real U) eqn:RU; [|discriminate]. destruct (I.real C) eqn:RC; [|discriminate].
    destruct (real_defined _ _ RU H1) as (u & Eu). destruct (real_defined _ _ RC H2) as (c & Ec).
    rewrite Eu, Ec in *. unfold defined in H3. simpl in H3. rewrite RU in H3. specialize (H3 RC u c eq_refl).
    assert (Ht : forall up', slope_sign up' (nth k (up prec steps) None) = true -> if up' then 0 <= s k else s k <= 0).
    { intros up' HG. specialize (HU k). destruct (nth k (up prec steps) None) as [A|]; simpl in HU, HG.
      - destruct up'.
        + destruct (nonnegative_correct _ _ HG HU) as (y & Ey & Hy). injection Ey as <-. exact Hy.
        + destruct (nonpositive_correct _ _ HG HU) as (y & Ey & Hy). injection Ey as <-. exact Hy.
      - rewrite HU. destruct up'; lra. }
    destruct a; simpl in *; try discriminate; specialize (Ht _ H); destruct is_high; simpl in *; nra.
Qed.

End Cell.
End Correct.
End Precision.
End Rules.

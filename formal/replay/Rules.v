(* SPDX-License-Identifier: MIT *)
(* The rules of docs/theory/rules.md, sections 2 to 4, for one interval arithmetic. *)

From Coq Require Import Reals ZArith List Lra Lia Psatz Bool.
From Interval Require Import Real.Xreal Interval.Interval.
From Abcert.Replay Require Import Expression Clause Machine Vector.
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

Module Rules (I : IntervalOps).
Include Vector I.

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

Definition program : Type := list (instruction I.type).
Definition program_of (nodes : list node) (root : nat) : program :=
  compile I.type (of_rational prec) nodes root.

Definition middle (a : axis) : I.type := I.mul prec (half prec) (I.add prec (low a) (high a)).

Definition low_half (a : axis) : axis := make_axis (low a) (middle a) false.
Definition high_half (a : axis) : axis := make_axis (middle a) (high a) false.
Definition low_face (a : axis) : axis := Axis (low a) (low a) (low a) true.
Definition high_face (a : axis) : axis := Axis (high a) (high a) (high a) true.

Lemma middle_ok : forall a e, encloses_ends a e -> encloses (middle a) (Some ((fst e + snd e) / 2)).
Proof.
  intros a e (HL & HH & _). unfold middle. replace ((fst e + snd e) / 2) with (/ 2 * (fst e + snd e)) by field.
  apply mul_encloses; [apply half_encloses|]. apply add_encloses; assumption.
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

Section Evaluate.
Variable params : list I.type.

Definition evaluate_range (coords : list I.type) (pr : program) : I.type :=
  run I.type I.type coords params (fun c => c) (I.pi prec) I.nai
    (range1 prec) (power_range prec) (range2 prec) [] pr.

Definition still (U : I.type) : slot := Still U.

Definition evaluate_slopes (coords : list slot) (pr : program) : slot :=
  run I.type slot coords (map still params) still (Still (I.pi prec)) unknown
    (slot1 prec) (slot_power prec) (slot2 prec) [] pr.

(* Section 2. *)
Definition direct (cell : list axis) (pr : program) (a : aim) : bool :=
  settles a (evaluate_range (map hull cell) pr).

(* Section 3. *)
Fixpoint centred_coords (zeros : vector) (cell : list axis) : list slot :=
  match cell with
  | [] => []
  | a :: rest =>
      (if point a then Still (hull a) else Moving (hull a) (middle a) (zeros ++ [Some one]))
      :: centred_coords (None :: zeros) rest
  end.

Definition offset (a : axis) : I.type :=
  let W := I.mul prec (half prec) (I.sub prec (high a) (low a)) in I.join (I.neg W) W.

Fixpoint add_products (S : vector) (cell : list axis) (sum : I.type) : I.type :=
  match S, cell with
  | None :: S', _ :: cell' => add_products S' cell' sum
  | Some A :: S', a :: cell' => add_products S' cell' (I.add prec sum (I.mul prec A (offset a)))
  | _, _ => sum
  end.

Definition centred (cell : list axis) (pr : program) (a : aim) : bool :=
  let s := evaluate_slopes (centred_coords [] cell) pr in
  I.real (slot_range s) && I.real (slot_anchored s) &&
  settles a (add_products (slot_slopes s) cell (slot_anchored s)).

(* Section 4. *)
Fixpoint face_coords (k : nat) (is_high : bool) (cell : list axis) : list slot :=
  match cell with
  | [] => []
  | a :: rest =>
      match k with
      | O => Moving (hull a) (if is_high then high a else low a) [Some one]
             :: map (fun b => still (hull b)) rest
      | S k' => still (hull a) :: face_coords k' is_high rest
      end
  end.

Definition slope_sign (increasing : bool) (S : vector) : bool :=
  match S with
  | Some A :: _ => if increasing then nonnegative A else nonpositive A
  | _ => true
  end.

(* The aim below the face implies the aim on the cell. Off is never licensed. *)
Definition face (cell : list axis) (k : nat) (is_high : bool) (pr : program) (a : aim) : bool :=
  let s := evaluate_slopes (face_coords k is_high cell) pr in
  I.real (slot_range s) && I.real (slot_anchored s) &&
  match a with
  | AtLeast | Above => slope_sign (negb is_high) (slot_slopes s)
  | Below => slope_sign is_high (slot_slopes s)
  | Off => false
  end.

Section Correct.
Variables (nodes : list node) (root : nat) (p : list R).
Hypothesis params_ok : Forall2 (fun P r => encloses P (Some r)) params p.

Definition value_at (x : list R) (i : nat) : option R := value nodes x p i.

Lemma param_nth : forall j, encloses (nth j params I.nai) (nth_error p j).
Proof.
  clear - params_ok. induction params_ok as [|P r Ps rs H HF IH]; intros [|j]; simpl;
    try apply nai_encloses; auto.
Qed.

Lemma nth_encloses : forall coords x,
  Forall2 (fun U r => encloses U (Some r)) coords x -> forall k, encloses (nth k coords I.nai) (nth_error x k).
Proof.
  intros coords x H. induction H as [|P r Ps rs H HF IH]; intros [|k]; simpl; try apply nai_encloses; auto.
Qed.

Lemma evaluate_range_ok : forall coords x, Forall2 (fun U r => encloses U (Some r)) coords x ->
  encloses (evaluate_range coords (program_of nodes root)) (value_at x root).
Proof.
  intros coords x HX. unfold evaluate_range, program_of.
  apply (compile_ok I.type (of_rational prec) I.type coords params (fun c => c) (I.pi prec) I.nai
    (range1 prec) (power_range prec) (range2 prec) (option R) encloses nodes (value_at x) None).
  - apply nai_encloses.
  - intros i n EN. pose proof (value_of_node x p nodes i n EN) as E. unfold value_at, operand_value.
    destruct n; cbv zeta in E; rewrite E; intros.
    + apply of_rational_encloses.
    + apply nth_encloses, HX.
    + apply param_nth.
    + apply pi_encloses.
    + apply range2_correct; assumption.
    + apply power_range_correct; assumption.
    + apply range1_correct; assumption.
Qed.

Lemma still_describes_param : forall d j,
  describes d (nth j (map still params) unknown) (nth_error p j, nth_error p j).
Proof.
  intros d. clear nodes root. induction params_ok as [|P r Ps rs H HF IH]; intros [|j]; simpl;
    try apply unknown_describes; [|apply IH; assumption]. apply still_describes, H.
Qed.

Lemma nth_describes : forall d coords x c,
  (forall k, describes d (nth k coords unknown) (nth_error x k, nth_error c k)) ->
  describes d (evaluate_slopes coords (program_of nodes root)) (value_at x root, value_at c root).
Proof.
  intros d coords x c HX. unfold evaluate_slopes, program_of.
  apply (compile_ok I.type (of_rational prec) slot coords (map still params) still (Still (I.pi prec)) unknown
    (slot1 prec) (slot_power prec) (slot2 prec) (option R * option R) (describes d) nodes
    (fun i => (value_at x i, value_at c i)) (None, None)).
  - apply unknown_describes.
  - intros i n EN. pose proof (value_of_node x p nodes i n EN) as E.
    pose proof (value_of_node c p nodes i n EN) as F. unfold value_at, operand_value.
    destruct n; cbv zeta in E, F; rewrite E, F; intros.
    + apply still_describes, of_rational_encloses.
    + apply HX.
    + apply still_describes_param.
    + apply still_describes, pi_encloses.
    + destruct (Nat.ltb a i), (Nat.ltb b i); apply slot2_describes; assumption.
    + destruct (Nat.ltb a i); apply slot_power_describes; assumption.
    + destruct (Nat.ltb a i); apply slot1_describes; assumption.
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

Theorem direct_ok : forall a, direct cell (program_of nodes root) a = true -> aim_at a (value_at x root).
Proof.
  intros a H. apply settles_ok with (1 := H). apply evaluate_range_ok, hulls_ok.
Qed.

Definition mid (e : R * R) : R := (fst e + snd e) / 2.

Fixpoint deviations (x : list R) (ends : list (R * R)) : list R :=
  match x, ends with r :: x', e :: ends' => (r - mid e) :: deviations x' ends' | _, _ => [] end.

Lemma spans_after_zeros : forall zeros pre S d r, Forall (eq None) zeros -> length zeros = length pre ->
  spans S d r -> spans (zeros ++ S) (pre ++ d) r.
Proof.
  induction zeros as [|z zeros IH]; intros [|q pre] S d r HZ HL HS; simpl in *; try discriminate; auto.
  inversion HZ; subst. apply IH; auto.
Qed.

Lemma spans_unit : forall r d, spans [Some one] (r :: d) r.
Proof.
  intros r d. simpl. exists 1, 0. repeat split; [apply one_encloses|ring].
Qed.

Lemma centred_coords_ok : forall cell ends x, Forall2 encloses_ends cell ends -> Forall2 inside x ends ->
  forall zeros pre, Forall (eq None) zeros -> length zeros = length pre -> forall k,
  describes (pre ++ deviations x ends) (nth k (centred_coords zeros cell) unknown)
    (nth_error x k, nth_error (map mid ends) k).
Proof.
  clear. intros cell ends x HC. revert x. induction HC as [|a e cell ends HA HC IH]; intros x HX zeros pre HZ HL k.
  - destruct k; simpl; apply unknown_describes.
  - inversion HX as [|r e' x' ends' Hr HX']; subst. simpl. destruct k as [|k]; simpl.
    + pose proof (middle_ok a e HA) as HM. destruct HA as (_ & _ & _ & HA4 & HA5). destruct (point a) eqn:EP.
      * replace (mid e) with r.
        -- apply still_describes, HA4, Hr.
        -- specialize (HA5 eq_refl). unfold inside in Hr. unfold mid. lra.
      * repeat split; simpl; auto.
        intros _ u c E. inversion E; subst u c. apply spans_after_zeros; auto. apply spans_unit.
    + replace (pre ++ r - mid e :: deviations x' ends) with ((pre ++ [r - mid e]) ++ deviations x' ends)
        by (rewrite <- app_assoc; reflexivity).
      apply IH; auto. rewrite app_length. simpl. lia.
Qed.

Lemma offset_ok : forall a e r, encloses_ends a e -> inside r e -> encloses (offset a) (Some (r - mid e)).
Proof.
  clear. intros a e r (HL & HH & _) Hr. unfold offset, inside, mid in *.
  assert (HW : encloses (I.mul prec (half prec) (I.sub prec (high a) (low a))) (Some (/ 2 * (snd e - fst e)))).
  { apply mul_encloses; [apply half_encloses|]. apply sub_encloses; assumption. }
  apply join_between with (- (/ 2 * (snd e - fst e))) (/ 2 * (snd e - fst e)); auto.
  - apply neg_encloses, HW.
  - left. lra.
Qed.

Lemma add_products_ok : forall cell ends x, Forall2 encloses_ends cell ends -> Forall2 inside x ends ->
  forall S r sum t, spans S (deviations x ends) r -> encloses sum (Some t) ->
  encloses (add_products S cell sum) (Some (t + r)).
Proof.
  clear. intros cell ends x HC. revert x. induction HC as [|a e cell ends HA HC IH]; intros x HX S r sum t HS Ht.
  - inversion HX; subst. destruct S as [|[A|] S]; simpl in *; subst r; rewrite Rplus_0_r; exact Ht.
  - inversion HX as [|q e' x' ends' Hq HX']; subst. destruct S as [|[A|] S]; simpl in *.
    + subst r. rewrite Rplus_0_r. exact Ht.
    + destruct HS as (s & r' & HAs & HS & ->). replace (t + (s * (q - mid e) + r')) with (t + s * (q - mid e) + r') by ring.
      apply IH with x'; auto. apply add_encloses; auto. apply mul_encloses; auto. apply offset_ok; assumption.
    + apply IH with x'; auto.
Qed.

Theorem centred_ok : forall a, centred cell (program_of nodes root) a = true -> aim_at a (value_at x root).
Proof.
  intros a H. unfold centred in H.
  pose proof (nth_describes (deviations x ends) (centred_coords [] cell) x (map mid ends)
    (centred_coords_ok cell ends x cell_ok x_inside [] [] (Forall_nil _) eq_refl)) as HD.
  set (s := evaluate_slopes _ _) in *. rewrite !andb_true_iff in H. destruct H as ((HR & HA) & HS).
  destruct HD as (H1 & H2 & H3 & _). simpl in H1, H2.
  destruct (real_defined _ _ HR H1) as (u & Eu). destruct (real_defined _ _ HA H2) as (c & Ec).
  rewrite Eu, Ec in *. specialize (H3 HR u c eq_refl).
  apply settles_ok with (1 := HS). replace u with (c + (u - c)) by ring.
  apply add_products_ok with ends x; assumption.
Qed.

Definition end_of (is_high : bool) (e : R * R) : R := if is_high then snd e else fst e.

Fixpoint put (k : nat) (r : R) (x : list R) : list R :=
  match x with
  | [] => []
  | q :: x' => match k with O => r :: x' | S k' => q :: put k' r x' end
  end.

Lemma stills_ok : forall d cell ends x, Forall2 encloses_ends cell ends -> Forall2 inside x ends ->
  forall j, describes d (nth j (map (fun b => still (hull b)) cell) unknown) (nth_error x j, nth_error x j).
Proof.
  clear. intros d cell ends x HC. revert x. induction HC as [|a e cell ends HA HC IH]; intros x HX [|j];
    inversion HX; subst; simpl; try apply unknown_describes; auto.
  apply still_describes. apply HA. assumption.
Qed.

Lemma face_coords_ok : forall is_high cell ends x, Forall2 encloses_ends cell ends -> Forall2 inside x ends ->
  forall k e xk, nth_error ends k = Some e -> nth_error x k = Some xk -> forall j,
  describes [xk - end_of is_high e] (nth j (face_coords k is_high cell) unknown)
    (nth_error x j, nth_error (put k (end_of is_high e) x) j).
Proof.
  clear. intros is_high cell ends x HC. revert x.
  induction HC as [|a f cell ends HA HC IH]; intros x HX k e xk Ee Ex j.
  - destruct k; discriminate.
  - inversion HX as [|q f' x' ends' Hq HX']; subst. destruct k as [|k]; simpl in Ee, Ex.
    + injection Ee as <-. injection Ex as <-. destruct j as [|j]; simpl.
      * destruct HA as (HL & HH & _ & HU & _). repeat split; simpl; auto.
        -- destruct is_high; assumption.
        -- intros _ u c E. inversion E; subst u c. exact (spans_unit (q - end_of is_high f) []).
      * apply stills_ok with ends; assumption.
    + destruct j as [|j]; simpl.
      * apply still_describes. apply HA. assumption.
      * apply IH; assumption.
Qed.

Theorem face_ok : forall k is_high a e, nth_error ends k = Some e ->
  face cell k is_high (program_of nodes root) a = true ->
  aim_at a (value_at (put k (end_of is_high e) x) root) -> aim_at a (value_at x root).
Proof.
  intros k is_high a e Ee H HF. unfold face in H.
  assert (HX : exists xk, nth_error x k = Some xk /\ inside xk e).
  { clear - x_inside Ee. revert k Ee. induction x_inside as [|q f x' ends' Hq HX IH]; intros [|k] Ee;
      simpl in *; try discriminate.
    - injection Ee as ->. exists q. split; [reflexivity|exact Hq].
    - apply (IH HX), Ee. }
  destruct HX as (xk & Ex & Hx). unfold inside in Hx.
  pose proof (nth_describes [xk - end_of is_high e] (face_coords k is_high cell) x (put k (end_of is_high e) x)
    (face_coords_ok is_high cell ends x cell_ok x_inside k e xk Ee Ex)) as HD.
  set (s := evaluate_slopes _ _) in *. rewrite !andb_true_iff in H. destruct H as ((HR & HA) & HS).
  destruct HD as (H1 & H2 & H3 & _). simpl in H1, H2.
  destruct (real_defined _ _ HR H1) as (u & Eu). destruct (real_defined _ _ HA H2) as (c & Ec).
  rewrite Eu, Ec in *. specialize (H3 HR u c eq_refl). simpl in HF |- *.
  assert (HD : exists t, u - c = t * (xk - end_of is_high e) /\
    (forall up, slope_sign up (slot_slopes s) = true -> if up then 0 <= t else t <= 0)).
  { destruct (slot_slopes s) as [|[A|] S]; simpl in H3.
    - exists 0. split; [lra|]. intros [|] _; lra.
    - destruct H3 as (t & r' & HAt & HS' & E). assert (r' = 0) by (destruct S as [|[|] S]; assumption). subst r'.
      exists t. split; [lra|]. intros [|] HG; simpl in HG.
      + destruct (nonnegative_correct _ _ HG HAt) as (y & Ey & Hy). injection Ey as <-. exact Hy.
      + destruct (nonpositive_correct _ _ HG HAt) as (y & Ey & Hy). injection Ey as <-. exact Hy.
    - exists 0. split; [destruct S as [|[|] S]; simpl in H3; lra|]. intros [|] _; lra. }
  destruct HD as (t & Et & Ht).
  destruct a; simpl in *; try discriminate; specialize (Ht _ HS); destruct is_high; simpl in *; nra.
Qed.

End Cell.
End Correct.
End Evaluate.
End Precision.
End Rules.

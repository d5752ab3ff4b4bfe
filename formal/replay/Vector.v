(* SPDX-License-Identifier: MIT *)
(* Slopes in all coordinates at once, and what operations make of them (docs/theory/slopes.md,
   sections 1, 2 and 4). None stands for a slope that is exactly 0. *)

From Coq Require Import Reals ZArith List Lra Lia Psatz Bool.
From Interval Require Import Real.Xreal Interval.Interval.
From Abcert.Replay Require Import Expression Slope.
Import ListNotations.
Open Scope R_scope.

Module Vector (I : IntervalOps).
Include Slope I.

Definition vector : Type := list (option I.type).

(* r = sum of s_k d_k for some s_k in X_k. *)
Fixpoint spans (X : vector) (d : list R) (r : R) : Prop :=
  match X, d with
  | None :: X', _ :: d' => spans X' d' r
  | Some A :: X', x :: d' => exists s r', encloses A (Some s) /\ spans X' d' r' /\ r = s * x + r'
  | _, _ => r = 0
  end.

Definition scale (f : I.type -> I.type) (X : vector) : vector := map (option_map f) X.

Fixpoint combine2 (f : I.type -> I.type -> I.type) (g h : I.type -> I.type) (X T : vector) : vector :=
  match X, T with
  | [], _ => scale h T
  | _, [] => scale g X
  | a :: X', b :: T' =>
      match a, b with
      | None, None => None
      | Some A, None => Some (g A)
      | None, Some B => Some (h B)
      | Some A, Some B => Some (f A B)
      end :: combine2 f g h X' T'
  end.

Lemma scale_spans : forall f k, (forall A s, encloses A (Some s) -> encloses (f A) (Some (k * s))) ->
  forall X d r, spans X d r -> spans (scale f X) d (k * r).
Proof.
  intros f k Hf X. induction X as [|[A|] X IH]; intros d r H; simpl in *.
  - subst r. ring.
  - destruct d as [|x d]; [subst r; ring|]. destruct H as (s & r' & HA & HS & ->).
    exists (k * s), (k * r'). repeat split; auto. ring.
  - destruct d as [|x d]; [subst r; ring|]. auto.
Qed.

Lemma combine2_spans : forall f g h a b,
  (forall A B s t, encloses A (Some s) -> encloses B (Some t) -> encloses (f A B) (Some (a * s + b * t))) ->
  (forall A s, encloses A (Some s) -> encloses (g A) (Some (a * s))) ->
  (forall B t, encloses B (Some t) -> encloses (h B) (Some (b * t))) ->
  forall X T d r q, spans X d r -> spans T d q -> spans (combine2 f g h X T) d (a * r + b * q).
Proof.
  intros f g h a b Hf Hg Hh X. induction X as [|p X IH]; intros T d r q HS HT; simpl in *.
  { subst r. replace (a * 0 + b * q) with (b * q) by ring. apply scale_spans; assumption. }
  destruct T as [|o T].
  { simpl in HT. subst q. replace (a * r + b * 0) with (a * r) by ring.
    exact (scale_spans g a Hg (p :: X) d r HS). }
  destruct d as [|x d].
  { assert (r = 0) by (destruct p; exact HS). assert (q = 0) by (destruct o; exact HT). subst.
    destruct p, o; simpl; ring. }
  destruct p as [A|], o as [B|]; simpl in *.
  - destruct HS as (s & r' & HA & HS & ->). destruct HT as (t & q' & HB & HT & ->).
    exists (a * s + b * t), (a * r' + b * q'). repeat split; auto. ring.
  - destruct HS as (s & r' & HA & HS & ->). exists (a * s), (a * r' + b * q). repeat split; auto. ring.
  - destruct HT as (t & q' & HB & HT & ->). exists (b * t), (a * r + b * q'). repeat split; auto. ring.
  - auto.
Qed.

Section Precision.
Variable prec : I.precision.

Definition add_slopes : vector -> vector -> vector :=
  combine2 (I.add prec) (fun A => A) (fun B => B).
Definition sub_slopes : vector -> vector -> vector :=
  combine2 (I.sub prec) (fun A => A) I.neg.
(* V: range of the right factor; C: of the left one at the anchor. *)
Definition mul_slopes (V C : I.type) : vector -> vector -> vector :=
  combine2 (fun A B => I.add prec (I.mul prec A V) (I.mul prec C B))
    (fun A => I.mul prec A V) (fun B => I.mul prec C B).
(* Q: range of the quotient at the anchor; V: of the denominator. *)
Definition div_slopes (Q V : I.type) : vector -> vector -> vector :=
  combine2 (fun A B => I.div prec (I.sub prec A (I.mul prec Q B)) V)
    (fun A => I.div prec A V) (fun B => I.div prec (I.neg (I.mul prec Q B)) V).

(* lambda A + (1 - lambda) B over the two ends of L. *)
Definition weighted (L : I.type) : I.type -> I.type -> I.type :=
  let at_end l A B := I.add prec (I.mul prec l A) (I.mul prec (I.sub prec one l) B) in
  if I.lower_bounded L && I.upper_bounded L then
    let low := low_end L in
    let high := high_end L in
    fun A B => I.join (at_end low A B) (at_end high A B)
  else fun _ _ => I.nai.

Lemma weighted_correct : forall L A B l s t, encloses L (Some l) -> encloses A (Some s) ->
  encloses B (Some t) -> encloses (weighted L A B) (Some (l * s + (1 - l) * t)).
Proof.
  intros L A B l s t HL HA HB. unfold weighted.
  destruct (I.lower_bounded L && I.upper_bounded L) eqn:E; [|apply nai_encloses].
  apply andb_true_iff in E. destruct E as (E1 & E2).
  destruct (low_end_correct L l E1 HL) as (p & Hp & _ & Lp).
  destruct (high_end_correct L l E2 HL) as (q & Hq & _ & Lq).
  assert (HE : forall P x, encloses P (Some x) ->
    encloses (I.add prec (I.mul prec P A) (I.mul prec (I.sub prec one P) B)) (Some (x * s + (1 - x) * t))).
  { intros P x HP. apply add_encloses; apply mul_encloses; auto. apply sub_encloses; auto. apply one_encloses. }
  apply join_between with (p * s + (1 - p) * t) (q * s + (1 - q) * t); auto.
  destruct (Rle_dec t s); [left|right]; split; nra.
Qed.

Definition weight (op : binary) (U V C D : I.type) : I.type :=
  let sigma := slope1 prec Abs (I.sub prec U V) (I.sub prec C D) in
  match op with
  | Max => I.mul prec (half prec) (I.add prec one sigma)
  | _ => I.mul prec (half prec) (I.sub prec one sigma)
  end.

Definition weighted_slopes (L : I.type) : vector -> vector -> vector :=
  let w := weighted L in combine2 w (fun A => w A I.zero) (fun B => w I.zero B).

Lemma weight_correct : forall op U V C D u v c d, op = Max \/ op = Min ->
  encloses U (Some u) -> encloses V (Some v) -> encloses C (Some c) -> encloses D (Some d) ->
  exists l, encloses (weight op U V C D) (Some l) /\
    (match op with Max => Rmax u v - Rmax c d | _ => Rmin u v - Rmin c d end)
    = l * (u - c) + (1 - l) * (v - d).
Proof.
  intros op U V C D u v c d HO HU HV HC HD.
  destruct (slope1_correct prec Abs (I.sub prec U V) (I.sub prec C D) (u - v) (c - d) _ _
    (sub_encloses prec _ _ _ _ HU HV) (sub_encloses prec _ _ _ _ HC HD) eq_refl eq_refl) as (s & Hs & E).
  assert (HM : forall x y, Rmax x y = (x + y + Rabs (x - y)) / 2).
  { intros x y. unfold Rmax, Rabs. destruct (Rle_dec x y), (Rcase_abs (x - y)); lra. }
  assert (Hm : forall x y, Rmin x y = (x + y - Rabs (x - y)) / 2).
  { intros x y. unfold Rmin, Rabs. destruct (Rle_dec x y), (Rcase_abs (x - y)); lra. }
  pose proof one_encloses as H1. pose proof (half_encloses prec) as Hh.
  destruct HO as [->| ->].
  - exists (/ 2 * (1 + s)). split; [apply mul_encloses, add_encloses; assumption|].
    rewrite !HM. replace (Rabs (u - v)) with (Rabs (c - d) + s * (u - v - (c - d))) by lra. field.
  - exists (/ 2 * (1 - s)). split; [apply mul_encloses, sub_encloses; assumption|].
    rewrite !Hm. replace (Rabs (u - v)) with (Rabs (c - d) + s * (u - v - (c - d))) by lra. field.
Qed.

(* A value with its slopes. Still: the same at both points. *)
Inductive slot : Type :=
  | Still (U : I.type)
  | Moving (U C : I.type) (X : vector).

Definition slot_range (s : slot) : I.type := match s with Still U => U | Moving U _ _ => U end.
Definition slot_anchored (s : slot) : I.type := match s with Still U => U | Moving _ C _ => C end.
Definition slot_slopes (s : slot) : vector := match s with Still _ => [] | Moving _ _ X => X end.

Definition describes (d : list R) (s : slot) (w : option R * option R) : Prop :=
  encloses (slot_range s) (fst w) /\ encloses (slot_anchored s) (snd w) /\
  (I.real (slot_range s) = true -> forall u c, w = (Some u, Some c) -> spans (slot_slopes s) d (u - c)) /\
  match s with Still _ => fst w = snd w | Moving _ _ _ => True end.

Definition slot1 (op : unary) (s : slot) : slot :=
  match s with
  | Still U => Still (range1 prec op U)
  | Moving U C X =>
      let D := slope1 prec op U C in
      Moving (range1 prec op U) (range1 prec op C) (scale (I.mul prec D) X)
  end.

Definition slot_power (n : Z) (s : slot) : slot :=
  match s with
  | Still U => Still (power_range prec n U)
  | Moving U C X =>
      let D := slope_power prec n U C in
      Moving (power_range prec n U) (power_range prec n C) (scale (I.mul prec D) X)
  end.

Definition slopes2 (op : binary) (U C V D Q : I.type) (X T : vector) : vector :=
  match op with
  | Add => add_slopes X T
  | Sub => sub_slopes X T
  | Mul => mul_slopes V C X T
  | Div => div_slopes Q V X T
  | Min | Max => weighted_slopes (weight op U V C D) X T
  end.

Definition slot2 (op : binary) (s t : slot) : slot :=
  match s, t with
  | Still U, Still V => Still (range2 prec op U V)
  | _, _ =>
      let Q := range2 prec op (slot_anchored s) (slot_anchored t) in
      Moving (range2 prec op (slot_range s) (slot_range t)) Q
        (slopes2 op (slot_range s) (slot_anchored s) (slot_range t) (slot_anchored t) Q
          (slot_slopes s) (slot_slopes t))
  end.

(* Only defined operands give a defined range. *)
Lemma real1 : forall op U, I.real (range1 prec op U) = true -> I.real U = true.
Proof.
  intros op U H. destruct (I.real U) eqn:E; [reflexivity|].
  pose proof (range1_correct prec op U None (not_real_encloses U None E)) as HN.
  rewrite (undefined_not_real _ HN) in H. discriminate.
Qed.

Lemma real_power : forall n U, I.real (power_range prec n U) = true -> I.real U = true.
Proof.
  intros n U H. destruct (I.real U) eqn:E; [reflexivity|].
  pose proof (power_range_correct prec n U None (not_real_encloses U None E)) as HN.
  rewrite (undefined_not_real _ HN) in H. discriminate.
Qed.

Lemma real2 : forall op U V u v, encloses U u -> encloses V v -> I.real (range2 prec op U V) = true ->
  I.real U = true /\ I.real V = true.
Proof.
  intros op U V u v HU HV H. split.
  - destruct (I.real U) eqn:E; [reflexivity|].
    pose proof (range2_correct prec op U V None v (not_real_encloses U None E) HV) as HN.
    rewrite (undefined_not_real _ HN) in H. discriminate.
  - destruct (I.real V) eqn:E; [reflexivity|].
    pose proof (range2_correct prec op U V u None HU (not_real_encloses V None E)) as HN.
    replace (bind2 (apply2 op) u None) with (@None R) in HN by (destruct u; reflexivity).
    rewrite (undefined_not_real _ HN) in H. discriminate.
Qed.

(* Nothing is known. *)
Definition unknown : slot := Moving I.nai I.nai [].

Lemma unknown_describes : forall d w, describes d unknown w.
Proof.
  intros d w. repeat split; try apply nai_encloses. simpl. intros H.
  rewrite I.real_correct, I.nai_correct in H. discriminate.
Qed.

Lemma still_describes : forall d U v, encloses U v -> describes d (Still U) (v, v).
Proof.
  intros d U v H. repeat split; auto. intros _ u c E. injection E as -> E. injection E as ->.
  simpl. ring.
Qed.

Lemma slot1_describes : forall d op s u c, describes d s (u, c) ->
  describes d (slot1 op s) (bind1 (apply1 op) u, bind1 (apply1 op) c).
Proof.
  intros d op [U|U C X] u c (HU & HC & HS & HE); simpl in *.
  - subst c. apply still_describes, range1_correct, HU.
  - repeat split; simpl; try (apply range1_correct; assumption).
    intros HR gu gc E. injection E as Eu Ec. destruct u as [u|]; [|discriminate]. destruct c as [c|]; [|discriminate].
    apply real1 in HR. simpl in *. destruct (slope1_correct prec op U C u c gu gc HU HC Eu Ec) as (k & Hk & ->).
    apply scale_spans; [|apply HS; [exact HR|reflexivity]]. intros A x HA. apply mul_encloses; assumption.
Qed.

Lemma slot_power_describes : forall d n s u c, describes d s (u, c) ->
  describes d (slot_power n s) (bind1 (power n) u, bind1 (power n) c).
Proof.
  intros d n [U|U C X] u c (HU & HC & HS & HE); simpl in *.
  - subst c. apply still_describes, power_range_correct, HU.
  - repeat split; simpl; try (apply power_range_correct; assumption).
    intros HR gu gc E. injection E as Eu Ec. destruct u as [u|]; [|discriminate]. destruct c as [c|]; [|discriminate].
    apply real_power in HR. simpl in *. destruct (slope_power_correct prec n U C u c gu gc HU HC Eu Ec) as (k & Hk & ->).
    apply scale_spans; [|apply HS; [exact HR|reflexivity]]. intros A x HA. apply mul_encloses; assumption.
Qed.

(* The cases of section 2 and 4 for values that are defined at both points. *)
Lemma slopes2_spans : forall d op U C V D X T u c v e gu gc,
  encloses U (Some u) -> encloses C (Some c) -> encloses V (Some v) -> encloses D (Some e) ->
  spans X d (u - c) -> spans T d (v - e) -> apply2 op u v = Some gu -> apply2 op c e = Some gc ->
  spans (slopes2 op U C V D (range2 prec op C D) X T) d (gu - gc).
Proof.
  intros d op U C V D X T u c v e gu gc HU HC HV HD HS HT Eu Ec.
  assert (HW : forall o, op = o -> o = Max \/ o = Min ->
    spans (weighted_slopes (weight op U V C D) X T) d
      (match op with Max => Rmax u v - Rmax c e | _ => Rmin u v - Rmin c e end)).
  { intros o -> HO. destruct (weight_correct o U V C D u v c e HO HU HV HC HD) as (l & Hl & ->).
    apply combine2_spans; auto.
    - intros A B s t HA HB. apply weighted_correct; assumption.
    - intros A s HA. replace (l * s) with (l * s + (1 - l) * 0) by ring.
      apply weighted_correct; auto using zero_encloses.
    - intros B t HB. replace ((1 - l) * t) with (l * 0 + (1 - l) * t) by ring.
      apply weighted_correct; auto using zero_encloses. }
  destruct op; simpl in *.
  - injection Eu as <-. injection Ec as <-.
    replace (u + v - (c + e)) with (1 * (u - c) + 1 * (v - e)) by ring.
    apply combine2_spans; auto.
    + intros A B s t HA HB. replace (1 * s + 1 * t) with (s + t) by ring. apply add_encloses; assumption.
    + intros A s HA. rewrite Rmult_1_l. exact HA.
    + intros A s HA. rewrite Rmult_1_l. exact HA.
  - injection Eu as <-. injection Ec as <-.
    replace (u - v - (c - e)) with (1 * (u - c) + (-1) * (v - e)) by ring.
    apply combine2_spans; auto.
    + intros A B s t HA HB. replace (1 * s + -1 * t) with (s - t) by ring. apply sub_encloses; assumption.
    + intros A s HA. rewrite Rmult_1_l. exact HA.
    + intros A s HA. replace (-1 * s) with (- s) by ring. apply neg_encloses; exact HA.
  - injection Eu as <-. injection Ec as <-.
    replace (u * v - c * e) with (v * (u - c) + c * (v - e)) by ring.
    apply combine2_spans; auto.
    + intros A B s t HA HB. rewrite (Rmult_comm v s).
      apply add_encloses; apply mul_encloses; assumption.
    + intros A s HA. rewrite (Rmult_comm v s). apply mul_encloses; assumption.
    + intros A s HA. apply mul_encloses; assumption.
  - pose proof (div_encloses_option prec C D c e HC HD) as HQ. simpl in HQ.
    destruct (Req_EM_T v 0) as [|Hv]; [discriminate|]. destruct (Req_EM_T e 0) as [|He]; [discriminate|].
    injection Eu as <-. injection Ec as <-.
    replace (u / v - c / e) with (/ v * (u - c) + (- (c / e) * / v) * (v - e)) by (field; split; assumption).
    apply combine2_spans; auto.
    + intros A B s t HA HB. replace (/ v * s + - (c / e) * / v * t) with ((s - c / e * t) / v) by (field; split; assumption).
      apply div_encloses; auto. apply sub_encloses; auto. apply mul_encloses; assumption.
    + intros A s HA. replace (/ v * s) with (s / v) by (field; assumption). apply div_encloses; assumption.
    + intros A s HA. replace (- (c / e) * / v * s) with (- (c / e * s) / v) by (field; split; assumption).
      apply div_encloses; auto. apply neg_encloses, mul_encloses; assumption.
  - injection Eu as <-. injection Ec as <-. exact (HW Min eq_refl (or_intror eq_refl)).
  - injection Eu as <-. injection Ec as <-. exact (HW Max eq_refl (or_introl eq_refl)).
Qed.

Lemma slot2_describes : forall d op s t u c v e, describes d s (u, c) -> describes d t (v, e) ->
  describes d (slot2 op s t) (bind2 (apply2 op) u v, bind2 (apply2 op) c e).
Proof.
  intros d op s t u c v e (HU & HC & HS & HE) (HV & HD & HT & HF).
  assert (HG : describes d (Moving (range2 prec op (slot_range s) (slot_range t))
      (range2 prec op (slot_anchored s) (slot_anchored t))
      (slopes2 op (slot_range s) (slot_anchored s) (slot_range t) (slot_anchored t)
        (range2 prec op (slot_anchored s) (slot_anchored t)) (slot_slopes s) (slot_slopes t)))
      (bind2 (apply2 op) u v, bind2 (apply2 op) c e)).
  { simpl in *. repeat split; simpl; try (apply range2_correct; assumption).
    intros HR gu gc E. injection E as Eu Ec.
    destruct (real2 op _ _ u v HU HV HR) as (RU & RV).
    destruct u as [u|]; [|discriminate]. destruct v as [v|]; [|discriminate].
    destruct c as [c|]; [|discriminate]. destruct e as [e|]; [|discriminate]. simpl in *.
    apply slopes2_spans with u c v e; auto. }
  destruct s as [U|U C X], t as [V|V D T]; try exact HG.
  simpl in *. subst c e. apply still_describes, range2_correct; assumption.
Qed.

End Precision.
End Vector.

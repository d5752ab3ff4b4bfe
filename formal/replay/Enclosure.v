(* SPDX-License-Identifier: MIT *)
(* Ranges of operations over intervals, on top of the interval operations of CoqInterval. An interval
   encloses an optional value: only the interval "not an interval" (nai) encloses None. *)

From Coq Require Import Reals ZArith List Lra Lia Psatz.
From Interval Require Import Real.Xreal Interval.Interval Missing.Stdlib.
From Flocq Require Import Core.Raux.
From Abcert.Replay Require Import Expression.
Import ListNotations.
Open Scope R_scope.

Module Enclosure (I : IntervalOps).

Definition extended (v : option R) : ExtendedR :=
  match v with Some r => Xreal r | None => Xnan end.

Definition encloses (U : I.type) (v : option R) : Prop := contains (I.convert U) (extended v).

Lemma nai_encloses : forall v, encloses I.nai v.
Proof. intros v. unfold encloses. rewrite I.nai_correct. exact Logic.I. Qed.

Lemma real_defined : forall U v, I.real U = true -> encloses U v -> exists r, v = Some r.
Proof.
  intros U v HR HE. rewrite I.real_correct in HR. unfold encloses in HE.
  destruct (I.convert U); [discriminate|]. destruct v; [eauto|]. simpl in HE. tauto.
Qed.

(* Signs; true only for intervals with all finite members defined. *)
Definition nonnegative (U : I.type) : bool :=
  match I.sign_large U with Xgt | Xeq => true | _ => false end.
Definition nonpositive (U : I.type) : bool :=
  match I.sign_large U with Xlt | Xeq => true | _ => false end.
Definition positive (U : I.type) : bool :=
  match I.sign_strict U with Xgt => true | _ => false end.
Definition negative (U : I.type) : bool :=
  match I.sign_strict U with Xlt => true | _ => false end.

Lemma nonnegative_correct : forall U v, nonnegative U = true -> encloses U v ->
  exists r, v = Some r /\ 0 <= r.
Proof.
  unfold nonnegative, encloses. intros U v HT HE. pose proof (I.sign_large_correct U) as HC.
  destruct (I.sign_large U); try discriminate; specialize (HC _ HE).
  - destruct v as [r|]; [|discriminate]. injection HC as ->. exists 0. split; [reflexivity|lra].
  - destruct v as [r|]; [|destruct HC; discriminate]. exists r. split; [reflexivity|apply HC].
Qed.

Lemma nonpositive_correct : forall U v, nonpositive U = true -> encloses U v ->
  exists r, v = Some r /\ r <= 0.
Proof.
  unfold nonpositive, encloses. intros U v HT HE. pose proof (I.sign_large_correct U) as HC.
  destruct (I.sign_large U); try discriminate; specialize (HC _ HE).
  - destruct v as [r|]; [|discriminate]. injection HC as ->. exists 0. split; [reflexivity|lra].
  - destruct v as [r|]; [|destruct HC; discriminate]. exists r. split; [reflexivity|apply HC].
Qed.

Lemma positive_correct : forall U v, positive U = true -> encloses U v ->
  exists r, v = Some r /\ 0 < r.
Proof.
  unfold positive, encloses. intros U v HT HE. pose proof (I.sign_strict_correct U) as HC.
  destruct (I.sign_strict U); try discriminate; specialize (HC _ HE).
  destruct v as [r|]; [|destruct HC; discriminate]. exists r. split; [reflexivity|apply HC].
Qed.

Lemma negative_correct : forall U v, negative U = true -> encloses U v ->
  exists r, v = Some r /\ r < 0.
Proof.
  unfold negative, encloses. intros U v HT HE. pose proof (I.sign_strict_correct U) as HC.
  destruct (I.sign_strict U); try discriminate; specialize (HC _ HE).
  destruct v as [r|]; [|destruct HC; discriminate]. exists r. split; [reflexivity|apply HC].
Qed.

Section Precision.
Variable prec : I.precision.

Definition one : I.type := I.fromZ_small 1.
Definition two : I.type := I.fromZ_small 2.
Definition half : I.type := I.div prec one two.

Lemma one_encloses : encloses one (Some 1).
Proof. apply I.fromZ_small_correct. simpl. lia. Qed.

Lemma two_encloses : encloses two (Some 2).
Proof. apply I.fromZ_small_correct. simpl. lia. Qed.

Lemma zero_encloses : encloses I.zero (Some 0).
Proof. unfold encloses. rewrite I.zero_correct. simpl. lra. Qed.

(* The field operations on known values. *)
Lemma add_encloses : forall U V u v, encloses U (Some u) -> encloses V (Some v) ->
  encloses (I.add prec U V) (Some (u + v)).
Proof. intros. apply (I.add_correct prec U V (Xreal u) (Xreal v)); assumption. Qed.

Lemma sub_encloses : forall U V u v, encloses U (Some u) -> encloses V (Some v) ->
  encloses (I.sub prec U V) (Some (u - v)).
Proof. intros. apply (I.sub_correct prec U V (Xreal u) (Xreal v)); assumption. Qed.

Lemma mul_encloses : forall U V u v, encloses U (Some u) -> encloses V (Some v) ->
  encloses (I.mul prec U V) (Some (u * v)).
Proof. intros. apply (I.mul_correct prec U V (Xreal u) (Xreal v)); assumption. Qed.

Lemma neg_encloses : forall U u, encloses U (Some u) -> encloses (I.neg U) (Some (- u)).
Proof. intros. apply (I.neg_correct U (Xreal u)); assumption. Qed.

Lemma is_zero_Req : forall y, is_zero y = if Req_EM_T y 0 then true else false.
Proof.
  intros y. unfold is_zero. destruct (Req_EM_T y 0) as [->|H].
  - apply Req_bool_true. reflexivity.
  - apply Req_bool_false. exact H.
Qed.

Lemma div_encloses_option : forall U V u v, encloses U (Some u) -> encloses V (Some v) ->
  encloses (I.div prec U V) (apply2 Div u v).
Proof.
  intros U V u v HU HV. pose proof (I.div_correct prec U V (Xreal u) (Xreal v) HU HV) as H.
  unfold encloses. simpl in *. unfold Xdiv' in H. rewrite is_zero_Req in H.
  destruct (Req_EM_T v 0); exact H.
Qed.

Lemma div_encloses : forall U V u v, encloses U (Some u) -> encloses V (Some v) -> v <> 0 ->
  encloses (I.div prec U V) (Some (u / v)).
Proof.
  intros U V u v HU HV Hv. pose proof (div_encloses_option U V u v HU HV) as H. simpl in H.
  destruct (Req_EM_T v 0); [contradiction|exact H].
Qed.

Lemma half_encloses : encloses half (Some (/ 2)).
Proof.
  replace (/ 2) with (1 / 2) by lra.
  apply div_encloses; [apply one_encloses|apply two_encloses|lra].
Qed.

Lemma connected : forall U x y z, encloses U (Some x) -> encloses U (Some y) -> x <= z <= y ->
  encloses U (Some z).
Proof. intros U x y z Hx Hy Hz. exact (contains_connected _ x y Hx Hy z Hz). Qed.

Lemma join_left : forall U V v, encloses U v -> encloses (I.join U V) v.
Proof. intros. apply I.join_correct. left. assumption. Qed.

Lemma join_right : forall U V v, encloses V v -> encloses (I.join U V) v.
Proof. intros. apply I.join_correct. right. assumption. Qed.

Lemma join_between : forall U V x y z, encloses U (Some x) -> encloses V (Some y) ->
  (x <= z <= y \/ y <= z <= x) -> encloses (I.join U V) (Some z).
Proof.
  intros U V x y z Hx Hy [Hz|Hz].
  - apply connected with x y; [apply join_left|apply join_right|]; assumption.
  - apply connected with y x; [apply join_right|apply join_left|]; assumption.
Qed.

(* Rational numbers. *)
Definition of_integer (n : Z) : I.type := I.fromZ prec n.
Definition of_rational (n : Z) (d : BinNums.positive) : I.type :=
  match d with
  | xH => I.fromZ prec n
  | _ => I.div prec (I.fromZ prec n) (I.fromZ prec (Zpos d))
  end.

Lemma of_rational_encloses : forall n d, encloses (of_rational n d) (Some (IZR n / IZR (Zpos d))).
Proof.
  intros n d.
  assert (Hd : IZR (Zpos d) <> 0) by (apply not_0_IZR; lia).
  assert (HG : encloses (I.div prec (I.fromZ prec n) (I.fromZ prec (Zpos d)))
                 (Some (IZR n / IZR (Zpos d)))).
  { apply div_encloses; [apply I.fromZ_correct|apply I.fromZ_correct|exact Hd]. }
  destruct d; try exact HG. simpl. replace (IZR n / 1) with (IZR n) by field. apply I.fromZ_correct.
Qed.

(* min and max: between the join, and what both bounds leave. *)
Definition maximum (U V : I.type) : I.type :=
  if I.real U then
    if I.real V then I.meet (I.join U V) (I.meet (I.upper_extent U) (I.upper_extent V)) else I.nai
  else I.nai.

Definition minimum (U V : I.type) : I.type :=
  if I.real U then
    if I.real V then I.meet (I.join U V) (I.meet (I.lower_extent U) (I.lower_extent V)) else I.nai
  else I.nai.

Lemma maximum_encloses : forall U V u v, encloses U (Some u) -> encloses V (Some v) ->
  encloses (maximum U V) (Some (Rmax u v)).
Proof.
  intros U V u v HU HV. unfold maximum.
  destruct (I.real U); [|apply nai_encloses]. destruct (I.real V); [|apply nai_encloses].
  apply I.meet_correct; [|apply I.meet_correct].
  - apply I.join_correct. unfold Rmax. destruct (Rle_dec u v); [right|left]; assumption.
  - apply I.upper_extent_correct with u; [exact HU|apply Rmax_l].
  - apply I.upper_extent_correct with v; [exact HV|apply Rmax_r].
Qed.

Lemma minimum_encloses : forall U V u v, encloses U (Some u) -> encloses V (Some v) ->
  encloses (minimum U V) (Some (Rmin u v)).
Proof.
  intros U V u v HU HV. unfold minimum.
  destruct (I.real U); [|apply nai_encloses]. destruct (I.real V); [|apply nai_encloses].
  apply I.meet_correct; [|apply I.meet_correct].
  - apply I.join_correct. unfold Rmin. destruct (Rle_dec u v); [left|right]; assumption.
  - apply I.lower_extent_correct with u; [exact HU|apply Rmin_l].
  - apply I.lower_extent_correct with v; [exact HV|apply Rmin_r].
Qed.

(* Rounding to a neighbour takes 0 + 0 and 0 * 0 below 0, and then a square root has no value. The
   machine evaluates arguments first, hence the tests in this order. *)
Definition not_below_zero (W : I.type) : I.type := I.meet W (I.upper_extent I.zero).

Definition range2 (op : binary) (U V : I.type) : I.type :=
  match op with
  | Add =>
      let W := I.add prec U V in
      if nonnegative U then if nonnegative V then not_below_zero W else W else W
  | Sub => I.sub prec U V
  | Mul =>
      let W := I.mul prec U V in
      if nonnegative U then if nonnegative V then not_below_zero W else W else W
  | Div =>
      let W := I.div prec U V in
      if nonnegative U then if positive V then not_below_zero W else W else W
  | Min => minimum U V
  | Max => maximum U V
  end.

Lemma not_real_encloses : forall U v, I.real U = false -> encloses U v.
Proof.
  intros U v H. rewrite I.real_correct in H. unfold encloses.
  destruct (I.convert U); [exact Logic.I|discriminate].
Qed.

Lemma undefined_not_real : forall U, encloses U None -> I.real U = false.
Proof.
  intros U H. destruct (I.real U) eqn:E; [|reflexivity].
  destruct (real_defined U None E H). discriminate.
Qed.

Lemma range2_correct : forall op U V u v, encloses U u -> encloses V v ->
  encloses (range2 op U V) (bind2 (apply2 op) u v).
Proof.
  intros op U V u v HU HV.
  assert (HN : forall (f : I.type -> bool) W w, encloses W w ->
    (forall r, u = Some r -> 0 <= r -> f V = true -> exists z, w = Some z /\ 0 <= z) ->
    encloses (if nonnegative U then if f V then not_below_zero W else W else W) w).
  { intros f W w HW HK. destruct (nonnegative U) eqn:EU; [|exact HW]. destruct (f V) eqn:EV; [|exact HW].
    destruct (nonnegative_correct U u EU HU) as (r & Er & Hr). destruct (HK r Er Hr eq_refl) as (z & -> & Hz).
    apply I.meet_correct; [exact HW|]. exact (I.upper_extent_correct _ _ _ zero_encloses Hz). }
  destruct op; simpl.
  - pose proof (I.add_correct prec U V _ _ HU HV) as H. apply HN; [destruct u, v; exact H|].
    intros r -> Hr EV. destruct (nonnegative_correct V v EV HV) as (s & -> & Hs).
    exists (r + s). split; [reflexivity|lra].
  - pose proof (I.sub_correct prec U V _ _ HU HV) as H. destruct u, v; exact H.
  - pose proof (I.mul_correct prec U V _ _ HU HV) as H. apply HN; [destruct u, v; exact H|].
    intros r -> Hr EV. destruct (nonnegative_correct V v EV HV) as (s & -> & Hs).
    exists (r * s). split; [reflexivity|apply Rmult_le_pos; assumption].
  - apply HN.
    + destruct u as [u|], v as [v|];
        try exact (I.div_correct prec U V _ _ HU HV).
      exact (div_encloses_option U V u v HU HV).
    + intros r -> Hr EV. destruct (positive_correct V v EV HV) as (s & -> & Hs). exists (r / s). simpl.
      destruct (Req_EM_T s 0) as [E|_]; [lra|]. split; [reflexivity|].
      apply Rmult_le_pos; [exact Hr|]. left. apply Rinv_0_lt_compat, Hs.
  - destruct u as [u|]; [destruct v as [v|]; [exact (minimum_encloses U V u v HU HV)|]|];
      unfold minimum; [rewrite (undefined_not_real V HV)|rewrite (undefined_not_real U HU)];
      try destruct (I.real U); apply nai_encloses.
  - destruct u as [u|]; [destruct v as [v|]; [exact (maximum_encloses U V u v HU HV)|]|];
      unfold maximum; [rewrite (undefined_not_real V HV)|rewrite (undefined_not_real U HU)];
      try destruct (I.real U); apply nai_encloses.
Qed.

Definition power_range (n : Z) (U : I.type) : I.type :=
  match n with
  | 1%Z => U
  | 2%Z => I.sqr prec U
  | _ => I.power_int prec U n
  end.

Lemma power_range_correct : forall n U u, encloses U u ->
  encloses (power_range n U) (bind1 (power n) u).
Proof.
  intros n U u HU.
  assert (HG : encloses (I.power_int prec U n) (bind1 (power n) u)).
  { pose proof (I.power_int_correct prec n U _ HU) as H. unfold encloses.
    destruct u as [u|]; [|exact H]. simpl in *. unfold Xpower_int' in H. unfold power.
    destruct n as [|p|p]; try exact H. rewrite is_zero_Req in H. destruct (Req_EM_T u 0); exact H. }
  destruct n as [|[p|[p|p|]|]|p]; try exact HG; simpl.
  - pose proof (I.sqr_correct prec U _ HU) as H. unfold encloses.
    destruct u as [u|]; [|exact H]. simpl in *. replace (u * (u * 1)) with (u * u) by ring. exact H.
  - destruct u as [u|]; [|exact HU]. simpl. replace (u * 1) with u by ring. exact HU.
Qed.

Definition exponential := I.exp prec.
Definition sinh_range (U : I.type) : I.type :=
  I.mul prec half (I.sub prec (exponential U) (exponential (I.neg U))).
Definition cosh_range (U : I.type) : I.type :=
  I.add prec one (I.mul prec two (I.sqr prec (sinh_range (I.mul prec half U)))).
Definition tanh_range (U : I.type) : I.type :=
  I.sub prec one (I.div prec two (I.add prec one (exponential (I.mul prec two U)))).
Definition logistic_range (U : I.type) : I.type :=
  I.div prec one (I.add prec one (exponential (I.neg U))).

(* asin u = atan (u / sqrt (1 - u^2)) inside of [-1, 1]; at its ends the quotient is undefined. *)
Definition asin_range (U : I.type) : I.type :=
  let V := I.sub prec one (I.sqr prec U) in
  if nonnegative V then I.atan prec (I.div prec U (I.sqrt prec V)) else I.nai.

Definition range1 (op : unary) (U : I.type) : I.type :=
  match op with
  | Neg => I.neg U
  | Abs => I.abs U
  | Relu => maximum U I.zero
  | Sqrt => if nonnegative U then I.sqrt prec U else I.nai
  | Exp => exponential U
  | Log => I.ln prec U
  | Log1p => I.ln prec (I.add prec one U)
  | Expm1 => I.sub prec (exponential U) one
  | Sin => I.sin prec U
  | Cos => I.cos prec U
  | Tan => I.tan prec U
  | Atan => I.atan prec U
  | Sinh => sinh_range U
  | Cosh => cosh_range U
  | Tanh => tanh_range U
  | Logistic => logistic_range U
  | Softplus => I.ln prec (I.add prec one (exponential U))
  | Asin => asin_range U
  | Acos => I.sub prec (I.mul prec half (I.pi prec)) (asin_range U)
  end.

Lemma exp_encloses : forall U u, encloses U (Some u) -> encloses (exponential U) (Some (exp u)).
Proof. intros U u H. exact (I.exp_correct prec U _ H). Qed.

Lemma ln_encloses_option : forall U u, encloses U (Some u) ->
  encloses (I.ln prec U) (if Rlt_dec 0 u then Some (ln u) else None).
Proof.
  intros U u H. pose proof (I.ln_correct prec U _ H) as HL. unfold encloses. simpl in HL.
  unfold Xln' in HL. unfold is_positive in HL.
  destruct (Rlt_dec 0 u); [rewrite Rlt_bool_true in HL by assumption
                          |rewrite Rlt_bool_false in HL by lra]; exact HL.
Qed.

Lemma sinh_encloses : forall U u, encloses U (Some u) -> encloses (sinh_range U) (Some (sinh u)).
Proof.
  intros U u H. unfold sinh_range. replace (sinh u) with (/ 2 * (exp u - exp (- u))).
  - apply mul_encloses; [apply half_encloses|].
    apply sub_encloses; apply exp_encloses; [exact H|apply neg_encloses; exact H].
  - unfold sinh. field.
Qed.

Lemma sqr_encloses : forall U u, encloses U (Some u) -> encloses (I.sqr prec U) (Some (u * u)).
Proof. intros U u H. exact (I.sqr_correct prec U _ H). Qed.

Lemma cosh_by_sinh : forall u, cosh u = 1 + 2 * (sinh (/ 2 * u) * sinh (/ 2 * u)).
Proof.
  intros u. unfold cosh, sinh.
  set (a := exp (/ 2 * u)). set (b := exp (- (/ 2 * u))).
  assert (Hab : a * b = 1) by (unfold a, b; rewrite <- exp_plus; rewrite Rplus_opp_r; apply exp_0).
  replace (exp u) with (a * a) by (unfold a; rewrite <- exp_plus; f_equal; field).
  replace (exp (- u)) with (b * b) by (unfold b; rewrite <- exp_plus; f_equal; field).
  replace (1 + 2 * ((a - b) / 2 * ((a - b) / 2))) with (1 + (a * a - 2 * (a * b) + b * b) / 2) by field.
  rewrite Hab. field.
Qed.

Lemma tanh_by_exp : forall u, tanh u = 1 - 2 / (1 + exp (2 * u)).
Proof.
  intros u. unfold tanh, cosh, sinh.
  set (a := exp u). assert (Ha : 0 < a) by apply exp_pos.
  replace (exp (2 * u)) with (a * a) by (unfold a; rewrite <- exp_plus; f_equal; ring).
  rewrite exp_Ropp. fold a. field. repeat split; nra.
Qed.

(* Undefined in, undefined out; the other operand is a known number. *)
Lemma add_none : forall V, encloses V None -> encloses (I.add prec one V) None.
Proof. intros V H. exact (I.add_correct prec one V (Xreal 1) Xnan one_encloses H). Qed.

Lemma sub_none : forall V, encloses V None -> encloses (I.sub prec one V) None.
Proof. intros V H. exact (I.sub_correct prec one V (Xreal 1) Xnan one_encloses H). Qed.

Lemma div_none : forall U u V, encloses U (Some u) -> encloses V None -> encloses (I.div prec U V) None.
Proof. intros U u V HU H. exact (I.div_correct prec U V (Xreal u) Xnan HU H). Qed.

Lemma mul_none : forall U u V, encloses U (Some u) -> encloses V None -> encloses (I.mul prec U V) None.
Proof. intros U u V HU H. exact (I.mul_correct prec U V (Xreal u) Xnan HU H). Qed.

Lemma sqr_none : forall V, encloses V None -> encloses (I.sqr prec V) None.
Proof. intros V H. exact (I.sqr_correct prec V Xnan H). Qed.

Lemma sinh_none : forall V, encloses V None -> encloses (sinh_range V) None.
Proof.
  intros V H. apply (mul_none half (/ 2)); [apply half_encloses|].
  apply (I.sub_correct prec _ _ Xnan Xnan); apply (I.exp_correct prec _ Xnan); [exact H|].
  exact (I.neg_correct V Xnan H).
Qed.

(* What is real is inside, not at an end. *)
Lemma asin_encloses : forall U u, encloses U (Some u) ->
  encloses (asin_range U) (if Rlt_dec (Rabs u) 1 then Some (asin u) else None).
Proof.
  intros U u HU. unfold asin_range. pose proof (sub_encloses _ _ _ _ one_encloses (sqr_encloses _ _ HU)) as HV.
  destruct (nonnegative (I.sub prec one (I.sqr prec U))) eqn:E; [|apply nai_encloses].
  destruct (nonnegative_correct _ _ E HV) as (r & Er & Hr). injection Er as <-.
  pose proof (I.sqrt_correct prec _ (Xreal (1 - u * u)) HV) as HS.
  pose proof (div_encloses_option _ _ u (sqrt (1 - u * u)) HU HS) as HD. simpl in HD.
  destruct (Rlt_dec (Rabs u) 1) as [H|H].
  - apply Rabs_def2 in H. assert (0 < sqrt (1 - u * u)) by (apply sqrt_lt_R0; nra).
    destruct (Req_EM_T (sqrt (1 - u * u)) 0); [lra|]. rewrite asin_atan by lra.
    exact (I.atan_correct prec _ (Xreal (u / sqrt (1 - u * u))) HD).
  - assert (1 <= Rabs u) as H1 by lra. assert (1 <= u * u).
    { replace (u * u) with (Rabs u * Rabs u) by (rewrite <- Rabs_mult; apply Rabs_right; nra). nra. }
    replace (1 - u * u) with 0 in HD by lra. rewrite sqrt_0 in HD. destruct (Req_EM_T 0 0); [|lra].
    exact (I.atan_correct prec _ Xnan HD).
Qed.

Lemma asin_none : forall U, encloses U None -> encloses (asin_range U) None.
Proof.
  intros U H. unfold asin_range. pose proof (sub_none _ (sqr_none U H)) as HV.
  destruct (nonnegative _) eqn:E; [|apply nai_encloses].
  destruct (nonnegative_correct _ _ E HV) as (r & Er & _). discriminate.
Qed.

Lemma range1_correct : forall op U u, encloses U u -> encloses (range1 op U) (bind1 (apply1 op) u).
Proof.
  intros op U [u|] HU.
  - destruct op; simpl.
    + apply neg_encloses, HU.
    + exact (I.abs_correct U _ HU).
    + apply maximum_encloses; [exact HU|apply zero_encloses].
    + destruct (nonnegative U) eqn:E; [|apply nai_encloses].
      destruct (nonnegative_correct U _ E HU) as (r & Hr & Hr0). injection Hr as ->.
      destruct (Rle_dec 0 r); [|contradiction]. exact (I.sqrt_correct prec U _ HU).
    + apply exp_encloses, HU.
    + apply ln_encloses_option, HU.
    + apply ln_encloses_option, add_encloses; [apply one_encloses|exact HU].
    + apply sub_encloses; [apply exp_encloses, HU|apply one_encloses].
    + exact (I.sin_correct prec U _ HU).
    + exact (I.cos_correct prec U _ HU).
    + pose proof (I.tan_correct prec U _ HU) as H. simpl in H. unfold Xtan' in H.
      rewrite is_zero_Req in H. unfold encloses. destruct (Req_EM_T (cos u) 0); exact H.
    + exact (I.atan_correct prec U _ HU).
    + apply sinh_encloses, HU.
    + rewrite cosh_by_sinh. apply add_encloses; [apply one_encloses|].
      apply mul_encloses; [apply two_encloses|]. apply sqr_encloses, sinh_encloses.
      apply mul_encloses; [apply half_encloses|exact HU].
    + rewrite tanh_by_exp. pose proof (exp_pos (2 * u)) as HP.
      apply sub_encloses; [apply one_encloses|]. apply div_encloses; [apply two_encloses| |lra].
      apply add_encloses; [apply one_encloses|]. apply exp_encloses, mul_encloses;
        [apply two_encloses|exact HU].
    + pose proof (exp_pos (- u)) as HP. replace (/ (1 + exp (- u))) with (1 / (1 + exp (- u))) by (field; lra).
      apply div_encloses; [apply one_encloses| |lra].
      apply add_encloses; [apply one_encloses|]. apply exp_encloses, neg_encloses, HU.
    + pose proof (exp_pos u) as HP.
      pose proof (ln_encloses_option (I.add prec one (exponential U)) (1 + exp u)) as H.
      destruct (Rlt_dec 0 (1 + exp u)); [|lra]. apply H.
      apply add_encloses; [apply one_encloses|apply exp_encloses, HU].
    + pose proof (asin_encloses U u HU) as H. destruct (Rlt_dec (Rabs u) 1), (Rle_dec (Rabs u) 1);
        try lra; try exact H; apply not_real_encloses, undefined_not_real, H.
    + pose proof (asin_encloses U u HU) as H. pose proof (I.pi_correct prec) as HP.
      assert (forall v, encloses (asin_range U) None ->
        encloses (I.sub prec (I.mul prec half (I.pi prec)) (asin_range U)) v) as HN.
      { intros v Hn. apply not_real_encloses, undefined_not_real.
        exact (I.sub_correct prec _ _ _ Xnan (I.mul_correct prec _ _ _ _ half_encloses HP) Hn). }
      destruct (Rlt_dec (Rabs u) 1) as [Hu|Hu], (Rle_dec (Rabs u) 1); try lra; try (apply HN, H).
      rewrite acos_asin by (apply Rabs_def2 in Hu; lra). replace (PI / 2) with (/ 2 * PI) by field.
      apply sub_encloses; [apply mul_encloses; [apply half_encloses|exact HP]|exact H].
  - simpl. pose proof (undefined_not_real U HU) as HN.
    assert (H1 : encloses (I.add prec one U) None) by (apply add_none, HU).
    assert (Hn : encloses (I.neg U) None) by exact (I.neg_correct U _ HU).
    assert (He : encloses (exponential U) None) by exact (I.exp_correct prec U _ HU).
    assert (Hen : encloses (exponential (I.neg U)) None) by exact (I.exp_correct prec _ _ Hn).
    destruct op; simpl.
    + exact Hn.
    + exact (I.abs_correct U _ HU).
    + unfold maximum. rewrite HN. apply nai_encloses.
    + unfold nonnegative. pose proof (I.sign_large_correct U) as HS.
      destruct (I.sign_large U); try apply nai_encloses; specialize (HS Xnan HU);
        [discriminate|destruct HS; discriminate].
    + exact He.
    + exact (I.ln_correct prec U _ HU).
    + exact (I.ln_correct prec _ _ H1).
    + exact (I.sub_correct prec _ one _ _ He (one_encloses)).
    + exact (I.sin_correct prec U _ HU).
    + exact (I.cos_correct prec U _ HU).
    + exact (I.tan_correct prec U _ HU).
    + exact (I.atan_correct prec U _ HU).
    + apply sinh_none, HU.
    + apply add_none, (mul_none _ 2), sqr_none, sinh_none, (mul_none _ (/ 2)), HU;
        [apply two_encloses|apply half_encloses].
    + apply sub_none, (div_none _ 2), add_none; [apply two_encloses|].
      apply (I.exp_correct prec _ Xnan), (mul_none _ 2), HU. apply two_encloses.
    + apply (div_none _ 1), add_none, Hen. apply one_encloses.
    + apply (I.ln_correct prec _ Xnan). apply add_none, He.
    + apply asin_none, HU.
    + exact (I.sub_correct prec _ _ _ Xnan (I.mul_correct prec _ _ _ _ half_encloses (I.pi_correct prec))
               (asin_none U HU)).
Qed.

Lemma pi_encloses : encloses (I.pi prec) (Some PI).
Proof. apply I.pi_correct. Qed.

End Precision.
End Enclosure.

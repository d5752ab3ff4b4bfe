(* SPDX-License-Identifier: MIT *)
(* Intervals of slopes of single operations (docs/theory/slopes.md, sections 2 to 4). *)

From Coq Require Import Reals ZArith List Lra Lia Psatz Bool.
From Interval Require Import Real.Xreal Interval.Interval.
From Abcert.Replay Require Import Expression Difference Derivative Enclosure.
Open Scope R_scope.

Module Slope (I : IntervalOps).
Include Enclosure I.

Section Precision.
Variable prec : I.precision.


Definition low_end (U : I.type) : I.type := I.singleton (I.lower U).
Definition high_end (U : I.type) : I.type := I.singleton (I.upper U).

Lemma low_end_correct : forall U u, I.lower_bounded U = true -> encloses U (Some u) ->
  exists a, encloses (low_end U) (Some a) /\ encloses U (Some a) /\ a <= u.
Proof.
  intros U u HB HU. destruct (I.lower_bounded_correct U HB) as (H1 & H2).
  exists (proj_val (I.F.convert (I.lower U))). split; [apply I.singleton_correct|].
  assert (HN : not_empty (I.convert U)) by (exists u; exact HU).
  specialize (H2 HN). unfold encloses in *. rewrite H2 in HU |- *. rewrite H1 in HU |- *. simpl in *.
  split; [|apply HU]. split; [lra|]. destruct (I.F.convert (I.upper U)); [exact Logic.I|lra].
Qed.

Lemma high_end_correct : forall U u, I.upper_bounded U = true -> encloses U (Some u) ->
  exists b, encloses (high_end U) (Some b) /\ encloses U (Some b) /\ u <= b.
Proof.
  intros U u HB HU. destruct (I.upper_bounded_correct U HB) as (H1 & H2).
  exists (proj_val (I.F.convert (I.upper U))). split; [apply I.singleton_correct|].
  assert (HN : not_empty (I.convert U)) by (exists u; exact HU).
  specialize (H2 HN). unfold encloses in *. rewrite H2 in HU |- *. rewrite H1 in HU |- *. simpl in *.
  split; [|apply HU]. split; [|lra]. destruct (I.F.convert (I.lower U)); [exact Logic.I|lra].
Qed.

(* Enclosure of (g(a) - g(b))/(a - b) for the points in A and B; `range` is that of g. *)
Definition quotient (range : I.type -> I.type) (A B : I.type) : I.type :=
  I.div prec (I.sub prec (range A) (range B)) (I.sub prec A B).

(* D with what is known from the extreme pairs: (A1, B1) bounds from below, (A2, B2) from above. *)
Definition raise (range : I.type -> I.type) (A B D : I.type) : I.type :=
  let Q := quotient range A B in if I.real Q then I.meet D (I.upper_extent Q) else D.
Definition lower (range : I.type -> I.type) (A B D : I.type) : I.type :=
  let Q := quotient range A B in if I.real Q then I.meet D (I.lower_extent Q) else D.

Definition ends_known (U C : I.type) : bool :=
  I.lower_bounded U && I.lower_bounded C && I.upper_bounded U && I.upper_bounded C.

Definition sharpen_convex (range : I.type -> I.type) (U C D : I.type) : I.type :=
  if ends_known U C then
    raise range (low_end U) (low_end C) (lower range (high_end U) (high_end C) D)
  else D.
Definition sharpen_concave (range : I.type -> I.type) (U C D : I.type) : I.type :=
  if ends_known U C then
    raise range (high_end U) (high_end C) (lower range (low_end U) (low_end C) D)
  else D.

Section Sharpen.
Variables (range : I.type -> I.type) (g g' : R -> R) (S : R -> Prop).
Hypothesis range_correct : forall V v, S v -> encloses V (Some v) -> encloses (range V) (Some (g v)).

Lemma quotient_correct : forall A B a b, S a -> S b -> encloses A (Some a) -> encloses B (Some b) ->
  I.real (quotient range A B) = true -> encloses (quotient range A B) (Some (difference g g' a b)).
Proof.
  intros A B a b Ha Hb HA HB HR.
  assert (HQ : encloses (quotient range A B) (apply2 Div (g a - g b) (a - b))).
  { apply div_encloses_option; apply sub_encloses; try assumption; apply range_correct; assumption. }
  destruct (real_defined _ _ HR HQ) as (r & Er). rewrite Er in HQ. simpl in Er.
  destruct (Req_EM_T (a - b) 0) as [|Hn]; [discriminate|]. injection Er as <-.
  unfold difference. destruct (Req_EM_T a b) as [->|]; [exfalso; apply Hn; ring|exact HQ].
Qed.

Lemma raise_correct : forall A B D a b d, S a -> S b -> encloses A (Some a) -> encloses B (Some b) ->
  difference g g' a b <= d -> encloses D (Some d) -> encloses (raise range A B D) (Some d).
Proof.
  intros A B D a b d Ha Hb HA HB Hd HD. unfold raise.
  destruct (I.real (quotient range A B)) eqn:E; [|exact HD].
  apply I.meet_correct; [exact HD|].
  exact (I.upper_extent_correct _ _ _ (quotient_correct A B a b Ha Hb HA HB E) Hd).
Qed.

Lemma lower_correct : forall A B D a b d, S a -> S b -> encloses A (Some a) -> encloses B (Some b) ->
  d <= difference g g' a b -> encloses D (Some d) -> encloses (lower range A B D) (Some d).
Proof.
  intros A B D a b d Ha Hb HA HB Hd HD. unfold lower.
  destruct (I.real (quotient range A B)) eqn:E; [|exact HD].
  apply I.meet_correct; [exact HD|].
  exact (I.lower_extent_correct _ _ _ (quotient_correct A B a b Ha Hb HA HB E) Hd).
Qed.

Variables (U C : I.type) (u c : R).
Hypothesis HU : encloses U (Some u).
Hypothesis HC : encloses C (Some c).
Hypothesis SU : forall h, encloses U (Some h) -> S h.
Hypothesis SC : forall h, encloses C (Some h) -> S h.

Lemma ends_correct : ends_known U C = true -> exists a b p q,
  (encloses (low_end U) (Some a) /\ S a /\ a <= u) /\ (encloses (low_end C) (Some b) /\ S b /\ b <= c) /\
  (encloses (high_end U) (Some p) /\ S p /\ u <= p) /\ (encloses (high_end C) (Some q) /\ S q /\ c <= q).
Proof.
  unfold ends_known. rewrite !andb_true_iff. intros (((H1 & H2) & H3) & H4).
  destruct (low_end_correct U u H1 HU) as (a & HA & HAU & Ha).
  destruct (low_end_correct C c H2 HC) as (b & HB & HBC & Hb).
  destruct (high_end_correct U u H3 HU) as (p & HP & HPU & Hp).
  destruct (high_end_correct C c H4 HC) as (q & HQ & HQC & Hq).
  exists a, b, p, q. auto 10.
Qed.

Lemma sharpen_convex_correct : forall D, supported S g g' ->
  encloses D (Some (difference g g' u c)) ->
  encloses (sharpen_convex range U C D) (Some (difference g g' u c)).
Proof.
  intros D HS HD. unfold sharpen_convex. destruct (ends_known U C) eqn:E; [|exact HD].
  destruct (ends_correct E) as (a & b & p & q & (HA & Sa & Ha) & (HB & Sb & Hb) & (HP & Sp & Hp) & HQ & Sq & Hq).
  apply raise_correct with a b; auto; [apply difference_monotone with S; auto|].
  apply lower_correct with p q; auto. apply difference_monotone with S; auto.
Qed.

Lemma sharpen_concave_correct : forall D, supported S (fun x => - g x) (fun x => - g' x) ->
  encloses D (Some (difference g g' u c)) ->
  encloses (sharpen_concave range U C D) (Some (difference g g' u c)).
Proof.
  intros D HS HD. unfold sharpen_concave. destruct (ends_known U C) eqn:E; [|exact HD].
  destruct (ends_correct E) as (a & b & p & q & (HA & Sa & Ha) & (HB & Sb & Hb) & (HP & Sp & Hp) & HQ & Sq & Hq).
  apply raise_correct with p q; auto.
  - apply Ropp_le_cancel. rewrite <- !difference_opposite. apply difference_monotone with S; auto.
  - apply lower_correct with a b; auto. apply Ropp_le_cancel. rewrite <- !difference_opposite.
    apply difference_monotone with S; auto.
Qed.
End Sharpen.

(* Section 3: derivatives over the hull. *)
Definition one_plus_square (U : I.type) : I.type := I.add prec one (I.sqr prec U).
Definition one_minus_square (U : I.type) : I.type := I.sub prec one (I.sqr prec U).

Definition derivative_range (op : unary) (H : I.type) : I.type :=
  match op with
  | Neg | Sqrt | Asin | Acos => I.nai
  | Abs => I.join (I.neg one) one
  | Relu => I.join I.zero one
  | Exp | Expm1 => I.exp prec H
  | Log => I.div prec one H
  | Log1p => I.div prec one (I.add prec one H)
  | Sin => I.cos prec H
  | Cos => I.neg (I.sin prec H)
  | Tan => one_plus_square (I.tan prec H)
  | Atan => I.div prec one (one_plus_square H)
  | Sinh => cosh_range prec H
  | Cosh => sinh_range prec H
  | Tanh => one_minus_square (tanh_range prec H)
  | Logistic =>
      I.sub prec (I.sqr prec (half prec)) (I.sqr prec (I.sub prec (logistic_range prec H) (half prec)))
  | Softplus => logistic_range prec H
  end.

Definition asin_slope (U C : I.type) : I.type :=
  let H := I.join U C in
  if I.real (asin_range prec H) then I.div prec one (I.sqrt prec (one_minus_square H)) else I.nai.

Definition slope1 (op : unary) (U C : I.type) : I.type :=
  match op with
  | Neg => I.neg one
  | Sqrt => I.div prec one (I.add prec (range1 prec Sqrt U) (range1 prec Sqrt C))
  | Asin => asin_slope U C
  | Acos => I.neg (asin_slope U C)
  | _ =>
      let H := I.join U C in
      if I.real (range1 prec op H) then
        match op, nonnegative H, nonpositive H with
        | Abs, true, _ | Relu, true, _ => one
        | Abs, _, true => I.neg one
        | Relu, _, true => I.zero
        | _, _, _ =>
            let D := derivative_range op H in
            if convex1 op then sharpen_convex (range1 prec op) U C D
            else if concave1 op then sharpen_concave (range1 prec op) U C D
            else D
        end
      else I.nai
  end.

Lemma range1_value : forall op V v w, encloses V (Some v) -> apply1 op v = Some w ->
  encloses (range1 prec op V) (Some (function1 op v)).
Proof.
  intros op V v w HV E. pose proof (range1_correct prec op V _ HV) as H. simpl in H. rewrite E in H.
  rewrite (apply1_function op v w E) in H. exact H.
Qed.

Lemma derivative_range_correct : forall op H h, smooth op = true -> encloses H (Some h) ->
  apply1 op h <> None -> encloses (derivative_range op H) (Some (derivative1 op h)).
Proof.
  intros op H h HS HH HD.
  assert (HR : encloses (range1 prec op H) (Some (function1 op h))).
  { destruct (apply1 op h) as [w|] eqn:E; [|congruence]. exact (range1_value op H h w HH E). }
  assert (HL : encloses (logistic_range prec H) (Some (logistic h)))
    by exact (range1_correct prec Logistic H _ HH).
  pose proof one_encloses as H1. pose proof (half_encloses prec) as Hh.
  destruct op; try discriminate; simpl in *.
  - apply exp_encloses, HH.
  - destruct (Rlt_dec 0 h); [|congruence]. replace (/ h) with (1 / h) by (field; lra).
    apply div_encloses; [exact H1|exact HH|lra].
  - destruct (Rlt_dec 0 (1 + h)); [|congruence]. replace (/ (1 + h)) with (1 / (1 + h)) by (field; lra).
    apply div_encloses; [exact H1|apply add_encloses; assumption|lra].
  - apply exp_encloses, HH.
  - exact (I.cos_correct prec H _ HH).
  - apply neg_encloses. exact (I.sin_correct prec H _ HH).
  - apply add_encloses; [exact H1|]. apply sqr_encloses, HR.
  - replace (/ (1 + h * h)) with (1 / (1 + h * h)) by (field; nra).
    apply div_encloses; [exact H1| |nra]. apply add_encloses; [exact H1|]. apply sqr_encloses, HH.
  - exact (range1_correct prec Cosh H _ HH).
  - exact (range1_correct prec Sinh H _ HH).
  - apply sub_encloses; [exact H1|]. apply sqr_encloses, HR.
  - replace (/ 4) with (/ 2 * / 2) by field.
    apply sub_encloses; apply sqr_encloses; [exact Hh|]. apply sub_encloses; assumption.
  - exact HL.
Qed.

Lemma encloses_connected : forall H, connected_set (fun h => encloses H (Some h)).
Proof. intros H x y z Hx Hy Hz. apply connected with x y; assumption. Qed.

(* What all cases but neg and sqrt come to: the difference itself lies in D. *)
Lemma slope_general : forall op U C u c, smooth op || convex1 op = true ->
  encloses U (Some u) -> encloses C (Some c) ->
  (forall h, encloses (I.join U C) (Some h) -> apply1 op h <> None) ->
  encloses (derivative_range op (I.join U C)) (Some (difference (function1 op) (derivative1 op) u c)) ->
  let D := derivative_range op (I.join U C) in
  encloses (if convex1 op then sharpen_convex (range1 prec op) U C D
            else if concave1 op then sharpen_concave (range1 prec op) U C D else D)
    (Some (difference (function1 op) (derivative1 op) u c)).
Proof.
  intros op U C u c HO HU HC HA HD D. set (S := fun h => encloses (I.join U C) (Some h)).
  assert (HR : forall V v, S v -> encloses V (Some v) ->
    encloses (range1 prec op V) (Some (function1 op v))).
  { intros V v Sv HV. specialize (HA v Sv). destruct (apply1 op v) as [w|] eqn:E; [|congruence].
    exact (range1_value op V v w HV E). }
  destruct (convex1 op) eqn:E1; [|destruct (concave1 op) eqn:E2].
  - apply sharpen_convex_correct with S; auto; try (intros; unfold S; auto using join_left, join_right).
    apply convex1_supported, E1.
  - apply sharpen_concave_correct with S; auto; try (intros; unfold S; auto using join_left, join_right).
    apply concave1_supported; [exact E2|apply encloses_connected|exact HA].
  - exact HD.
Qed.

Lemma slope_smooth : forall op U C u c, smooth op = true ->
  encloses U (Some u) -> encloses C (Some c) ->
  (forall h, encloses (I.join U C) (Some h) -> apply1 op h <> None) ->
  encloses (derivative_range op (I.join U C)) (Some (difference (function1 op) (derivative1 op) u c)).
Proof.
  intros op U C u c HS HU HC HA. set (S := fun h => encloses (I.join U C) (Some h)).
  destruct (difference_derivative S (function1 op) (derivative1 op) u c) as (h & Hh & E & _).
  - apply encloses_connected.
  - intros h Hh. apply derivable1; auto.
  - apply join_left, HU.
  - apply join_right, HC.
  - rewrite E. apply derivative_range_correct; auto.
Qed.

Lemma asin_slope_correct : forall U C u c, encloses U (Some u) -> encloses C (Some c) ->
  exists d, encloses (asin_slope U C) (Some d) /\ asin u - asin c = d * (u - c).
Proof.
  intros U C u c HU HC. set (g' := fun h => / sqrt (1 - h * h)). unfold asin_slope.
  exists (difference asin g' u c). split; [|apply difference_spec].
  destruct (I.real (asin_range prec (I.join U C))) eqn:ER; [|apply nai_encloses].
  assert (Inside : forall h, encloses (I.join U C) (Some h) -> -1 < h < 1).
  { intros h Hh. pose proof (asin_encloses prec _ _ Hh) as H.
    destruct (Rlt_dec (Rabs h) 1) as [L|L]; [apply Rabs_def2 in L; lra|].
    rewrite (undefined_not_real _ H) in ER. discriminate. }
  destruct (difference_derivative (fun h => encloses (I.join U C) (Some h)) asin g' u c) as (h & Hh & E & _).
  - apply encloses_connected.
  - intros h Hh. apply asin_derivable, Inside, Hh.
  - apply join_left, HU.
  - apply join_right, HC.
  - rewrite E. pose proof (Inside h Hh) as Hi. assert (0 < sqrt (1 - h * h)) by (apply sqrt_lt_R0; nra).
    unfold g'. replace (/ sqrt (1 - h * h)) with (1 / sqrt (1 - h * h)) by (field; lra).
    apply div_encloses; [apply one_encloses| |lra].
    apply (I.sqrt_correct prec _ (Xreal (1 - h * h))).
    apply sub_encloses; [apply one_encloses|apply sqr_encloses, Hh].
Qed.

Lemma slope1_correct : forall op U C u c gu gc, encloses U (Some u) -> encloses C (Some c) ->
  apply1 op u = Some gu -> apply1 op c = Some gc ->
  exists d, encloses (slope1 op U C) (Some d) /\ gu - gc = d * (u - c).
Proof.
  intros op U C u c gu gc HU HC Eu Ec.
  assert (HN : exists d, encloses I.nai (Some d) /\ gu - gc = d * (u - c)).
  { exists (difference (function1 op) (derivative1 op) u c). split; [apply nai_encloses|].
    rewrite (apply1_function _ _ _ Eu), (apply1_function _ _ _ Ec). apply difference_spec. }
  assert (HG : forall D, encloses D (Some (difference (function1 op) (derivative1 op) u c)) ->
    exists d, encloses D (Some d) /\ gu - gc = d * (u - c)).
  { intros D HD. exists (difference (function1 op) (derivative1 op) u c). split; [exact HD|].
    rewrite (apply1_function _ _ _ Eu), (apply1_function _ _ _ Ec). apply difference_spec. }
  pose proof one_encloses as H1. pose proof (neg_encloses _ _ H1) as Hm.
  assert (HH : forall h, I.real (range1 prec op (I.join U C)) = true ->
    encloses (I.join U C) (Some h) -> apply1 op h <> None).
  { intros h HR Hh E. pose proof (range1_correct prec op _ _ Hh) as H. simpl in H. rewrite E in H.
    destruct (real_defined _ _ HR H). discriminate. }
  assert (HS : smooth op = true -> exists d, encloses
    (if I.real (range1 prec op (I.join U C)) then
       (let D := derivative_range op (I.join U C) in
        if convex1 op then sharpen_convex (range1 prec op) U C D
        else if concave1 op then sharpen_concave (range1 prec op) U C D else D) else I.nai) (Some d)
    /\ gu - gc = d * (u - c)).
  { intros HS. destruct (I.real (range1 prec op (I.join U C))) eqn:ER; [|exact HN]. apply HG.
    apply slope_general; auto.
    - rewrite HS. reflexivity.
    - apply slope_smooth; auto. }
  assert (HK : forall l, -1 <= l -> op = Abs /\ l = -1 \/ op = Relu /\ l = 0 ->
    let d := difference (function1 op) (derivative1 op) u c in l <= d <= 1).
  { intros l Hl Ho d. unfold d, difference. destruct (Req_EM_T u c) as [->|Hn].
    - destruct Ho as [[-> ->]|[-> ->]]; simpl; destruct (Rle_dec 0 c); lra.
    - assert (forall x y, y <> 0 -> l * (y * y) <= x * y <= 1 * (y * y) -> l <= x / y <= 1) as HQ.
      { intros x y Hy Hx. assert (0 < y * y) by nra.
        replace (x / y) with (x * y / (y * y)) by (field; assumption).
        split; [apply Rmult_le_reg_r with (y * y); [assumption|]
               |apply Rmult_le_reg_r with (y * y); [assumption|]];
          replace (x * y / (y * y) * (y * y)) with (x * y) by (field; assumption); lra. }
      apply HQ; [lra|]. destruct Ho as [[-> ->]|[-> ->]]; unfold function1.
      + unfold Rabs. destruct (Rcase_abs u), (Rcase_abs c); nra.
      + unfold Rmax. destruct (Rle_dec u 0), (Rle_dec c 0); nra. }
  destruct op; try exact (HS eq_refl); simpl.
  - exists (- (1)). split; [exact Hm|]. simpl in *. injection Eu as <-. injection Ec as <-. ring.
  - destruct (I.real (I.abs (I.join U C))) eqn:ER; [|exact HN].
    destruct (nonnegative (I.join U C)) eqn:EP; [|destruct (nonpositive (I.join U C)) eqn:EM].
    + exists 1. split; [exact H1|]. simpl in *. injection Eu as <-. injection Ec as <-.
      destruct (nonnegative_correct _ _ EP (join_left U C _ HU)) as (x & Ex & Hx). injection Ex as <-.
      destruct (nonnegative_correct _ _ EP (join_right U C _ HC)) as (y & Ey & Hy). injection Ey as <-.
      rewrite !Rabs_right by lra. ring.
    + exists (- (1)). split; [exact Hm|]. simpl in *. injection Eu as <-. injection Ec as <-.
      destruct (nonpositive_correct _ _ EM (join_left U C _ HU)) as (x & Ex & Hx). injection Ex as <-.
      destruct (nonpositive_correct _ _ EM (join_right U C _ HC)) as (y & Ey & Hy). injection Ey as <-.
      rewrite !Rabs_left1 by lra. ring.
    + apply HG. apply (slope_general Abs); auto. simpl.
      specialize (HK (-1) ltac:(lra) ltac:(left; split; reflexivity)). simpl in HK.
      apply join_between with (- (1)) 1; [exact Hm|exact H1|left; unfold function1, derivative1 in *; lra].
  - destruct (I.real (maximum (I.join U C) I.zero)) eqn:ER; [|exact HN].
    destruct (nonnegative (I.join U C)) eqn:EP; [|destruct (nonpositive (I.join U C)) eqn:EM].
    + exists 1. split; [exact H1|]. simpl in *. injection Eu as <-. injection Ec as <-.
      destruct (nonnegative_correct _ _ EP (join_left U C _ HU)) as (x & Ex & Hx). injection Ex as <-.
      destruct (nonnegative_correct _ _ EP (join_right U C _ HC)) as (y & Ey & Hy). injection Ey as <-.
      rewrite !Rmax_left by lra. ring.
    + exists 0. split; [apply zero_encloses|]. simpl in *. injection Eu as <-. injection Ec as <-.
      destruct (nonpositive_correct _ _ EM (join_left U C _ HU)) as (x & Ex & Hx). injection Ex as <-.
      destruct (nonpositive_correct _ _ EM (join_right U C _ HC)) as (y & Ey & Hy). injection Ey as <-.
      rewrite !Rmax_right by lra. ring.
    + apply HG. apply (slope_general Relu); auto. simpl.
      specialize (HK 0 ltac:(lra) ltac:(right; split; reflexivity)). simpl in HK.
      apply join_between with 0 1; [apply zero_encloses|exact H1|left; exact HK].
  - pose proof (range1_correct prec Sqrt U _ HU) as RU. pose proof (range1_correct prec Sqrt C _ HC) as RC.
    simpl in *. destruct (Rle_dec 0 u) as [Pu|]; [|discriminate]. destruct (Rle_dec 0 c) as [Pc|]; [|discriminate].
    injection Eu as <-. injection Ec as <-.
    pose proof (sqrt_pos u). pose proof (sqrt_pos c).
    pose proof (sqrt_sqrt u Pu) as Qu. pose proof (sqrt_sqrt c Pc) as Qc.
    pose proof (div_encloses_option prec _ _ 1 (sqrt u + sqrt c) H1 (add_encloses prec _ _ _ _ RU RC)) as HD.
    simpl in HD. destruct (Req_EM_T (sqrt u + sqrt c) 0) as [E0|E0].
    + exists 0. split; [apply not_real_encloses, undefined_not_real, HD|].
      assert (sqrt u = 0) by lra. assert (sqrt c = 0) by lra. nra.
    + exists (1 / (sqrt u + sqrt c)). split; [exact HD|].
      replace (u - c) with (sqrt u * sqrt u - sqrt c * sqrt c) by lra. field. exact E0.
  - destruct (asin_slope_correct U C u c HU HC) as (d & Hd & E). exists d. split; [exact Hd|].
    rewrite (apply1_function _ _ _ Eu), (apply1_function _ _ _ Ec). exact E.
  - destruct (asin_slope_correct U C u c HU HC) as (d & Hd & E). exists (- d). split; [apply neg_encloses, Hd|].
    simpl in Eu, Ec. destruct (Rle_dec (Rabs u) 1) as [Hu|]; [|discriminate].
    destruct (Rle_dec (Rabs c) 1) as [Hc|]; [|discriminate]. injection Eu as <-. injection Ec as <-.
    assert (forall x, Rabs x <= 1 -> -1 <= x <= 1) as B by (intros x Hx; pose proof (Rle_abs x);
      pose proof (Rle_abs (- x)) as Hm'; rewrite Rabs_Ropp in Hm'; lra).
    rewrite !acos_asin by (apply B; assumption). lra.
Qed.

(* Integer powers. *)
Definition slope_power (n : Z) (U C : I.type) : I.type :=
  match n with
  | 0%Z => I.zero
  | 1%Z => one
  | 2%Z => I.add prec U C
  | _ =>
      let H := I.join U C in
      if I.real (power_range prec n H) then
        let D := I.mul prec (I.fromZ prec n) (power_range prec (n - 1) H) in
        match n with
        | Zpos (xO _) => sharpen_convex (power_range prec n) U C D
        | Zpos (xI _) =>
            if nonnegative H then sharpen_convex (power_range prec n) U C D
            else if nonpositive H then sharpen_concave (power_range prec n) U C D
            else D
        | _ => D
        end
      else I.nai
  end.

Lemma power_range_value : forall n V v w, encloses V (Some v) -> power n v = Some w ->
  encloses (power_range prec n V) (Some (power_function n v)).
Proof.
  intros n V v w HV E. pose proof (power_range_correct prec n V _ HV) as H. simpl in H. rewrite E in H.
  rewrite (power_value n v w E) in H. exact H.
Qed.

Lemma power_pred_defined : forall n v, power n v <> None -> n <> 0%Z -> power (n - 1) v <> None.
Proof.
  intros n v H Hn. destruct n as [|p|p]; [congruence| |].
  - destruct (Zpos p - 1)%Z eqn:E; simpl; try discriminate. lia.
  - replace (Zneg p - 1)%Z with (Zneg (p + 1)) by lia. simpl in *. destruct (Req_EM_T v 0); [congruence|discriminate].
Qed.

Lemma slope_power_correct : forall n U C u c gu gc, encloses U (Some u) -> encloses C (Some c) ->
  power n u = Some gu -> power n c = Some gc ->
  exists d, encloses (slope_power n U C) (Some d) /\ gu - gc = d * (u - c).
Proof.
  intros n U C u c gu gc HU HC Eu Ec.
  destruct (Z.eq_dec n 0) as [->|N0].
  { exists 0. split; [apply zero_encloses|]. simpl in *. injection Eu as <-. injection Ec as <-. ring. }
  destruct (Z.eq_dec n 1) as [->|N1].
  { exists 1. split; [apply one_encloses|]. simpl in *. injection Eu as <-. injection Ec as <-.
    change (Pos.to_nat 1) with 1%nat. ring. }
  destruct (Z.eq_dec n 2) as [->|N2].
  { exists (u + c). split; [apply add_encloses; assumption|]. simpl in *. injection Eu as <-.
    injection Ec as <-. change (Pos.to_nat 2) with 2%nat. ring. }
  set (d := difference (power_function n) (power_derivative n) u c).
  assert (HG : forall D, encloses D (Some d) -> exists d, encloses D (Some d) /\ gu - gc = d * (u - c)).
  { intros D HD. exists d. split; [exact HD|].
    rewrite (power_value _ _ _ Eu), (power_value _ _ _ Ec). apply difference_spec. }
  set (H := I.join U C). set (S := fun h => encloses H (Some h)).
  set (D := I.mul prec (I.fromZ prec n) (power_range prec (n - 1) H)).
  assert (E : slope_power n U C =
    if I.real (power_range prec n H) then
        match n with
        | Zpos (xO _) => sharpen_convex (power_range prec n) U C D
        | Zpos (xI _) =>
            if nonnegative H then sharpen_convex (power_range prec n) U C D
            else if nonpositive H then sharpen_concave (power_range prec n) U C D
            else D
        | _ => D
        end
      else I.nai).
  { destruct n as [|[p|[p|p|]|]|p]; try reflexivity; congruence. }
  rewrite E. clear E. apply HG.
  destruct (I.real (power_range prec n H)) eqn:ER; [|apply nai_encloses].
  assert (HA : forall h, S h -> power n h <> None).
  { intros h Hh En. pose proof (power_range_correct prec n _ _ Hh) as HP. simpl in HP. rewrite En in HP.
    destruct (real_defined _ _ ER HP). discriminate. }
  assert (HR : forall V v, S v -> encloses V (Some v) ->
    encloses (power_range prec n V) (Some (power_function n v))).
  { intros V v Sv HV. specialize (HA v Sv). destruct (power n v) as [w|] eqn:Ew; [|congruence].
    exact (power_range_value n V v w HV Ew). }
  assert (HD : encloses D (Some d)).
  { destruct (difference_derivative S (power_function n) (power_derivative n) u c) as (h & Hh & Eh & _).
    - apply encloses_connected.
    - intros h Hh. apply power_derivable; auto.
    - apply join_left, HU.
    - apply join_right, HC.
    - unfold d. rewrite Eh. unfold D, power_derivative. apply mul_encloses; [apply I.fromZ_correct|].
      pose proof (power_pred_defined n h (HA h Hh) N0) as HP.
      destruct (power (n - 1) h) as [w|] eqn:Ew; [|congruence].
      exact (power_range_value (n - 1) H h w Hh Ew). }
  assert (SU : forall h, encloses U (Some h) -> S h) by (intros; unfold S; apply join_left; assumption).
  assert (SC : forall h, encloses C (Some h) -> S h) by (intros; unfold S; apply join_right; assumption).
  destruct n as [|[p|p|]|p]; try exact HD.
  - destruct (nonnegative H) eqn:EP; [|destruct (nonpositive H) eqn:EM; [|exact HD]].
    + apply sharpen_convex_correct with S; auto. apply power_convex_odd; [apply encloses_connected|].
      intros x Hx. destruct (nonnegative_correct _ _ EP Hx) as (y & Ey & Hy). injection Ey as <-. exact Hy.
    + apply sharpen_concave_correct with S; auto. apply power_concave_odd; [apply encloses_connected|].
      intros x Hx. destruct (nonpositive_correct _ _ EM Hx) as (y & Ey & Hy). injection Ey as <-. exact Hy.
  - apply sharpen_convex_correct with S; auto. apply power_convex_even.
Qed.

End Precision.
End Slope.

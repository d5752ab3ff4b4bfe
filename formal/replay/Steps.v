(* SPDX-License-Identifier: MIT *)
(* What an evaluation at two points leaves for Vector.v: the ranges of all nodes there, and the steps.
   The factors of a step depend on the node's operands alone (docs/theory/slopes.md, section 5). *)

From Coq Require Import Reals ZArith List Lra Lia Psatz Bool PeanoNat.
From Interval Require Import Real.Xreal Interval.Interval.
From Abcert.Replay Require Import Expression Machine Vector Program.
Import ListNotations.
Open Scope R_scope.

Module Steps (I : IntervalOps).
Include Program I.

Section Precision.
Variable prec : I.precision.

Definition weight (op : binary) (U V C D : I.type) : I.type :=
  let sigma := slope1 prec Abs (I.sub prec U V) (I.sub prec C D) in
  match op with
  | Max => I.mul prec (half prec) (I.add prec one sigma)
  | _ => I.mul prec (half prec) (I.sub prec one sigma)
  end.

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

(* The range of a value, and at the anchor. Still: the same value at both points. *)
Inductive pair : Type :=
  | Still (U : I.type)
  | Moving (U C : I.type).

Definition range_of (P : pair) : I.type := match P with Still U | Moving U _ => U end.
Definition anchored (P : pair) : I.type := match P with Still U | Moving _ U => U end.

(* Nothing is known. *)
Definition unknown : pair := Moving I.nai I.nai.

Definition pair1 (f : I.type -> I.type) (P : pair) : pair :=
  match P with Still U => Still (f U) | Moving U C => Moving (f U) (f C) end.

Definition pair2 (op : binary) (P Q : pair) : pair :=
  match P, Q with
  | Still U, Still V => Still (range2 prec op U V)
  | _, _ => Moving (range2 prec op (range_of P) (range_of Q)) (range2 prec op (anchored P) (anchored Q))
  end.

Definition defined (P : pair) : bool := if I.real (range_of P) then I.real (anchored P) else false.

Section Run.
Variable coords : list pair.

Definition fetch_pair (stack : list pair) (a : place I.type) : pair :=
  fetch I.type pair coords Still unknown stack a.

Definition execute_pair (stack : list pair) (i : instruction I.type) : pair :=
  execute I.type pair coords Still unknown
    (fun op => pair1 (range1 prec op)) (fun n => pair1 (power_range prec n)) pair2 stack i.

Definition target_of (a : place I.type) (P : pair) : target :=
  match P with
  | Still _ => Fixed
  | Moving _ _ => match a with Stacked j => Earlier j | Coord k => Moved k | _ => Fixed end
  end.

(* R: the pair of the node itself. *)
Definition step_of (stack : list pair) (i : instruction I.type) (R : pair) : step :=
  match R with
  | Still _ => Unknown
  | Moving _ CR =>
      if defined R then
        match i with
        | Load a => Plus (target_of a R) Fixed
        | Do1 op a =>
            let P := fetch_pair stack a in Multiple (target_of a P) (slope1 prec op (range_of P) (anchored P))
        | DoPower a n =>
            let P := fetch_pair stack a in Multiple (target_of a P) (slope_power prec n (range_of P) (anchored P))
        | Do2 op a b =>
            let P := fetch_pair stack a in
            let Q := fetch_pair stack b in
            let s := target_of a P in
            let t := target_of b Q in
            match op with
            | Add => Plus s t
            | Sub => Minus s t
            | Mul => Times s t (range_of Q) (anchored P)
            | Div => Over s t CR (range_of Q)
            | Min | Max => Mixed s t (weight op (range_of P) (range_of Q) (anchored P) (anchored Q))
            end
        end
      else Unknown
  end.

Definition state : Type := (list pair * list step)%type.

Definition advance (s : state) (i : instruction I.type) : state :=
  let (stack, steps) := s in
  let R := execute_pair stack i in
  (R :: stack, step_of stack i R :: steps).

Definition trace (pr : program) : state := fold_left advance pr ([], []).
End Run.

(* A pair, and the difference of the two values if they are known to exist. *)
Definition describes (P : pair) (delta : R) (w : option R * option R) : Prop :=
  encloses (range_of P) (fst w) /\ encloses (anchored P) (snd w) /\
  match P with
  | Still _ => fst w = snd w
  | Moving _ _ => defined P = true -> forall u c, w = (Some u, Some c) -> u - c = delta
  end.

Lemma unknown_describes : forall delta w, describes unknown delta w.
Proof.
  intros delta w. repeat split; try apply nai_encloses. simpl. unfold defined. simpl.
  rewrite I.real_correct, I.nai_correct. discriminate.
Qed.

Lemma still_describes : forall delta U v, encloses U v -> describes (Still U) delta (v, v).
Proof. intros delta U v H. repeat split; assumption. Qed.

Lemma defined_pair1 : forall op P, defined (pair1 (range1 prec op) P) = true -> defined P = true.
Proof.
  intros op P H. unfold defined in *. destruct P as [U|U C]; simpl in *.
  - destruct (I.real (range1 prec op U)) eqn:E; [|discriminate]. rewrite (real1 op U E). reflexivity.
  - destruct (I.real (range1 prec op U)) eqn:E; [|discriminate]. rewrite (real1 op U E). exact (real1 op C H).
Qed.

Lemma defined_power : forall n P, defined (pair1 (power_range prec n) P) = true -> defined P = true.
Proof.
  intros n P H. unfold defined in *. destruct P as [U|U C]; simpl in *.
  - destruct (I.real (power_range prec n U)) eqn:E; [|discriminate]. rewrite (real_power n U E). reflexivity.
  - destruct (I.real (power_range prec n U)) eqn:E; [|discriminate]. rewrite (real_power n U E). exact (real_power n C H).
Qed.

Lemma defined_pair2 : forall op P Q p q v w, describes P p v -> describes Q q w ->
  defined (pair2 op P Q) = true -> defined P = true /\ defined Q = true.
Proof.
  intros op P Q p q v w (HP & HP' & _) (HQ & HQ' & _) H. unfold defined in *.
  assert (E : range_of (pair2 op P Q) = range2 prec op (range_of P) (range_of Q) /\
    anchored (pair2 op P Q) = range2 prec op (anchored P) (anchored Q)) by (destruct P, Q; split; reflexivity).
  destruct E as (-> & ->) in H.
  destruct (I.real (range2 prec op (range_of P) (range_of Q))) eqn:E; [|discriminate].
  destruct (real2 op _ _ _ _ HP HQ E) as (-> & ->). exact (real2 op _ _ _ _ HP' HQ' H).
Qed.

(* Values that exist have factors. *)
Lemma step2_factors : forall op U C V D s t u c v e gu gc,
  encloses U (Some u) -> encloses C (Some c) -> encloses V (Some v) -> encloses D (Some e) ->
  apply2 op u v = Some gu -> apply2 op c e = Some gc ->
  exists a b, factors_ok (match op with
    | Add => Plus s t
    | Sub => Minus s t
    | Mul => Times s t V C
    | Div => Over s t (range2 prec op C D) V
    | Min | Max => Mixed s t (weight op U V C D)
    end, (a, b)) /\ gu - gc = a * (u - c) + b * (v - e).
Proof.
  intros op U C V D s t u c v e gu gc HU HC HV HD Eu Ec. destruct op; simpl in *.
  - injection Eu as <-. injection Ec as <-. exists 1, 1. split; [auto|ring].
  - injection Eu as <-. injection Ec as <-. exists 1, (-1). split; [auto|ring].
  - injection Eu as <-. injection Ec as <-. exists v, c. split; [auto|ring].
  - pose proof (range2_correct prec Div C D (Some c) (Some e) HC HD) as HQ. simpl bind2 in HQ.
    cbn [apply2] in HQ.
    destruct (Req_EM_T v 0) as [|Hv]; [discriminate|]. destruct (Req_EM_T e 0) as [|He]; [discriminate|].
    injection Eu as <-. injection Ec as <-. exists (/ v), (- (c / e / v)). split; [|field; split; assumption].
    exists (c / e), v. auto.
  - injection Eu as <-. injection Ec as <-.
    destruct (weight_correct Min U V C D u v c e (or_intror eq_refl) HU HV HC HD) as (l & Hl & E).
    exists l, (1 - l). auto.
  - injection Eu as <-. injection Ec as <-.
    destruct (weight_correct Max U V C D u v c e (or_introl eq_refl) HU HV HC HD) as (l & Hl & E).
    exists l, (1 - l). auto.
Qed.

Section Correct.
(* x, c: the two points; moves: each coordinate's pair and its difference. *)
Variables (nodes : list node) (x c p : list R) (params : list I.type) (moves : list (pair * R)).
Hypothesis params_ok : Forall2 (fun P r => encloses P (Some r)) params p.
Hypothesis moves_ok : forall k, describes (nth k (map fst moves) unknown) (nth k (map snd moves) 0)
  (nth_error x k, nth_error c k).

Let val (i : nat) : option R * option R := (value nodes x p i, value nodes c p i).
Let rel (g : pair * R) (w : option R * option R) : Prop := describes (fst g) (snd g) w.
Let means (U : I.type) (i : nat) : Prop := encloses U (value nodes x p i) /\ value nodes x p i = value nodes c p i.
Let d (k : nat) : R := nth k (map snd moves) 0.
Let coords : list pair := map fst moves.

Let fetch_move (stack : list (pair * R)) (a : place I.type) : pair * R :=
  fetch I.type (pair * R) moves (fun U => (Still U, 0)) (unknown, 0) stack a.

Lemma fetch_fst : forall stack a, fst (fetch_move stack a) = fetch_pair coords (map fst stack) a.
Proof. intros stack a. unfold fetch_move, fetch_pair, coords. rewrite (fetch_map _ _ _ fst). reflexivity. Qed.

Lemma fetch_snd : forall stack a, snd (fetch_move stack a) =
  match a with Stacked j => nth j (map snd stack) 0 | Coord k => d k | _ => 0 end.
Proof. intros stack a. unfold fetch_move. rewrite (fetch_map _ _ _ snd). destruct a; reflexivity. Qed.

Lemma means_still : forall U i, means U i -> rel (Still U, 0) (val i).
Proof. intros U i (HU & E). unfold rel, val. rewrite <- E. apply still_describes, HU. Qed.

Lemma coordinate_moves : forall i k, nth_error nodes i = Some (Coordinate k) -> rel (nth k moves (unknown, 0)) (val i).
Proof.
  intros i k EN. unfold val. rewrite (value_of_node x p nodes i _ EN), (value_of_node c p nodes i _ EN).
  unfold rel. rewrite <- (map_nth fst), <- (map_nth snd). exact (moves_ok k).
Qed.

Lemma fetched : forall ids stack a q, Forall2 (fun i g => rel g (val i)) ids stack -> place_ok I.type nodes means ids a q ->
  rel (fetch_move stack q) (val a).
Proof.
  intros ids stack a q. apply fetch_ok.
  - intros w. apply unknown_describes.
  - exact means_still.
  - exact coordinate_moves.
Qed.

Lemma operands : forall ids stack i a q, Forall2 (fun i g => rel g (val i)) ids stack ->
  operand_ok I.type nodes means ids i a q ->
  rel (fetch_move stack q) (operand_value (option R * option R) val (None, None) i a).
Proof.
  intros ids stack i a q. apply operand_fetch_ok.
  - intros w. apply unknown_describes.
  - exact means_still.
  - exact coordinate_moves.
Qed.

Lemma constants_still : forall i n, nth_error nodes i = Some n ->
  match n with Number _ _ | Argument _ | Pi => means (constant_range prec params n) i | _ => True end.
Proof.
  intros i n EN. pose proof (constant_range_ok prec params p nodes x params_ok i n EN) as H.
  pose proof (value_of_node x p nodes i n EN) as E. pose proof (value_of_node c p nodes i n EN) as F.
  cbv zeta in E, F. destruct n; auto; (split; [exact H|]); rewrite E, F; reflexivity.
Qed.

Lemma folds_still : forall i n, nth_error nodes i = Some n ->
  match n with
  | Binary op a b => (a < i)%nat -> (b < i)%nat -> forall u v, means u a -> means v b -> means (range2 prec op u v) i
  | Power a n => (a < i)%nat -> forall u, means u a -> means (power_range prec n u) i
  | Unary op a => (a < i)%nat -> forall u, means u a -> means (range1 prec op u) i
  | _ => True
  end.
Proof.
  intros i n EN. pose proof (fold_range_ok prec p nodes x i n EN) as H.
  pose proof (value_of_node x p nodes i n EN) as E. pose proof (value_of_node c p nodes i n EN) as F.
  cbv zeta in *. unfold means. destruct n; auto.
  - intros Ha Hb u v (Hu & Eu) (Hv & Ev). split; [auto|]. rewrite E, F. destruct (Nat.ltb _ _), (Nat.ltb _ _); congruence.
  - intros Ha u (Hu & Eu). split; [auto|]. rewrite E, F. destruct (Nat.ltb _ _); congruence.
  - intros Ha u (Hu & Eu). split; [auto|]. rewrite E, F. destruct (Nat.ltb _ _); congruence.
Qed.

(* The difference of an operand's values is that of its target. *)
Lemma target_moves : forall l stack a w, map snd stack = differences l d -> rel (fetch_move stack a) w ->
  defined (fst (fetch_move stack a)) = true -> forall u v, w = (Some u, Some v) ->
  u - v = moved (differences l d) d (target_of a (fst (fetch_move stack a))).
Proof.
  intros l stack a w HL (_ & _ & HP) HD u v E. pose proof (fetch_snd stack a) as HS.
  destruct (fst (fetch_move stack a)) as [U|U C].
  - simpl. subst w. simpl in HP. injection HP as ->. ring.
  - rewrite (HP HD u v E), HS, HL. destruct a; reflexivity.
Qed.

(* A new step. *)
Definition extends (l : list real_step) (st : step) (P : pair) (w : option R * option R) : Prop :=
  exists a b, factors_ok (st, (a, b)) /\
    describes P (a * moved (differences l d) d (left_of st) + b * moved (differences l d) d (right_of st)) w.

Lemma extends_unknown : forall l P w, encloses (range_of P) (fst w) -> encloses (anchored P) (snd w) ->
  match P with Still _ => fst w = snd w | Moving _ _ => defined P = false end -> extends l Unknown P w.
Proof.
  intros l P w H1 H2 H3. exists 0, 0. split; [split; reflexivity|]. repeat split; auto.
  destruct P; [exact H3|]. rewrite H3. discriminate.
Qed.

Lemma defined_values : forall P w, encloses (range_of P) (fst w) -> encloses (anchored P) (snd w) ->
  defined P = true -> exists u v, w = (Some u, Some v).
Proof.
  intros P (v, w) HV HW H. unfold defined in H. simpl in *.
  destruct (I.real (range_of P)) eqn:E; [|discriminate].
  destruct (real_defined _ _ E HV) as (r & ->). destruct (real_defined _ _ H HW) as (s & ->). eauto.
Qed.

Lemma load_extends : forall l stack a w, map snd stack = differences l d -> rel (fetch_move stack a) w ->
  let P := execute_pair coords (map fst stack) (Load a) in
  extends l (step_of coords (map fst stack) (Load a) P) P w.
Proof.
  intros l stack a w HL HR. simpl. unfold execute_pair. simpl. fold (fetch_pair coords (map fst stack) a).
  rewrite <- fetch_fst. pose proof HR as (H1 & H2 & H3). pose proof (target_moves l stack a w HL HR) as HT.
  destruct (fst (fetch_move stack a)) as [U|U C] eqn:EP; [apply extends_unknown; assumption|]. unfold step_of.
  destruct (defined (Moving U C)) eqn:ED; [|apply extends_unknown; assumption].
  exists 1, 1. split; [split; reflexivity|]. repeat split; auto. intros _ u v E.
  rewrite (HT eq_refl u v E). simpl. ring.
Qed.

Lemma one_extends : forall l stack a u v (g : R -> option R) (range : I.type -> I.type) (slope : I.type -> I.type -> I.type),
  map snd stack = differences l d -> rel (fetch_move stack a) (u, v) ->
  (forall U w, encloses U w -> encloses (range U) (bind1 g w)) ->
  (forall P, defined (pair1 range P) = true -> defined P = true) ->
  (forall U C r q gr gq, encloses U (Some r) -> encloses C (Some q) -> g r = Some gr -> g q = Some gq ->
    exists k, encloses (slope U C) (Some k) /\ gr - gq = k * (r - q)) ->
  let P := fetch_pair coords (map fst stack) a in
  let R := pair1 range P in
  extends l (match R with
             | Still _ => Unknown
             | Moving _ _ => if defined R then Multiple (target_of a P) (slope (range_of P) (anchored P)) else Unknown
             end) R (bind1 g u, bind1 g v).
Proof.
  intros l stack a u v g range slope HL HR Hrange Hdefined Hslope. cbv zeta. rewrite <- fetch_fst.
  pose proof HR as (H1 & H2 & H3). pose proof (target_moves l stack a _ HL HR) as HT.
  assert (HV : defined (fst (fetch_move stack a)) = true -> exists r q, (u, v) = (Some r, Some q))
    by (apply defined_values; assumption).
  destruct (fst (fetch_move stack a)) as [U|U C] eqn:EP; simpl in *.
  - apply extends_unknown; simpl; auto. subst. reflexivity.
  - destruct (defined (Moving (range U) (range C))) eqn:ED; [|apply extends_unknown; simpl; auto].
    specialize (Hdefined (Moving U C) ED). destruct (HV Hdefined) as (r & q & E). injection E as -> ->.
    assert (HG : exists gr gq, (bind1 g (Some r), bind1 g (Some q)) = (Some gr, Some gq)).
    { apply (defined_values (Moving (range U) (range C))); simpl; auto; [exact (Hrange _ _ H1)|exact (Hrange _ _ H2)]. }
    simpl in *. destruct (g r) as [gr|] eqn:Er; [|destruct HG as (? & ? & ?); discriminate].
    destruct (g q) as [gq|] eqn:Eq; [|destruct HG as (? & ? & ?); discriminate].
    destruct (Hslope U C r q gr gq H1 H2 Er Eq) as (k & Hk & E). exists k, 0. split; [split; auto|].
    repeat split; simpl.
    + rewrite <- Er. exact (Hrange _ _ H1).
    + rewrite <- Eq. exact (Hrange _ _ H2).
    + intros _ gr' gq' E'. injection E' as <- <-. rewrite E, (HT Hdefined r q eq_refl). simpl. ring.
Qed.

Lemma two_extends : forall l stack op a b u v u' v', map snd stack = differences l d ->
  rel (fetch_move stack a) (u, v) -> rel (fetch_move stack b) (u', v') ->
  let R := execute_pair coords (map fst stack) (Do2 op a b) in
  extends l (step_of coords (map fst stack) (Do2 op a b) R) R
    (bind2 (apply2 op) u u', bind2 (apply2 op) v v').
Proof.
  intros l stack op a b u v u' v' HL HP HQ. cbv zeta. unfold execute_pair. simpl execute.
  fold (fetch_pair coords (map fst stack) a). fold (fetch_pair coords (map fst stack) b).
  unfold step_of. rewrite <- !fetch_fst.
  pose proof (target_moves l stack a _ HL HP) as HT. pose proof (target_moves l stack b _ HL HQ) as HT'.
  pose proof (defined_pair2 op _ _ _ _ _ _ HP HQ) as HD.
  unfold rel in HP, HQ. set (P := fst (fetch_move stack a)) in *. set (Q := fst (fetch_move stack b)) in *.
  assert (E : range_of (pair2 op P Q) = range2 prec op (range_of P) (range_of Q) /\
    anchored (pair2 op P Q) = range2 prec op (anchored P) (anchored Q)) by (destruct P, Q; split; reflexivity).
  destruct E as (ER & EA). destruct HP as (H1 & H2 & H3). destruct HQ as (H1' & H2' & H3').
  pose proof (defined_values P _ H1 H2) as HV. pose proof (defined_values Q _ H1' H2') as HV'.
  pose proof (range2_correct prec op _ _ _ _ H1 H1') as G1. pose proof (range2_correct prec op _ _ _ _ H2 H2') as G2.
  rewrite <- ER in G1. rewrite <- EA in G2. simpl in G1, G2.
  destruct (pair2 op P Q) as [W|W D] eqn:EP.
  - apply extends_unknown; auto. destruct P, Q; try discriminate. simpl in *. subst. reflexivity.
  - destruct (defined (Moving W D)) eqn:ED; [|apply extends_unknown; auto].
    destruct (HD eq_refl) as (DP & DQ).
    destruct (HV DP) as (r & q & E). injection E as -> ->. destruct (HV' DQ) as (r1 & q1 & E). injection E as -> ->.
    destruct (defined_values (Moving W D) (apply2 op r r1, apply2 op q q1) G1 G2 ED) as (gr & gq & E).
    injection E as Er Eq. simpl in EA. rewrite EA in *.
    destruct (step2_factors op (range_of P) (anchored P) (range_of Q) (anchored Q) (target_of a P) (target_of b Q)
      r q r1 q1 gr gq H1 H2 H1' H2' Er Eq) as (f & h & HF & E).
    exists f, h. simpl. split; [destruct op; exact HF|]. repeat split; simpl; auto.
    intros _ gr' gq' E'. simpl in E'. rewrite Er, Eq in E'. injection E' as <- <-.
    rewrite E, (HT DP r q eq_refl), (HT' DQ r1 q1 eq_refl). destruct op; reflexivity.
Qed.

(* What has been computed, with real factors for the steps. *)
Definition traced (ids : list nat) (s : state) : Prop :=
  exists l stack, Forall factors_ok l /\ map fst l = snd s /\ map fst stack = fst s /\
    map snd stack = differences l d /\ Forall2 (fun i g => rel g (val i)) ids stack.

Lemma advance_traced : forall i ids s instr, instruction_ok I.type nodes means ids i instr -> traced ids s ->
  traced (i :: ids) (advance coords s instr).
Proof.
  intros i ids s instr HI (l & stack & HF & Hsteps & Hstack & HD & HV).
  destruct s as (pairs, steps). simpl in Hsteps, Hstack. subst pairs steps.
  assert (HE : let P := execute_pair coords (map fst stack) instr in
    extends l (step_of coords (map fst stack) instr P) P (val i)).
  { pose proof (fun a q => operands ids stack i a q HV) as HO. unfold operand_value in HO.
    destruct instr as [q|op q r|q n|op q]; simpl in HI.
    - apply load_extends; [exact HD|]. exact (fetched ids stack i q HV HI).
    - destruct HI as (a & b & EN & Ha & Hb). unfold val at 1.
      rewrite (value_of_node x p nodes i _ EN), (value_of_node c p nodes i _ EN). cbv zeta.
      apply HO in Ha, Hb. apply two_extends; [exact HD| |]; [destruct (Nat.ltb a i)|destruct (Nat.ltb b i)]; assumption.
    - destruct HI as (a & EN & Ha). unfold val at 1.
      rewrite (value_of_node x p nodes i _ EN), (value_of_node c p nodes i _ EN). cbv zeta. apply HO in Ha.
      refine (one_extends l stack _ _ _ (power n) (power_range prec n) (slope_power prec n) HD _ _ _ _).
      + destruct (Nat.ltb a i); exact Ha.
      + intros U w. apply power_range_correct.
      + intros P. apply defined_power.
      + intros U C u v gu gv. apply slope_power_correct.
    - destruct HI as (a & EN & Ha). unfold val at 1.
      rewrite (value_of_node x p nodes i _ EN), (value_of_node c p nodes i _ EN). cbv zeta. apply HO in Ha.
      refine (one_extends l stack _ _ _ (apply1 op) (range1 prec op) (slope1 prec op) HD _ _ _ _).
      + destruct (Nat.ltb a i); exact Ha.
      + intros U w. apply range1_correct.
      + intros P. apply defined_pair1.
      + intros U C u v gu gv. apply slope1_correct. }
  cbv zeta in HE. destruct HE as (a & b & HF' & HR).
  unfold advance. set (P := execute_pair coords (map fst stack) instr) in *.
  set (st := step_of coords (map fst stack) instr P) in *.
  exists ((st, (a, b)) :: l), ((P, a * moved (differences l d) d (left_of st) + b * moved (differences l d) d (right_of st)) :: stack).
  split; [constructor; assumption|]. split; [reflexivity|]. split; [reflexivity|].
  split; [simpl; rewrite HD; reflexivity|]. constructor; [exact HR|exact HV].
Qed.

(* The root's pair, and slopes of the root that both ways enclose. *)
Theorem trace_ok : forall root, exists P pairs steps l, fst (trace coords (program_of prec params nodes root)) = P :: pairs /\
  snd (trace coords (program_of prec params nodes root)) = steps /\
  describes P (nth 0 (differences l d) 0) (val root) /\ Forall factors_ok l /\ map fst l = steps.
Proof.
  intros root. destruct (nth_error nodes root) as [n|] eqn:E.
  - assert (H : exists ids, traced (root :: ids) (trace coords (program_of prec params nodes root))).
    { refine (compile_invariant _ _ _ _ _ nodes means constants_still folds_still state (advance coords) traced advance_traced root n E ([], []) _).
      exists [], []. repeat split; constructor. }
    destruct H as (ids & l & stack & HF & Hsteps & Hstack & HD & HV). inversion HV as [|i g ids' stack' HR HV']; subst.
    exists (fst g), (map fst stack'), (map fst l), l. simpl in Hstack. split; [congruence|]. split; [congruence|].
    split; [|split; [exact HF|reflexivity]]. simpl in HD. rewrite <- HD. exact HR.
  - unfold program_of, compile. rewrite E. exists unknown, [], [Unknown], [(Unknown, (0, 0))].
    assert (HU : defined unknown = false).
    { unfold defined. simpl. rewrite I.real_correct, I.nai_correct. reflexivity. }
    assert (HT : trace coords [Load Nowhere] = ([unknown], [Unknown])).
    { unfold trace, advance. simpl. unfold step_of. change (execute_pair coords [] (Load Nowhere)) with unknown.
      rewrite HU. reflexivity. }
    rewrite HT. repeat split; try apply nai_encloses; auto.
    + simpl. rewrite HU. discriminate.
    + constructor; [split; reflexivity|constructor].
Qed.

End Correct.
End Precision.
End Steps.

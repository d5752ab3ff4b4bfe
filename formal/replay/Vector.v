(* SPDX-License-Identifier: MIT *)
(* Slopes in all coordinates at once, from the leaves up and from the root down (docs/theory/slopes.md,
   sections 2, 4 and 5). An evaluation leaves one step for each node, the last one first: how the
   difference of the node's values at two points comes from those of its operands. With real numbers
   for the factors both ways give the same slopes; so do intervals contain the same ones. *)

From Coq Require Import Reals ZArith List Lra Lia Psatz Bool PeanoNat.
From Interval Require Import Real.Xreal Interval.Interval.
From Abcert.Replay Require Import Expression Slope.
Import ListNotations.
Open Scope R_scope.

(* What moves: nothing, the value of an earlier node (0: the one just before), a coordinate. *)
Inductive target : Set := Fixed | Earlier (depth : nat) | Moved (k : nat).

(* 1 at place k, 0 elsewhere. *)
Definition unit (k i : nat) : R := if Nat.eqb k i then 1 else 0.

(* f 0 + ... + f (n - 1) *)
Fixpoint total (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S m => f O + total m (fun k => f (S k)) end.

Lemma total_ext : forall n f g, (forall k, f k = g k) -> total n f = total n g.
Proof. induction n as [|n IH]; intros f g H; simpl; [reflexivity|]. rewrite H. f_equal. apply IH. intros. apply H. Qed.

Lemma total_linear : forall n a b f g, total n (fun k => a * f k + b * g k) = a * total n f + b * total n g.
Proof.
  induction n as [|n IH]; intros a b f g; simpl; [ring|].
  rewrite (IH a b (fun k => f (S k)) (fun k => g (S k))). ring.
Qed.

Lemma total_zero : forall n f, (forall k, f k = 0) -> total n f = 0.
Proof. induction n as [|n IH]; intros f H; simpl; [reflexivity|]. rewrite H, IH; [ring|auto]. Qed.

Lemma total_unit : forall n d i, (forall k, (n <= k)%nat -> d k = 0) -> total n (fun k => unit k i * d k) = d i.
Proof.
  induction n as [|n IH]; intros d i H; simpl; [symmetry; apply H; lia|].
  destruct i as [|i].
  - rewrite total_zero; unfold unit; simpl; [ring|]. intros k. ring.
  - replace (unit 0 (S i)) with 0 by reflexivity.
    change (fun k => unit (S k) (S i) * d (S k)) with (fun k => unit k i * (fun k => d (S k)) k).
    rewrite (IH (fun k => d (S k))); [ring|]. intros k Hk. apply H. lia.
Qed.

(* The sum of w i times the i-th number of l. *)
Fixpoint dot (w : nat -> R) (l : list R) : R :=
  match l with [] => 0 | x :: l' => w O * x + dot (fun i => w (S i)) l' end.

Lemma dot_zero : forall l w, (forall i, w i = 0) -> dot w l = 0.
Proof. induction l as [|x l IH]; intros w H; simpl; [reflexivity|]. rewrite H, IH; [ring|auto]. Qed.

Lemma dot_ext : forall l f g, (forall i, f i = g i) -> dot f l = dot g l.
Proof. induction l as [|x l IH]; intros f g H; simpl; [reflexivity|]. rewrite H. f_equal. apply IH. auto. Qed.

Lemma dot_add : forall l w v j, dot (fun i => w i + v * unit j i) l = dot w l + v * nth j l 0.
Proof.
  induction l as [|x l IH]; intros w v j; simpl; [destruct j; ring|].
  destruct j as [|j].
  - rewrite (dot_ext l _ (fun i => w (S i))) by (intros i; unfold unit; simpl; ring). unfold unit. simpl. ring.
  - rewrite (dot_ext l _ (fun i => w (S i) + v * unit j i)) by reflexivity.
    rewrite (IH (fun i => w (S i))). unfold unit at 1. simpl. ring.
Qed.

Lemma dot_unit : forall l, dot (unit 0) l = nth 0 l 0.
Proof. intros [|x l]; simpl; [reflexivity|]. rewrite dot_zero by reflexivity. unfold unit. simpl. ring. Qed.

Module Vector (I : IntervalOps).
Include Slope I.

(* None: exactly 0, as are the entries beyond the last. *)
Definition vector : Type := list (option I.type).

Definition entry_ok (A : option I.type) (s : R) : Prop :=
  match A with Some A => encloses A (Some s) | None => s = 0 end.
Definition covers (X : vector) (s : nat -> R) : Prop := forall k, entry_ok (nth k X None) (s k).

Definition scale (f : I.type -> I.type) (X : vector) : vector := map (option_map f) X.

Definition combine1 (f : I.type -> I.type -> I.type) (g h : I.type -> I.type) (A B : option I.type) : option I.type :=
  match A, B with
  | None, None => None
  | Some A, None => Some (g A)
  | None, Some B => Some (h B)
  | Some A, Some B => Some (f A B)
  end.

Fixpoint combine2 (f : I.type -> I.type -> I.type) (g h : I.type -> I.type) (X T : vector) : vector :=
  match X, T with
  | [], _ => scale h T
  | _, [] => scale g X
  | a :: X', b :: T' => combine1 f g h a b :: combine2 f g h X' T'
  end.

Lemma scale_nth : forall f X k, nth k (scale f X) None = option_map f (nth k X None).
Proof. intros f X. induction X as [|a X IH]; intros [|k]; simpl; auto. Qed.

Lemma combine2_nth : forall f g h X T k,
  nth k (combine2 f g h X T) None = combine1 f g h (nth k X None) (nth k T None).
Proof.
  intros f g h X. induction X as [|a X IH]; intros T k.
  - change (nth k (scale h T) None = combine1 f g h (nth k [] None) (nth k T None)). rewrite scale_nth.
    destruct k, (nth _ T None); reflexivity.
  - destruct T as [|b T].
    + change (nth k (scale g (a :: X)) None = combine1 f g h (nth k (a :: X) None) (nth k [] None)).
      rewrite scale_nth. destruct k, (nth _ (a :: X) None); reflexivity.
    + destruct k as [|k]; [reflexivity|exact (IH T k)].
Qed.

Lemma scale_covers : forall f k, (forall A s, encloses A (Some s) -> encloses (f A) (Some (k * s))) ->
  forall X s, covers X s -> covers (scale f X) (fun i => k * s i).
Proof.
  intros f k Hf X s H i. specialize (H i). rewrite scale_nth. destruct (nth i X None); simpl in *; auto.
  rewrite H. ring.
Qed.

Lemma combine2_covers : forall f g h a b,
  (forall A B s t, encloses A (Some s) -> encloses B (Some t) -> encloses (f A B) (Some (a * s + b * t))) ->
  (forall A s, encloses A (Some s) -> encloses (g A) (Some (a * s))) ->
  (forall B t, encloses B (Some t) -> encloses (h B) (Some (b * t))) ->
  forall X T s t, covers X s -> covers T t -> covers (combine2 f g h X T) (fun i => a * s i + b * t i).
Proof.
  intros f g h a b Hf Hg Hh X T s t HX HT i. specialize (HX i). specialize (HT i). rewrite combine2_nth.
  destruct (nth i X None) as [A|], (nth i T None) as [B|]; simpl in *; rewrite ?HX, ?HT; auto.
  - replace (a * s i + b * 0) with (a * s i) by ring. auto.
  - replace (a * 0 + b * t i) with (b * t i) by ring. auto.
  - ring.
Qed.

(* Both contain the same numbers. *)
Fixpoint both (X T : vector) : vector :=
  match X, T with
  | Some A :: X', Some B :: T' => Some (I.meet A B) :: both X' T'
  | _ :: X', _ :: T' => None :: both X' T'
  | _, _ => []
  end.

Lemma both_covers : forall X T s, covers X s -> covers T s -> covers (both X T) s.
Proof.
  induction X as [|A X IH]; intros T s HX HT k; simpl.
  - specialize (HX k). destruct k; exact HX.
  - destruct T as [|B T]; [specialize (HT k); destruct A, k; exact HT|].
    pose proof (fun i => HX (S i)) as HX'. pose proof (fun i => HT (S i)) as HT'.
    specialize (IH T (fun i => s (S i)) HX' HT'). specialize (HX O). specialize (HT O).
    destruct A as [A|], B as [B|], k as [|k]; try exact (IH k); simpl in *; auto.
    apply I.meet_correct; assumption.
Qed.

Section Precision.
Variable prec : I.precision.

(* u + v; u - v; u v: the range of v, and of u at the anchor; u/v: the range of the quotient at the
   anchor, and of v; max and min: the weight of u; one operand: the divided difference. *)
Inductive step : Type :=
  | Unknown
  | Plus (s t : target)
  | Minus (s t : target)
  | Times (s t : target) (V C : I.type)
  | Over (s t : target) (Q V : I.type)
  | Mixed (s t : target) (L : I.type)
  | Multiple (s : target) (D : I.type).

Definition left_of (st : step) : target :=
  match st with
  | Plus s _ | Minus s _ | Times s _ _ _ | Over s _ _ _ | Mixed s _ _ | Multiple s _ => s
  | Unknown => Fixed
  end.
Definition right_of (st : step) : target :=
  match st with
  | Plus _ t | Minus _ t | Times _ t _ _ | Over _ t _ _ | Mixed _ t _ => t
  | Unknown | Multiple _ _ => Fixed
  end.

(* A step with real factors. *)
Definition real_step : Type := (step * (R * R))%type.

Definition factors_ok (f : real_step) : Prop :=
  let (st, ab) := f in
  let (a, b) := ab in
  match st with
  | Unknown => a = 0 /\ b = 0
  | Plus _ _ => a = 1 /\ b = 1
  | Minus _ _ => a = 1 /\ b = -1
  | Times _ _ V C => encloses V (Some a) /\ encloses C (Some b)
  | Over _ _ Q V => exists q v, v <> 0 /\ encloses Q (Some q) /\ encloses V (Some v) /\ a = / v /\ b = - (q / v)
  | Mixed _ _ L => encloses L (Some a) /\ b = 1 - a
  | Multiple _ D => encloses D (Some a) /\ b = 0
  end.

Definition moved (below : list R) (d : nat -> R) (t : target) : R :=
  match t with Fixed => 0 | Earlier j => nth j below 0 | Moved k => d k end.

(* The differences of all nodes, the last one first, when those of the coordinates are d. *)
Fixpoint differences (l : list real_step) (d : nat -> R) : list R :=
  match l with
  | [] => []
  | (st, (a, b)) :: rest =>
      let below := differences rest d in
      a * moved below d (left_of st) + b * moved below d (right_of st) :: below
  end.

(* The slopes of the last node. *)
Definition real_slopes (l : list real_step) (k : nat) : R := nth 0 (differences l (unit k)) 0.

Lemma moved_total : forall n d, (forall k, (n <= k)%nat -> d k = 0) -> forall l,
  (forall j, nth j (differences l d) 0 = total n (fun k => nth j (differences l (unit k)) 0 * d k)) ->
  forall t, moved (differences l d) d t = total n (fun k => moved (differences l (unit k)) (unit k) t * d k).
Proof.
  intros n d Hd l H [|j|k]; simpl.
  - rewrite total_zero; [reflexivity|]. intros. ring.
  - apply H.
  - symmetry. apply (total_unit n d k Hd).
Qed.

Lemma differences_total : forall n d, (forall k, (n <= k)%nat -> d k = 0) -> forall l j,
  nth j (differences l d) 0 = total n (fun k => nth j (differences l (unit k)) 0 * d k).
Proof.
  intros n d Hd l. induction l as [|(st, (a, b)) l IH]; intros j; simpl.
  - rewrite total_zero; [destruct j; reflexivity|]. intros k. destruct j; ring.
  - destruct j as [|j]; [|apply IH].
    rewrite !(moved_total n d Hd l IH). rewrite <- total_linear. apply total_ext. intros k. ring.
Qed.

(* From the leaves up. *)
Definition unit_vector (k : nat) : vector := repeat None k ++ [Some one].

Definition vector_of (stack : list vector) (t : target) : vector :=
  match t with Fixed => [] | Earlier j => nth j stack [] | Moved k => unit_vector k end.

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

Definition slopes_of (st : step) (X T : vector) : vector :=
  match st with
  | Unknown => []
  | Plus _ _ => combine2 (I.add prec) (fun A => A) (fun B => B) X T
  | Minus _ _ => combine2 (I.sub prec) (fun A => A) I.neg X T
  | Times _ _ V C =>
      combine2 (fun A B => I.add prec (I.mul prec A V) (I.mul prec C B))
        (fun A => I.mul prec A V) (fun B => I.mul prec C B) X T
  | Over _ _ Q V =>
      combine2 (fun A B => I.div prec (I.sub prec A (I.mul prec Q B)) V)
        (fun A => I.div prec A V) (fun B => I.div prec (I.neg (I.mul prec Q B)) V) X T
  | Mixed _ _ L =>
      let w := weighted L in combine2 w (fun A => w A I.zero) (fun B => w I.zero B) X T
  | Multiple _ D => scale (I.mul prec D) X
  end.

Fixpoint forward (steps : list step) : list vector :=
  match steps with
  | [] => []
  | st :: rest =>
      let stack := forward rest in
      slopes_of st (vector_of stack (left_of st)) (vector_of stack (right_of st)) :: stack
  end.

Lemma nil_covers : forall s, (forall k, s k = 0) -> covers [] s.
Proof. intros s H k. rewrite H. destruct k; reflexivity. Qed.

Lemma covers_ext : forall X s t, (forall k, s k = t k) -> covers X s -> covers X t.
Proof. intros X s t E H k. rewrite <- E. apply H. Qed.

Lemma unit_vector_nth : forall i k, entry_ok (nth k (unit_vector i) None) (unit k i).
Proof.
  unfold unit. intros i. induction i as [|i IH]; intros [|k]; simpl.
  - apply one_encloses.
  - destruct k; reflexivity.
  - reflexivity.
  - apply IH.
Qed.

Lemma slopes_of_covers : forall st a b X T s t, factors_ok (st, (a, b)) -> covers X s -> covers T t ->
  (forall k, st = Unknown \/ (exists u D, st = Multiple u D) -> t k = 0) ->
  covers (slopes_of st X T) (fun k => a * s k + b * t k).
Proof.
  intros st a b X T s t HF HX HT H0. destruct st; simpl in *.
  - destruct HF as (-> & ->). apply nil_covers. intros k. ring.
  - destruct HF as (-> & ->). apply combine2_covers; auto.
    + intros A B x y HA HB. replace (1 * x + 1 * y) with (x + y) by ring. apply add_encloses; assumption.
    + intros A x HA. rewrite Rmult_1_l. exact HA.
    + intros A x HA. rewrite Rmult_1_l. exact HA.
  - destruct HF as (-> & ->). apply combine2_covers; auto.
    + intros A B x y HA HB. replace (1 * x + -1 * y) with (x - y) by ring. apply sub_encloses; assumption.
    + intros A x HA. rewrite Rmult_1_l. exact HA.
    + intros A x HA. replace (-1 * x) with (- x) by ring. apply neg_encloses; exact HA.
  - destruct HF as (HV & HC). apply combine2_covers; auto.
    + intros A B x y HA HB. rewrite (Rmult_comm a x). apply add_encloses; apply mul_encloses; assumption.
    + intros A x HA. rewrite (Rmult_comm a x). apply mul_encloses; assumption.
    + intros B y HB. apply mul_encloses; assumption.
  - destruct HF as (q & v & Hv & HQ & HV & -> & ->). apply combine2_covers; auto.
    + intros A B x y HA HB. replace (/ v * x + - (q / v) * y) with ((x - q * y) / v) by (field; exact Hv).
      apply div_encloses; auto. apply sub_encloses; auto. apply mul_encloses; assumption.
    + intros A x HA. replace (/ v * x) with (x / v) by (field; exact Hv). apply div_encloses; assumption.
    + intros B y HB. replace (- (q / v) * y) with (- (q * y) / v) by (field; exact Hv).
      apply div_encloses; auto. apply neg_encloses, mul_encloses; assumption.
  - destruct HF as (HL & ->). apply combine2_covers; auto.
    + intros A B x y HA HB. apply weighted_correct; assumption.
    + intros A x HA. replace (a * x) with (a * x + (1 - a) * 0) by ring. apply weighted_correct; auto using zero_encloses.
    + intros B y HB. replace ((1 - a) * y) with (a * 0 + (1 - a) * y) by ring. apply weighted_correct; auto using zero_encloses.
  - destruct HF as (HD & ->). apply covers_ext with (fun k => a * s k); [intros k; ring|].
    apply scale_covers; auto. intros A x HA. apply mul_encloses; assumption.
Qed.

Theorem forward_covers : forall l, Forall factors_ok l -> forall j,
  covers (nth j (forward (map fst l)) []) (fun k => nth j (differences l (unit k)) 0).
Proof.
  intros l H. induction H as [|(st, (a, b)) l Hf H IH]; intros j; simpl.
  - destruct j; apply nil_covers; reflexivity.
  - destruct j as [|j]; [|apply IH].
    assert (HT : forall t, covers (vector_of (forward (map fst l)) t) (fun k => moved (differences l (unit k)) (unit k) t)).
    { intros [|i|i]; simpl; [apply nil_covers; reflexivity|apply IH|]. intros k. apply unit_vector_nth. }
    apply slopes_of_covers; auto. intros k [->|(u & D & ->)]; reflexivity.
Qed.

(* From the root down: what each node's weight adds to those of its operands. *)
Definition shares (W : I.type) (st : step) : I.type * I.type :=
  match st with
  | Unknown => (I.zero, I.zero)
  | Plus _ _ => (W, W)
  | Minus _ _ => (W, I.neg W)
  | Times _ _ V C => (I.mul prec W V, I.mul prec W C)
  | Over _ _ Q V => let T := I.div prec W V in (T, I.neg (I.mul prec T Q))
  | Mixed _ _ L => (I.mul prec W L, I.mul prec W (I.sub prec one L))
  | Multiple _ D => (I.mul prec W D, I.zero)
  end.

Fixpoint add_at (k : nat) (W : I.type) (X : vector) {struct k} : vector :=
  match k, X with
  | O, Some A :: X' => Some (I.add prec A W) :: X'
  | O, None :: X' => Some W :: X'
  | O, [] => [Some W]
  | S k', A :: X' => A :: add_at k' W X'
  | S k', [] => None :: add_at k' W []
  end.

(* weights: of the nodes, the last one first; G: of the coordinates, so far. *)
Definition give (t : target) (W : I.type) (both : vector * vector) : vector * vector :=
  let (weights, G) := both in
  match t with Fixed => both | Earlier j => (add_at j W weights, G) | Moved k => (weights, add_at k W G) end.

Arguments give : simpl never.

Fixpoint backward (steps : list step) (weights G : vector) : vector :=
  match steps, weights with
  | st :: rest, Some W :: weights' =>
      let (L, H) := shares W st in
      let (weights'', G') := give (right_of st) H (give (left_of st) L (weights', G)) in
      backward rest weights'' G'
  | _ :: rest, None :: weights' => backward rest weights' G
  | _, _ => G
  end.

Lemma shares_ok : forall st a b W w, factors_ok (st, (a, b)) -> encloses W (Some w) ->
  encloses (fst (shares W st)) (Some (w * a)) /\ encloses (snd (shares W st)) (Some (w * b)).
Proof.
  intros st a b W w HF HW. destruct st; simpl in *.
  - destruct HF as (-> & ->). rewrite Rmult_0_r. split; apply zero_encloses.
  - destruct HF as (-> & ->). rewrite Rmult_1_r. split; exact HW.
  - destruct HF as (-> & ->). rewrite Rmult_1_r. replace (w * -1) with (- w) by ring.
    split; [exact HW|apply neg_encloses, HW].
  - destruct HF as (HV & HC). split; apply mul_encloses; assumption.
  - destruct HF as (q & v & Hv & HQ & HV & -> & ->).
    assert (HT : encloses (I.div prec W V) (Some (w / v))) by (apply div_encloses; assumption).
    split; [exact HT|]. replace (w * - (q / v)) with (- (w / v * q)) by (field; exact Hv).
    apply neg_encloses, mul_encloses; assumption.
  - destruct HF as (HL & ->). split; apply mul_encloses; auto. apply sub_encloses; auto. apply one_encloses.
  - destruct HF as (HD & ->). rewrite Rmult_0_r. split; [apply mul_encloses; assumption|apply zero_encloses].
Qed.

Lemma add_at_covers : forall k X s W w, covers X s -> encloses W (Some w) ->
  covers (add_at k W X) (fun i => s i + w * unit k i).
Proof.
  induction k as [|k IH]; intros X s W w HX HW i.
  - pose proof (HX i) as Hi. unfold unit. destruct X as [|[A|] X], i as [|i]; simpl in *.
    + rewrite Hi. replace (0 + w * 1) with w by ring. exact HW.
    + rewrite Hi. replace (0 + w * 0) with 0 by ring. destruct i; reflexivity.
    + rewrite Rmult_1_r. apply add_encloses; assumption.
    + rewrite Rmult_0_r, Rplus_0_r. exact Hi.
    + rewrite Hi. replace (0 + w * 1) with w by ring. exact HW.
    + rewrite Rmult_0_r, Rplus_0_r. exact Hi.
  - assert (Y : covers (tl X) (fun i => s (S i))).
    { intros m. specialize (HX (S m)). destruct X; [destruct m|]; exact HX. }
    destruct i as [|i].
    + change (unit (S k) 0) with 0. rewrite Rmult_0_r, Rplus_0_r. specialize (HX O). destruct X; exact HX.
    + change (unit (S k) (S i)) with (unit k i). destruct X as [|A X]; exact (IH _ _ W w Y HW i).
Qed.

(* What is collected is worth the same after a share has been passed on. *)
Lemma give_ok : forall l t W v weights w G g weights' G', encloses W (Some v) -> covers weights w -> covers G g ->
  give t W (weights, G) = (weights', G') ->
  exists w' g', covers weights' w' /\ covers G' g' /\
    forall k, g' k + dot w' (differences l (unit k)) =
      g k + dot w (differences l (unit k)) + v * moved (differences l (unit k)) (unit k) t.
Proof.
  intros l t W v weights w G g weights' G' HW Hw Hg E. unfold give in E.
  destruct t as [|j|i]; injection E as <- <-; simpl.
  - exists w, g. repeat split; auto. intros k. ring.
  - exists (fun i => w i + v * unit j i), g. repeat split; auto; [apply add_at_covers; assumption|].
    intros k. rewrite dot_add. ring.
  - exists w, (fun k => g k + v * unit i k). repeat split; auto; [apply add_at_covers; assumption|].
    intros k. unfold unit. rewrite (Nat.eqb_sym i k). ring.
Qed.

Theorem backward_covers : forall l, Forall factors_ok l -> forall weights w G g, covers weights w -> covers G g ->
  covers (backward (map fst l) weights G) (fun k => g k + dot w (differences l (unit k))).
Proof.
  intros l H. induction H as [|(st, (a, b)) l Hf H IH]; intros weights w G g Hw Hg; simpl.
  - apply covers_ext with g; [intros k; ring|exact Hg].
  - destruct weights as [|[W|] weights].
    + apply covers_ext with g; [|exact Hg]. intros k.
      assert (H0 : forall i, w i = 0) by (intros i; specialize (Hw i); destruct i; exact Hw).
      rewrite H0, dot_zero by auto. ring.
    + pose proof (fun i => Hw (S i)) as Hw'. specialize (Hw O). simpl in Hw.
      destruct (shares_ok st a b W (w O) Hf Hw) as (HL & HR). destruct (shares W st) as (L, M). simpl in HL, HR.
      destruct (give (left_of st) L (weights, G)) as (weights1, G1) eqn:EL.
      destruct (give_ok l _ L _ weights _ G g _ _ HL Hw' Hg EL) as (w1 & g1 & C1 & D1 & E1).
      destruct (give (right_of st) M (weights1, G1)) as (weights2, G2) eqn:EM.
      destruct (give_ok l _ M _ weights1 w1 G1 g1 _ _ HR C1 D1 EM) as (w2 & g2 & C2 & D2 & E2).
      apply covers_ext with (fun k => g2 k + dot w2 (differences l (unit k))); [|apply IH; assumption].
      intros k. rewrite E2, E1. ring.
    + pose proof (fun i => Hw (S i)) as Hw'. specialize (Hw O). simpl in Hw. rewrite Hw.
      apply covers_ext with (fun k => g k + dot (fun i => w (S i)) (differences l (unit k))); [intros k; ring|].
      apply IH; assumption.
Qed.

(* Slopes of the last node. *)
Definition up (steps : list step) : vector := hd [] (forward steps).
Definition down (steps : list step) : vector := backward steps [Some one] [].

Theorem up_covers : forall l, Forall factors_ok l -> covers (up (map fst l)) (real_slopes l).
Proof.
  intros l H. unfold up, real_slopes. pose proof (forward_covers l H 0) as HC.
  destruct (forward (map fst l)); exact HC.
Qed.

Theorem down_covers : forall l, Forall factors_ok l -> covers (down (map fst l)) (real_slopes l).
Proof.
  intros l H. apply covers_ext with (fun k => 0 + dot (unit 0) (differences l (unit k))).
  - intros k. unfold real_slopes. rewrite dot_unit. ring.
  - apply backward_covers; auto; [|apply nil_covers; reflexivity].
    intros [|k]; simpl; [apply one_encloses|]. destruct k; reflexivity.
Qed.

End Precision.
End Vector.

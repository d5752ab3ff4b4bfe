(* SPDX-License-Identifier: MIT *)
(* Trees, and why a tree that is followed to its end proves its clause (docs/theory/rules.md,
   section 6). Each leaf and face is tried with the intervals F; where these do not settle it, with
   the intervals S, on the exact cell. *)

From Coq Require Import Reals ZArith QArith Qreals List Lra Lia Bool.
From Interval Require Import Real.Xreal Interval.Interval.
From Abcert.Replay Require Import Expression Clause Machine Rules Exact.
Import ListNotations.
Open Scope R_scope.

(* Literals and axes are counted from 0. `minus`: the sign of a face of a literal `!= 0`. *)
Inductive rule : Set := Direct | Centred | Exactly_here.

Inductive tree : Set :=
  | Split (k : nat) (low high : tree)
  | Face (k : nat) (is_high : bool) (l : nat) (minus : bool) (on_face : tree)
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

Module Check (F S : IntervalOps).
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

(* An axis as intervals, and how its exact ends come from those of the box, the last step first. *)
Inductive move : Set := To_low_half | To_high_half | To_low_face | To_high_face.

Definition moved (m : move) (e : exact) : exact :=
  match m with
  | To_low_half => exact_low_half e
  | To_high_half => exact_high_half e
  | To_low_face => exact_low_face e
  | To_high_face => exact_high_face e
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

Definition axis : Type := (FR.axis * trail)%type.

Definition fast_axis (e : exact) : FR.axis :=
  FR.make_axis (FR.of_rational fast_precision (n1 e) (den e)) (FR.of_rational fast_precision (n2 e) (den e))
    (Z.eqb (n1 e) (n2 e)).
Definition slow_axis (e : exact) : SR.axis :=
  SR.make_axis (SR.of_rational slow_precision (n1 e) (den e)) (SR.of_rational slow_precision (n2 e) (den e))
    (Z.eqb (n1 e) (n2 e)).

Section Template.
Variables (nodes : list node) (params : parameters) (all : list prepared).

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

Fixpoint check (cell : list axis) (c : commitment) (t : tree) : bool :=
  match t with
  | Split k t1 t2 =>
      match nth_error cell k with
      | Some (a, e) =>
          if check (update k (FR.low_half fast_precision a, go To_low_half e) cell) c t1 then
            check (update k (FR.high_half fast_precision a, go To_high_half e) cell) c t2
          else false
      | None => false
      end
  | Face k is_high l minus t1 =>
      match nth_error cell k, nth_error all l with
      | Some (a, e), Some p =>
          let goal := face_aim (kind (of p)) minus in
          if allowed c l goal then
            if face cell k is_high p goal then
              check (update k (if is_high then (FR.high_face a, go To_high_face e)
                               else (FR.low_face a, go To_low_face e)) cell) (Some (l, goal)) t1
            else false
          else false
      | _, _ => false
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
  aim_at a (value nodes (FR.put k (FR.end_of is_high e) x) p (root lit)) ->
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

Lemma put_inside : forall x es k e r, Forall2 inside x es -> nth_error es k = Some e ->
  Forall2 inside (FR.put k r x) (update k (r, r) es).
Proof.
  intros x es k e r H. revert k. induction H as [|q f x es Hq H IH]; intros [|k] E; try discriminate;
    simpl in *; constructor; auto. unfold inside. simpl. lra.
Qed.

Lemma exists_literal : forall x l lit v, nth_error lits l = Some lit -> value nodes x p (root lit) = Some v ->
  relation_holds (kind lit) v -> Exists (literal_holds nodes x p) lits.
Proof.
  intros x l lit v HL HV HR. apply Exists_exists. exists lit. split; [exact (nth_error_In _ _ HL)|].
  unfold literal_holds. rewrite HV. exact HR.
Qed.

Theorem check_ok : forall t cell c, check cell c t = true -> Forall axis_ok cell ->
  forall x, Forall2 inside x (ends cell) -> reached c x.
Proof.
  induction t as [k t1 IH1 t2 IH2|k is_high l minus t1 IH|r l]; intros cell c H HC x HX; simpl in H.
  - destruct (nth_error cell k) as [(a, e)|] eqn:EK; [|discriminate].
    destruct (check _ c t1) eqn:E1; [|discriminate].
    pose proof (axis_nth _ _ _ _ HC EK) as HA.
    destruct (inside_nth _ _ _ _ HX (ends_nth _ _ _ _ EK)) as (q & Hq & HI).
    destruct (Rle_dec q ((fst (ends_of (exact_ends e)) + snd (ends_of (exact_ends e))) / 2)) as [Hm|Hm].
    + apply (IH1 _ _ E1).
      * apply Forall_update; [exact HC|]. unfold axis_ok. simpl. rewrite go_low_half.
        apply FR.low_half_ok, HA.
      * rewrite ends_update, go_low_half. apply update_inside with q; auto.
        unfold inside in *. cbn [fst snd]. lra.
    + apply (IH2 _ _ H).
      * apply Forall_update; [exact HC|]. unfold axis_ok. simpl. rewrite go_high_half.
        apply FR.high_half_ok, HA.
      * rewrite ends_update, go_high_half. apply update_inside with q; auto.
        unfold inside in *. cbn [fst snd]. lra.
  - destruct (nth_error cell k) as [(a, e)|] eqn:EK; [|discriminate].
    destruct (nth_error all l) as [q|] eqn:EL; [|discriminate].
    destruct (all_nth l q EL) as (lit & HL & HQ). pose proof (proj1 HQ) as EO. rewrite EO in H. 
    destruct (allowed c l (face_aim (kind lit) minus)) eqn:EA; [|discriminate].
    destruct (face cell k is_high q (face_aim (kind lit) minus)) eqn:EF; [|discriminate].
    pose proof (axis_nth _ _ _ _ HC EK) as HA. pose proof (ends_nth _ _ _ _ EK) as HE.
    assert (HG : aim_at (face_aim (kind lit) minus) (value nodes x p (root lit))).
    { apply face_ok with cell k is_high q (ends_of (exact_ends e)); auto.
      assert (HR : reached (Some (l, face_aim (kind lit) minus)) (FR.put k (FR.end_of is_high (ends_of (exact_ends e))) x)).
      { apply (IH _ _ H).
        - apply Forall_update; [exact HC|]. unfold axis_ok.
          destruct is_high; simpl; apply FR.face_axis_ok; apply HA.
        - destruct is_high; rewrite ends_update; apply put_inside with (ends_of (exact_ends e)); auto. }
      destruct HR as (lit' & HL' & HV). rewrite HL in HL'. injection HL' as <-. exact HV. }
    destruct c as [(l', a')|]; simpl in EA |- *.
    + apply andb_true_iff in EA. destruct EA as (E1 & E2). apply Nat.eqb_eq in E1. apply aim_eqb_ok in E2.
      subst. eauto.
    + unfold aim_at in HG. destruct (value nodes x p (root lit)) as [v|] eqn:EV; [|contradiction].
      apply exists_literal with l lit v; auto. apply face_aim_ok with minus, HG.
  - destruct (nth_error all l) as [q|] eqn:EL; [|discriminate].
    destruct (all_nth l q EL) as (lit & HL & HQ). pose proof (proj1 HQ) as EO.
    destruct (leaf_aim c l q) as [a|] eqn:EA; [|discriminate].
    pose proof (leaf_ok cell r q lit a x HQ HC HX H) as HV.
    destruct c as [(l', a')|]; simpl in EA |- *.
    + destruct (Nat.eqb l l') eqn:E1; [|discriminate]. apply Nat.eqb_eq in E1. injection EA as <-. subst. eauto.
    + injection EA as <-. rewrite EO in HV. unfold aim_at in HV. destruct (value nodes x p (root lit)) as [v|] eqn:EV; [|contradiction].
      apply exists_literal with l lit v; auto. apply aim_of_ok, HV.
Qed.
End Correct.
End Template.

(* Clauses. *)
Definition fast_between (b : rational * rational) : F.type :=
  F.join (FR.of_rational fast_precision (fst (fst b)) (snd (fst b)))
    (FR.of_rational fast_precision (fst (snd b)) (snd (snd b))).
Definition slow_between (b : rational * rational) : S.type :=
  S.join (SR.of_rational slow_precision (fst (fst b)) (snd (fst b)))
    (SR.of_rational slow_precision (fst (snd b)) (snd (snd b))).

Definition fast_parameter (enclosures : list (rational * rational)) (b : binding) : F.type :=
  match b with
  | Exactly q => FR.of_rational fast_precision (fst q) (snd q)
  | Named c => match nth_error enclosures c with Some e => fast_between e | None => F.nai end
  end.
Definition slow_parameter (enclosures : list (rational * rational)) (b : binding) : S.type :=
  match b with
  | Exactly q => SR.of_rational slow_precision (fst q) (snd q)
  | Named c => match nth_error enclosures c with Some e => slow_between e | None => S.nai end
  end.
Definition exact_parameter (enclosures : list (rational * rational)) (b : binding) : option Q :=
  match b with
  | Exactly q => Some (Qred (Qmake (fst q) (snd q)))
  | Named c => match nth_error enclosures c with Some e => point_of (exact_of e) | None => None end
  end.

Definition parameters_of (enclosures : list (rational * rational)) (c : clause) : parameters :=
  Parameters (map (fast_parameter enclosures) (bindings c)) (map (slow_parameter enclosures) (bindings c))
    (map (exact_parameter enclosures) (bindings c)).

Definition start (c : clause) : list axis :=
  map (fun b => let e := exact_of b in (fast_axis e, Trail e [])) (box c).

(* Which literals a tree names. *)
Fixpoint named (t : tree) (marks : list bool) : list bool :=
  match t with
  | Split _ t1 t2 => named t2 (named t1 marks)
  | Face _ _ _ _ t1 => named t1 marks
  | Leaf _ l => if nth l marks true then marks else update l true marks
  end.

(* A program in slow numbers is made only when the fast ones alone have failed. *)
Definition check_with (with_slow : bool) (enclosures : list (rational * rational)) (c : clause) (t : tree) : bool :=
  let ns := nodes (of_template c) in
  let ls := literals (of_template c) in
  let params := parameters_of enclosures c in
  let needed := named t (map (fun _ => false) ls) in
  let prepared_nth i l := prepare with_slow params ns (nth i needed true) l in
  check ns params (mapi prepared_nth 0 ls) (start c) None t.

Definition check_clause (enclosures : list (rational * rational)) (c : clause) (t : tree) : bool :=
  if check_with false enclosures c t then true else check_with true enclosures c t.

Fixpoint check_all (enclosures : list (rational * rational)) (clauses : list clause) (trees : list tree) : bool :=
  match clauses, trees with
  | [], [] => true
  | c :: clauses', t :: trees' =>
      if check_clause enclosures c t then check_all enclosures clauses' trees' else false
  | _, _ => false
  end.

Lemma constant_nth : forall constants enclosures, Forall2 between constants enclosures ->
  forall c e, nth_error enclosures c = Some e -> between (nth c constants 0) e.
Proof.
  intros constants enclosures H. induction H as [|r e constants enclosures Hr H IH]; intros [|c] f E;
    try discriminate; simpl in *; auto. injection E as <-. exact Hr.
Qed.

Lemma fast_parameter_ok : forall constants enclosures b, Forall2 between constants enclosures ->
  FR.encloses (fast_parameter enclosures b) (Some (bound_to constants b)).
Proof.
  intros constants enclosures [q|c] H; simpl; [apply FR.of_rational_encloses|].
  destruct (nth_error enclosures c) as [e|] eqn:E; [|apply FR.nai_encloses].
  apply FR.join_between with (rational_value (fst e)) (rational_value (snd e));
    try apply FR.of_rational_encloses. left. exact (constant_nth _ _ H c e E).
Qed.

Lemma slow_parameter_ok : forall constants enclosures b, Forall2 between constants enclosures ->
  SR.encloses (slow_parameter enclosures b) (Some (bound_to constants b)).
Proof.
  intros constants enclosures [q|c] H; simpl; [apply SR.of_rational_encloses|].
  destruct (nth_error enclosures c) as [e|] eqn:E; [|apply SR.nai_encloses].
  apply SR.join_between with (rational_value (fst e)) (rational_value (snd e));
    try apply SR.of_rational_encloses. left. exact (constant_nth _ _ H c e E).
Qed.

Lemma exact_parameter_ok : forall constants enclosures b, Forall2 between constants enclosures ->
  agrees (exact_parameter enclosures b) (Some (bound_to constants b)).
Proof.
  intros constants enclosures [q|c] H; cbn [exact_parameter bound_to].
  - cbn [agrees]. rewrite Q2R_red, Q2R_make. reflexivity.
  - destruct (nth_error enclosures c) as [e|] eqn:E; [|exact I].
    pose proof (constant_nth _ _ H c e E) as HB. unfold point_of.
    destruct (Z.eqb (n1 (exact_of e)) (n2 (exact_of e))) eqn:EZ; [|exact I]. apply Z.eqb_eq in EZ.
    cbn [agrees]. f_equal. rewrite Q2R_red, Q2R_make. pose proof (exact_of_ok e) as HE. unfold ends_of in HE.
    rewrite <- EZ in HE. injection HE as H1 H2. unfold between in HB. lra.
Qed.

Lemma check_with_ok : forall with_slow enclosures c t, check_with with_slow enclosures c t = true ->
  forall constants, Forall2 between constants enclosures -> clause_holds constants c.
Proof.
  intros with_slow enclosures c t H constants HB x HX. unfold check_with in H. cbv zeta in H.
  refine (check_ok _ _ _ (map (bound_to constants) (bindings c)) (literals (of_template c)) _ _ _ _
    t (start c) None H _ x _).
  - simpl. induction (bindings c); simpl; constructor; auto. apply fast_parameter_ok, HB.
  - simpl. induction (bindings c); simpl; constructor; auto. apply slow_parameter_ok, HB.
  - simpl. unfold known. induction (bindings c) as [|b bs IH]; intros [|j]; simpl; auto;
      try exact I. apply exact_parameter_ok, HB.
  - clear. generalize (named t (map (fun _ => false) (literals (of_template c)))) as needed.
    intros needed. generalize 0%nat. induction (literals (of_template c)) as [|l ls IH]; intros i; simpl; constructor; auto.
    apply prepare_ok.
  - unfold start. apply Forall_map. apply Forall_forall. intros b _. unfold axis_ok, fast_axis. simpl.
    change (exact_ends (Trail (exact_of b) [])) with (exact_of b). apply FR.make_axis_ok; try apply FR.of_rational_encloses.
    intros HZ. apply Z.eqb_eq in HZ. simpl. rewrite HZ. reflexivity.
  - unfold ends, start. rewrite map_map. clear - HX. induction HX as [|r b x bs Hr H IH]; simpl; constructor; auto.
    unfold exact_ends. simpl. rewrite exact_of_ok. exact Hr.
Qed.

Theorem check_clause_ok : forall enclosures c t, check_clause enclosures c t = true ->
  forall constants, Forall2 between constants enclosures -> clause_holds constants c.
Proof.
  intros enclosures c t H. unfold check_clause in H. destruct (check_with false enclosures c t) eqn:E.
  - exact (check_with_ok false enclosures c t E).
  - exact (check_with_ok true enclosures c t H).
Qed.

Theorem check_all_ok : forall enclosures clauses trees, check_all enclosures clauses trees = true ->
  clauses_hold enclosures clauses.
Proof.
  intros enclosures clauses trees H constants HB. revert trees H.
  induction clauses as [|c clauses IH]; intros [|t trees] H; try discriminate; constructor; simpl in H.
  - destruct (check_clause enclosures c t) eqn:E; [|discriminate].
    exact (check_clause_ok enclosures c t E constants HB).
  - destruct (check_clause enclosures c t); [|discriminate]. exact (IH trees H).
Qed.

End Precision.
End Check.

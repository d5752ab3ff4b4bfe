(* SPDX-License-Identifier: MIT *)
(* Clauses and certificates: what the trees of Walk.v prove about them. *)

From Coq Require Import Reals ZArith QArith Qreals List Lra Lia Bool.
From Interval Require Import Interval.Interval.
From Abcert.Replay Require Import Expression Clause Rules Exact Tree Walk.
Import ListNotations.
Open Scope R_scope.

Module Check (F S : IntervalOps).
Include Walk F S.

Section Precision.
Variables (fast_precision : F.precision) (slow_precision : S.precision).

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
  map (fun b => let e := exact_of b in (fast_axis fast_precision e, Trail e [])) (box c ++ chosen c).

Definition is_range (b : rational * rational) : bool := let e := exact_of b in Z.leb (n1 e) (n2 e).

(* A program in slow numbers is made only when the fast ones alone have failed. *)
Definition check_with (with_slow : bool) (enclosures : list (rational * rational)) (c : clause) (t : tree) : bool :=
  let ns := nodes (of_template c) in
  let ls := literals (of_template c) in
  let params := parameters_of enclosures c in
  let needed := named t (map (fun _ => false) ls) in
  let prepared_nth i l := prepare fast_precision slow_precision with_slow params ns (nth i needed true) l in
  if forallb is_range (chosen c) then check fast_precision slow_precision (length (box c)) ns params (mapi prepared_nth 0 ls) (start c) None t else false.

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
  destruct (forallb is_range (chosen c)) eqn:ER; [|discriminate].
  assert (HE : forall bs, map (fun b => ends_of (exact_of b)) bs =
    map (fun b => (rational_value (fst b), rational_value (snd b))) bs) by (intros bs; apply map_ext, exact_of_ok).
  assert (HI : forall y bs, Forall2 between y bs <-> Forall2 inside y (map (fun b => ends_of (exact_of b)) bs)).
  { intros y bs. rewrite HE. split; intros HF.
    - induction HF; simpl; constructor; auto.
    - revert y HF. induction bs as [|b bs IH]; intros y HF; inversion HF; subst; constructor; auto. }
  assert (HS : ends (start c) = map (fun b => ends_of (exact_of b)) (box c) ++ map (fun b => ends_of (exact_of b)) (chosen c)).
  { unfold ends, start. rewrite map_map, <- map_app. reflexivity. }
  assert (HG : given_ends (length (box c)) (start c) = map (fun b => ends_of (exact_of b)) (box c)).
  { unfold given_ends. rewrite HS, firstn_app, map_length, Nat.sub_diag. simpl. rewrite app_nil_r.
    apply firstn_all2. rewrite map_length. lia. }
  assert (HC : chosen_ends (length (box c)) (start c) = map (fun b => ends_of (exact_of b)) (chosen c)).
  { unfold chosen_ends. rewrite HS, skipn_app, map_length, Nat.sub_diag, skipn_all2 by (rewrite map_length; lia). reflexivity. }
  assert (HO : Forall ordered (chosen_ends (length (box c)) (start c))).
  { rewrite HC. apply Forall_map, Forall_forall. intros b Hb. rewrite forallb_forall in ER. specialize (ER b Hb).
    unfold is_range in ER. apply Z.leb_le in ER. unfold ordered, ends_of. simpl.
    apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, den_positive|apply IZR_le, ER]. }
  assert (HX' : Forall2 inside x (given_ends (length (box c)) (start c))) by (rewrite HG; apply HI, HX).
  assert (HK : exists y, Forall2 inside y (chosen_ends (length (box c)) (start c)) /\
    reached (nodes (of_template c)) (map (bound_to constants) (bindings c)) (literals (of_template c)) None (x ++ y)).
  { refine (check_ok fast_precision slow_precision _ _ _ _ _ _ _ _ _ _ t (start c) None H _ HO x HX').
    - simpl. induction (bindings c); simpl; constructor; auto. apply fast_parameter_ok, HB.
    - simpl. induction (bindings c); simpl; constructor; auto. apply slow_parameter_ok, HB.
    - simpl. unfold known. induction (bindings c) as [|b bs IH]; intros [|j]; simpl; auto;
        try exact I. apply exact_parameter_ok, HB.
    - clear. generalize (named t (map (fun _ => false) (literals (of_template c)))) as needed.
      intros needed. generalize 0%nat. induction (literals (of_template c)) as [|l ls IH]; intros i; simpl; constructor; auto.
      apply prepare_ok.
    - unfold start. apply Forall_map. apply Forall_forall. intros b _. exact (fast_axis_ok fast_precision (exact_of b)). }
  destruct HK as (y & Hy & HR). exists y. split; [|exact HR]. rewrite HC in Hy. apply HI, Hy.
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

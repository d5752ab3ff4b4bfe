(* SPDX-License-Identifier: MIT *)
(* Evaluating an expression graph with a stack: the nodes that a root needs, with operands addressed
   by their place on the stack, so that the cost of looking them up is small. One machine serves
   ranges and slopes; what a machine's values mean is a relation that each operation keeps. *)

From Coq Require Import Reals ZArith NArith List Lia PeanoNat Bool.
From Abcert.Replay Require Import Expression.
Import ListNotations.

Section Machine.
Variable K : Type. (* enclosed rational numbers *)
Variable convert : Z -> positive -> K.

Inductive place : Type :=
  | Stacked (depth : nat)
  | Coord (k : nat)
  | Arg (j : nat)
  | Known (c : K)
  | Circle (* pi *)
  | Nowhere.

Inductive instruction : Type :=
  | Load (a : place)
  | Do2 (op : binary) (a b : place)
  | DoPower (a : place) (n : Z)
  | Do1 (op : unary) (a : place).

(* Place of a in the stack of node numbers, which are binary as they are compared often. *)
Fixpoint find (a : N) (ids : list N) (depth : nat) : place :=
  match ids with
  | [] => Nowhere
  | i :: rest => if N.eqb i a then Stacked depth else find a rest (S depth)
  end.

(* seen: the nodes before node i, the last one first. *)
Definition place_of (i : nat) (seen : list node) (ids : list N) (a : nat) : place :=
  if Nat.ltb a i then
    match nth_error seen (i - 1 - a) with
    | Some (Number n d) => Known (convert n d)
    | Some (Coordinate k) => Coord k
    | Some (Argument j) => Arg j
    | Some Pi => Circle
    | Some _ => find (N.of_nat a) ids 0
    | None => Nowhere
    end
  else Nowhere.

Definition translate (i : nat) (seen : list node) (ids : list N) (n : node) : instruction :=
  match n with
  | Number n d => Load (Known (convert n d))
  | Coordinate k => Load (Coord k)
  | Argument j => Load (Arg j)
  | Pi => Load Circle
  | Binary op a b => Do2 op (place_of i seen ids a) (place_of i seen ids b)
  | Power a n => DoPower (place_of i seen ids a) n
  | Unary op a => Do1 op (place_of i seen ids a)
  end.

Definition is_operation (n : node) : bool :=
  match n with Binary _ _ _ | Power _ _ | Unary _ _ => true | _ => false end.

(* body: nodes with a mark whether the root needs them. *)
Fixpoint compile_from (i : nat) (seen : list node) (ids : list N) (body : list (bool * node))
    (root : node) : list instruction :=
  match body with
  | [] => [translate i seen ids root]
  | (needed, n) :: rest =>
      if needed && is_operation n then
        translate i seen ids n :: compile_from (S i) (n :: seen) (N.of_nat i :: ids) rest root
      else compile_from (S i) (n :: seen) ids rest root
  end.

Fixpoint set_mark (d : nat) (marks : list bool) : list bool :=
  match marks with
  | [] => []
  | m :: rest => match d with O => true :: rest | S e => m :: set_mark e rest end
  end.

Definition mark_operands (i : nat) (n : node) (marks : list bool) : list bool :=
  match n with
  | Binary _ a b => set_mark (i - 1 - a) (set_mark (i - 1 - b) marks)
  | Power a _ | Unary _ a => set_mark (i - 1 - a) marks
  | _ => marks
  end.

(* down: the nodes before node i, the last one first, with their marks; the result in rising order. *)
Fixpoint mark_down (down : list node) (marks : list bool) (done : list (bool * node)) : list (bool * node) :=
  match down, marks with
  | n :: down', m :: marks' =>
      mark_down down' (if m then mark_operands (length down') n marks' else marks') ((m, n) :: done)
  | _, _ => done
  end.

Definition compile (nodes : list node) (root : nat) : list instruction :=
  match nth_error nodes root with
  | Some n =>
      let body := firstn root nodes in
      let down := rev body in
      let marked := mark_down down (mark_operands root n (map (fun _ => false) down)) [] in
      (* The marks are a hint: should they not fit, everything is computed. *)
      if Nat.eqb (length marked) (length body) then
        compile_from 0 [] [] (combine (map fst marked) body) n
      else compile_from 0 [] [] (map (pair true) body) n
  | None => [Load Nowhere]
  end.

(* A property of what a program has computed so far, and for which nodes, the last one first. *)
Section Invariant.
Variables (nodes : list node) (state : Type) (advance : state -> instruction -> state)
  (holds : list nat -> state -> Prop).

Lemma nth_error_rev : forall (A : Type) (l : list A) a, (a < length l)%nat ->
  nth_error (rev l) (length l - 1 - a) = nth_error l a.
Proof.
  intros A l a H. destruct l as [|d t]; [simpl in H; lia|].
  rewrite (nth_error_nth' (d :: t) d H).
  rewrite (nth_error_nth' (rev (d :: t)) d) by (rewrite rev_length; lia).
  rewrite rev_nth by lia. f_equal. f_equal. lia.
Qed.

Lemma nth_error_firstn : forall (A : Type) (l : list A) i a, (a < i)%nat ->
  nth_error (firstn i l) a = nth_error l a.
Proof.
  intros A l. induction l as [|h t IH]; intros [|i] [|a] H; try lia; simpl; auto. apply IH. lia.
Qed.

Lemma seen_nth : forall i seen, seen = rev (firstn i nodes) -> length seen = i -> forall a, (a < i)%nat ->
  nth_error seen (i - 1 - a) = nth_error nodes a.
Proof.
  intros i seen -> HL a Ha. rewrite rev_length in HL.
  replace (i - 1 - a)%nat with (length (firstn i nodes) - 1 - a)%nat by lia.
  rewrite nth_error_rev by lia. apply nth_error_firstn, Ha.
Qed.

Lemma firstn_succ : forall (A : Type) (l : list A) i n, nth_error l i = Some n ->
  firstn (S i) l = firstn i l ++ [n].
Proof.
  intros A l. induction l as [|h t IH]; intros [|i] n H; simpl in *; try discriminate.
  - injection H as ->. reflexivity.
  - rewrite <- (IH i n H). reflexivity.
Qed.

Lemma firstn_nth_error : forall (A : Type) (l : list A) k j x,
  nth_error (firstn k l) j = Some x -> nth_error l j = Some x.
Proof.
  intros A l. induction l as [|h t IH]; intros [|k] [|j] x H; simpl in *; try discriminate; auto.
  eapply IH, H.
Qed.

Hypothesis advance_ok : forall i seen ids s n, seen = rev (firstn i nodes) -> length seen = i ->
  nth_error nodes i = Some n -> holds ids s -> holds (i :: ids) (advance s (translate i seen (map N.of_nat ids) n)).

Lemma compile_from_invariant : forall body i seen ids s root,
  seen = rev (firstn i nodes) -> length seen = i -> holds ids s ->
  (forall j b n, nth_error body j = Some (b, n) -> nth_error nodes (i + j) = Some n) ->
  nth_error nodes (i + length body) = Some root ->
  exists ids', holds ((i + length body)%nat :: ids') (fold_left advance (compile_from i seen (map N.of_nat ids) body root) s).
Proof.
  induction body as [|(m, n) body IH]; intros i seen ids s root HS HL HK HB HR; simpl in *.
  - rewrite Nat.add_0_r in *. exists ids. apply advance_ok; assumption.
  - assert (EN : nth_error nodes i = Some n).
    { specialize (HB 0%nat m n eq_refl). rewrite Nat.add_0_r in HB. exact HB. }
    assert (HS' : n :: seen = rev (firstn (S i) nodes)).
    { subst seen. rewrite (firstn_succ _ nodes i n EN), rev_app_distr. reflexivity. }
    assert (HB' : forall j b n0, nth_error body j = Some (b, n0) -> nth_error nodes (S i + j) = Some n0).
    { intros j b n0 Hj. specialize (HB (S j) b n0 Hj). rewrite <- HB. f_equal. lia. }
    rewrite Nat.add_succ_r in *. change (S (i + length body)) with (S i + length body)%nat in *.
    destruct (m && is_operation n).
    + apply (IH (S i) (n :: seen) (i :: ids)); auto. simpl. lia.
    + apply IH; auto. simpl. lia.
Qed.

Theorem compile_invariant : forall root n, nth_error nodes root = Some n -> forall s, holds [] s ->
  exists ids, holds (root :: ids) (fold_left advance (compile nodes root) s).
Proof.
  intros root n E s H0. unfold compile. rewrite E.
  assert (HL : length (firstn root nodes) = root).
  { apply firstn_length_le. assert (root < length nodes)%nat by (apply nth_error_Some; congruence). lia. }
  assert (HB : forall body, map snd body = firstn root nodes ->
    exists ids, holds (root :: ids) (fold_left advance (compile_from 0 [] [] body n) s)).
  { intros body HM. assert (HL' : length body = root) by (rewrite <- HL, <- HM, map_length; reflexivity).
    destruct (compile_from_invariant body 0 [] [] s n) as (ids & H); auto.
    - intros j b n' Hj. simpl. apply (firstn_nth_error _ nodes root).
      rewrite <- HM. rewrite nth_error_map, Hj. reflexivity.
    - simpl. rewrite HL'. exact E.
    - exists ids. simpl in H. rewrite HL' in H. exact H. }
  cbv zeta. set (marked := mark_down _ _ _). destruct (Nat.eqb (length marked) _) eqn:EL.
  - apply HB. apply Nat.eqb_eq in EL. clear - EL. revert EL. generalize (firstn root nodes).
    induction marked as [|a m IH]; intros [|b l] EL; simpl in *; try discriminate; [reflexivity|].
    f_equal. apply IH. lia.
  - apply HB. rewrite map_map. apply map_id.
Qed.
End Invariant.

Variable V : Type.
Variables (coords args : list V) (known : K -> V) (circle nothing : V).
Variables (do1 : unary -> V -> V) (do_power : Z -> V -> V) (do2 : binary -> V -> V -> V).

Definition fetch (stack : list V) (a : place) : V :=
  match a with
  | Stacked d => nth d stack nothing
  | Coord k => nth k coords nothing
  | Arg j => nth j args nothing
  | Known c => known c
  | Circle => circle
  | Nowhere => nothing
  end.

Definition execute (stack : list V) (i : instruction) : V :=
  match i with
  | Load a => fetch stack a
  | Do2 op a b => do2 op (fetch stack a) (fetch stack b)
  | DoPower a n => do_power n (fetch stack a)
  | Do1 op a => do1 op (fetch stack a)
  end.

Definition push (stack : list V) (i : instruction) : list V := execute stack i :: stack.

Definition run (program : list instruction) : V := hd nothing (fold_left push program []).

Section Correct.
Variable W : Type.
Variable rel : V -> W -> Prop.
Variable nodes : list node.
Variables (val : nat -> W) (undefined : W).

Definition operand_value (i a : nat) : W := if Nat.ltb a i then val a else undefined.

Hypothesis nothing_ok : forall w, rel nothing w.
Hypothesis leaf_ok : forall i n, nth_error nodes i = Some n ->
  match n with
  | Number n d => rel (known (convert n d)) (val i)
  | Coordinate k => rel (nth k coords nothing) (val i)
  | Argument j => rel (nth j args nothing) (val i)
  | Pi => rel circle (val i)
  | _ => True
  end.

Definition stack_ok (ids : list nat) (stack : list V) : Prop :=
  Forall2 (fun i v => rel v (val i)) ids stack.

Lemma find_ok : forall a ids stack depth pre, stack_ok ids stack -> length pre = depth ->
  rel (fetch (pre ++ stack) (find (N.of_nat a) (map N.of_nat ids) depth)) (val a).
Proof.
  intros a ids. induction ids as [|i ids IH]; intros stack depth pre HS HL; simpl; [apply nothing_ok|].
  inversion HS; subst. destruct (N.eqb (N.of_nat i) (N.of_nat a)) eqn:E.
  - apply N.eqb_eq, Nat2N.inj in E. subst a. simpl. rewrite app_nth2 by lia. rewrite Nat.sub_diag. simpl. assumption.
  - replace (pre ++ y :: l') with ((pre ++ [y]) ++ l') by (rewrite <- app_assoc; reflexivity).
    apply IH; [assumption|]. rewrite app_length. simpl. lia.
Qed.

Lemma place_ok : forall i seen ids stack a, seen = rev (firstn i nodes) -> length seen = i ->
  stack_ok ids stack -> rel (fetch stack (place_of i seen (map N.of_nat ids) a)) (operand_value i a).
Proof.
  intros i seen ids stack a HS HL HK. unfold place_of, operand_value.
  destruct (Nat.ltb a i) eqn:E; [|apply nothing_ok]. apply Nat.ltb_lt in E.
  rewrite (seen_nth nodes i seen HS HL a E). destruct (nth_error nodes a) as [n|] eqn:EN; [|apply nothing_ok].
  pose proof (leaf_ok a n EN) as HN.
  destruct n; try exact HN; exact (find_ok a ids stack 0 [] HK eq_refl).
Qed.

Hypothesis operation_ok : forall i n, nth_error nodes i = Some n ->
  match n with
  | Binary op a b => forall u v, rel u (operand_value i a) -> rel v (operand_value i b) ->
      rel (do2 op u v) (val i)
  | Power a n => forall u, rel u (operand_value i a) -> rel (do_power n u) (val i)
  | Unary op a => forall u, rel u (operand_value i a) -> rel (do1 op u) (val i)
  | _ => True
  end.

Lemma execute_ok : forall i seen ids stack n, seen = rev (firstn i nodes) -> length seen = i ->
  stack_ok ids stack -> nth_error nodes i = Some n ->
  rel (execute stack (translate i seen (map N.of_nat ids) n)) (val i).
Proof.
  intros i seen ids stack n HS HL HK EN. pose proof (leaf_ok i n EN) as HN. pose proof (operation_ok i n EN) as HO.
  destruct n; simpl in *; try exact HN; apply HO; apply place_ok; assumption.
Qed.

Theorem compile_ok : forall root, rel (run (compile nodes root)) (val root).
Proof.
  intros root. destruct (nth_error nodes root) as [n|] eqn:E.
  - assert (H : exists ids, stack_ok (root :: ids) (fold_left push (compile nodes root) [])).
    { refine (compile_invariant nodes (list V) push stack_ok _ root n E [] _); [|constructor].
      intros i seen ids stack m HS HL EN HK. constructor; [|exact HK].
      apply execute_ok; assumption. }
    destruct H as (ids & H). unfold run. inversion H; subst. assumption.
  - unfold compile. rewrite E. apply nothing_ok.
Qed.
End Correct.
End Machine.

Lemma fetch_map : forall K A B (f : A -> B) coords args known circle nothing stack (a : place K),
  f (fetch K A coords args known circle nothing stack a) =
  fetch K B (map f coords) (map f args) (fun c => f (known c)) (f circle) (f nothing) (map f stack) a.
Proof. intros. destruct a; simpl; auto; symmetry; apply map_nth. Qed.

Arguments Stacked {K}. Arguments Coord {K}. Arguments Arg {K}. Arguments Known {K}.
Arguments Circle {K}. Arguments Nowhere {K}. Arguments Load {K}. Arguments Do2 {K}.
Arguments DoPower {K}. Arguments Do1 {K}.

(* The values of a graph, node by node. *)
Section Values.
Variables x p : list R.

Lemma values_from_prefix : forall nodes vs, firstn (length vs) (values_from x p vs nodes) = vs.
Proof.
  induction nodes as [|n nodes IH]; intros vs; simpl; [apply firstn_all|].
  pose proof (IH (vs ++ [node_value x p vs n])) as H. rewrite app_length in H. simpl in H.
  set (l := values_from x p (vs ++ [node_value x p vs n]) nodes) in *.
  rewrite <- (firstn_skipn (length vs + 1) l), H, <- app_assoc, firstn_app, firstn_all, Nat.sub_diag.
  apply app_nil_r.
Qed.

Lemma values_from_nth : forall nodes vs j n, nth_error nodes j = Some n ->
  operand (values_from x p vs nodes) (length vs + j) =
  node_value x p (firstn (length vs + j) (values_from x p vs nodes)) n.
Proof.
  induction nodes as [|h nodes IH]; intros vs [|j] n H; simpl in H; try discriminate; simpl.
  - injection H as ->. rewrite Nat.add_0_r.
    pose proof (values_from_prefix nodes (vs ++ [node_value x p vs n])) as HP.
    rewrite app_length in HP. simpl in HP. set (l := values_from x p (vs ++ [node_value x p vs n]) nodes) in *.
    unfold operand. rewrite <- (firstn_skipn (length vs + 1) l), HP.
    rewrite <- app_assoc, app_nth2 by lia. rewrite Nat.sub_diag. simpl.
    rewrite firstn_app, firstn_all, Nat.sub_diag. simpl. rewrite app_nil_r. reflexivity.
  - specialize (IH (vs ++ [node_value x p vs h]) j n H). rewrite app_length in IH. simpl in IH.
    replace (length vs + S j)%nat with (length vs + 1 + j)%nat by lia. exact IH.
Qed.

Lemma operand_firstn : forall (l : list (option R)) i a,
  operand (firstn i l) a = if Nat.ltb a i then operand l a else None.
Proof.
  unfold operand. intros l. induction l as [|h l IH]; intros i a.
  - rewrite firstn_nil. destruct a; simpl; destruct (Nat.ltb _ _); reflexivity.
  - destruct i as [|i]; [destruct a; reflexivity|]. destruct a as [|a]; [reflexivity|]. exact (IH i a).
Qed.

Lemma value_of_node : forall nodes i n, nth_error nodes i = Some n ->
  value nodes x p i =
  let of a := if Nat.ltb a i then value nodes x p a else None in
  match n with
  | Number a b => Some (IZR a / IZR (Zpos b))%R
  | Coordinate k => nth_error x k
  | Argument j => nth_error p j
  | Pi => Some PI
  | Binary op a b => bind2 (apply2 op) (of a) (of b)
  | Power a n => bind1 (power n) (of a)
  | Unary op a => bind1 (apply1 op) (of a)
  end.
Proof.
  intros nodes i n H. pose proof (values_from_nth nodes [] i n H) as E. simpl in E.
  unfold value at 1. rewrite E. cbv zeta. unfold value.
  destruct n; simpl; rewrite ?operand_firstn; reflexivity.
Qed.
End Values.

(* SPDX-License-Identifier: MIT *)
(* Evaluating an expression graph with a stack: the nodes that a root needs, with operands addressed
   by their place on the stack, so that the cost of looking them up is small. One machine serves
   ranges and slopes; what a machine's values mean is a relation that each operation keeps. *)

From Coq Require Import Reals ZArith NArith List Lia PeanoNat Bool.
From Abcert.Replay Require Import Expression.
Import ListNotations.

Section Machine.
Variable K : Type. (* constants, in this arithmetic *)
(* The values of numbers, arguments and pi, and of operations on such. *)
Variables (constant : node -> K) (fold1 : unary -> K -> K) (fold_power : Z -> K -> K)
  (fold2 : binary -> K -> K -> K).

Inductive place : Type :=
  | Stacked (depth : nat)
  | Coord (k : nat)
  | Known (c : K)
  | Nowhere.

Inductive instruction : Type :=
  | Load (a : place)
  | Do2 (op : binary) (a b : place)
  | DoPower (a : place) (n : Z)
  | Do1 (op : unary) (a : place).

(* Where the value of an earlier node is. *)
Inductive entry : Type :=
  | Constant (c : K)
  | Variable_of (k : nat)
  | Computed (* on the stack *)
  | Absent.

(* How many nodes are between node a and node i, if a is before i. *)
Fixpoint gap (i a : nat) : option nat :=
  match i, a with
  | O, _ => None
  | S i', O => Some i'
  | S i', S a' => gap i' a'
  end.

(* env: of the nodes before node i, the last one first; depth: how many of those passed are on the stack. *)
Fixpoint place_at (g depth : nat) (env : list entry) : place :=
  match env with
  | [] => Nowhere
  | e :: env' =>
      match g with
      | O =>
          match e with
          | Constant c => Known c
          | Variable_of k => Coord k
          | Computed => Stacked depth
          | Absent => Nowhere
          end
      | S g' => place_at g' (match e with Computed => S depth | _ => depth end) env'
      end
  end.

Definition place_of (i : nat) (env : list entry) (a : nat) : place :=
  match gap i a with Some g => place_at g 0 env | None => Nowhere end.

(* What depends on constants alone is computed here, once. *)
Definition make (i : nat) (env : list entry) (n : node) : instruction :=
  match n with
  | Number _ _ | Argument _ | Pi => Load (Known (constant n))
  | Coordinate k => Load (Coord k)
  | Binary op a b =>
      match place_of i env a, place_of i env b with
      | Known u, Known v => Load (Known (fold2 op u v))
      | p, q => Do2 op p q
      end
  | Power a n => match place_of i env a with Known u => Load (Known (fold_power n u)) | p => DoPower p n end
  | Unary op a => match place_of i env a with Known u => Load (Known (fold1 op u)) | p => Do1 op p end
  end.

(* body: nodes with a mark whether the root needs them. *)
Fixpoint compile_from (i : nat) (env : list entry) (body : list (bool * node)) (root : node) : list instruction :=
  match body with
  | [] => [make i env root]
  | (needed, n) :: rest =>
      if needed then
        match make i env n with
        | Load (Known c) => compile_from (S i) (Constant c :: env) rest root
        | Load (Coord k) => compile_from (S i) (Variable_of k :: env) rest root
        | instr => instr :: compile_from (S i) (Computed :: env) rest root
        end
      else compile_from (S i) (Absent :: env) rest root
  end.

Fixpoint set_mark (d : nat) (marks : list bool) : list bool :=
  match marks with
  | [] => []
  | m :: rest => match d with O => true :: rest | S e => m :: set_mark e rest end
  end.

Definition mark_operand (i a : nat) (marks : list bool) : list bool :=
  match gap i a with Some g => set_mark g marks | None => marks end.

Definition mark_operands (i : nat) (n : node) (marks : list bool) : list bool :=
  match n with
  | Binary _ a b => mark_operand i a (mark_operand i b marks)
  | Power a _ | Unary _ a => mark_operand i a marks
  | _ => marks
  end.

(* down: the nodes before node i, the last one first, with their marks; the result in rising order. *)
Fixpoint mark_down (i : nat) (down : list node) (marks : list bool) (done : list (bool * node)) : list (bool * node) :=
  match down, marks with
  | n :: down', m :: marks' =>
      mark_down (i - 1) down' (if m then mark_operands (i - 1) n marks' else marks') ((m, n) :: done)
  | _, _ => done
  end.

Definition compile (nodes : list node) (root : nat) : list instruction :=
  match nth_error nodes root with
  | Some n =>
      let body := firstn root nodes in
      let down := rev body in
      let marked := mark_down root down (mark_operands root n (map (fun _ => false) down)) [] in
      (* The marks are a hint: should they not fit, everything is computed. *)
      if Nat.eqb (length marked) (length body) then
        compile_from 0 [] (combine (map fst marked) body) n
      else compile_from 0 [] (map (pair true) body) n
  | None => [Load Nowhere]
  end.

(* A property of what a program has computed so far, and for which nodes, the last one first. *)
Section Invariant.
Variables (nodes : list node) (means : K -> nat -> Prop).

Hypothesis constant_ok : forall i n, nth_error nodes i = Some n ->
  match n with Number _ _ | Argument _ | Pi => means (constant n) i | _ => True end.
Hypothesis fold_ok : forall i n, nth_error nodes i = Some n ->
  match n with
  | Binary op a b => (a < i)%nat -> (b < i)%nat -> forall u v, means u a -> means v b -> means (fold2 op u v) i
  | Power a n => (a < i)%nat -> forall u, means u a -> means (fold_power n u) i
  | Unary op a => (a < i)%nat -> forall u, means u a -> means (fold1 op u) i
  | _ => True
  end.

Definition place_ok (ids : list nat) (a : nat) (p : place) : Prop :=
  match p with
  | Stacked d => nth_error ids d = Some a
  | Coord k => nth_error nodes a = Some (Coordinate k)
  | Known c => means c a
  | Nowhere => True
  end.

Definition operand_ok (ids : list nat) (i a : nat) (p : place) : Prop :=
  if Nat.ltb a i then place_ok ids a p else p = Nowhere.

Definition instruction_ok (ids : list nat) (i : nat) (instr : instruction) : Prop :=
  match instr with
  | Load p => place_ok ids i p
  | Do2 op p q => exists a b, nth_error nodes i = Some (Binary op a b) /\ operand_ok ids i a p /\ operand_ok ids i b q
  | DoPower p n => exists a, nth_error nodes i = Some (Power a n) /\ operand_ok ids i a p
  | Do1 op p => exists a, nth_error nodes i = Some (Unary op a) /\ operand_ok ids i a p
  end.

Inductive env_ok : list nat -> list entry -> nat -> Prop :=
  | Env_none : env_ok [] [] 0
  | Env_constant : forall ids env i c, env_ok ids env i -> means c i -> env_ok ids (Constant c :: env) (S i)
  | Env_variable : forall ids env i k, env_ok ids env i -> nth_error nodes i = Some (Coordinate k) ->
      env_ok ids (Variable_of k :: env) (S i)
  | Env_computed : forall ids env i, env_ok ids env i -> env_ok (i :: ids) (Computed :: env) (S i)
  | Env_absent : forall ids env i, env_ok ids env i -> env_ok ids (Absent :: env) (S i).

Lemma gap_before : forall i a, if Nat.ltb a i then gap i a = Some (i - 1 - a)%nat else gap i a = None.
Proof.
  induction i as [|i IH]; intros [|a]; try reflexivity; [simpl; f_equal; lia|].
  specialize (IH a). change (Nat.ltb (S a) (S i)) with (Nat.ltb a i). simpl gap.
  destruct (Nat.ltb a i) eqn:E; [|exact IH]. apply Nat.ltb_lt in E. rewrite IH. f_equal. lia.
Qed.

Lemma place_at_ok : forall ids env i, env_ok ids env i -> forall a pre, (a < i)%nat ->
  place_ok (pre ++ ids) a (place_at (i - 1 - a) (length pre) env).
Proof.
  intros ids env i H. induction H as [|ids env i c H IH HC|ids env i k H IH HC|ids env i H IH|ids env i H IH];
    intros a pre Ha; [lia|..]; (destruct (Nat.eq_dec a i) as [->|];
      [replace (S i - 1 - i)%nat with O by lia; simpl; auto
      |replace (S i - 1 - a)%nat with (S (i - 1 - a)) by lia; simpl; try (apply IH; lia)]).
  - rewrite nth_error_app2 by lia. rewrite Nat.sub_diag. reflexivity.
  - replace (pre ++ i :: ids) with ((pre ++ [i]) ++ ids) by (rewrite <- app_assoc; reflexivity).
    replace (S (length pre)) with (length (pre ++ [i])) by (rewrite app_length; simpl; lia). apply IH. lia.
Qed.

Lemma place_of_ok : forall ids env i a, env_ok ids env i -> operand_ok ids i a (place_of i env a).
Proof.
  intros ids env i a H. unfold operand_ok, place_of. pose proof (gap_before i a) as HG.
  destruct (Nat.ltb a i) eqn:E; rewrite HG; [|reflexivity].
  apply Nat.ltb_lt in E. exact (place_at_ok ids env i H a [] E).
Qed.

Lemma known_operand : forall ids i a c, operand_ok ids i a (Known c) -> (a < i)%nat /\ means c a.
Proof.
  intros ids i a c H. unfold operand_ok in H. destruct (Nat.ltb a i) eqn:E; [|discriminate].
  apply Nat.ltb_lt in E. split; assumption.
Qed.

Lemma make_ok : forall ids env i n, env_ok ids env i -> nth_error nodes i = Some n ->
  instruction_ok ids i (make i env n).
Proof.
  intros ids env i n H E. pose proof (constant_ok i n E) as HC. pose proof (fold_ok i n E) as HF.
  pose proof (fun a => place_of_ok ids env i a H) as HP.
  destruct n as [n d|k|j| |op a b|a n|op a]; simpl; try exact HC; try exact E.
  - pose proof (HP a) as Ha. pose proof (HP b) as Hb.
    assert (HD : instruction_ok ids i (Do2 op (place_of i env a) (place_of i env b)))
      by (exists a, b; auto).
    destruct (place_of i env a) as [d|k|u|]; try exact HD.
    destruct (place_of i env b) as [d|k|v|]; try exact HD.
    apply known_operand in Ha, Hb. simpl. apply HF; tauto.
  - pose proof (HP a) as Ha.
    assert (HD : instruction_ok ids i (DoPower (place_of i env a) n)) by (exists a; auto).
    destruct (place_of i env a) as [d|k|u|]; try exact HD. apply known_operand in Ha. simpl. apply HF; tauto.
  - pose proof (HP a) as Ha.
    assert (HD : instruction_ok ids i (Do1 op (place_of i env a))) by (exists a; auto).
    destruct (place_of i env a) as [d|k|u|]; try exact HD. apply known_operand in Ha. simpl. apply HF; tauto.
Qed.

Lemma firstn_nth_error : forall (A : Type) (l : list A) k j x,
  nth_error (firstn k l) j = Some x -> nth_error l j = Some x.
Proof.
  intros A l. induction l as [|h t IH]; intros [|k] [|j] x H; simpl in *; try discriminate; auto.
  eapply IH, H.
Qed.

Variables (state : Type) (advance : state -> instruction -> state) (holds : list nat -> state -> Prop).
Hypothesis advance_ok : forall i ids s instr, instruction_ok ids i instr -> holds ids s ->
  holds (i :: ids) (advance s instr).

Lemma compile_from_invariant : forall body i env ids s root, env_ok ids env i -> holds ids s ->
  (forall j b n, nth_error body j = Some (b, n) -> nth_error nodes (i + j) = Some n) ->
  nth_error nodes (i + length body) = Some root ->
  exists ids', holds ((i + length body)%nat :: ids')
    (fold_left advance (compile_from i env body root) s).
Proof.
  induction body as [|(m, n) body IH]; intros i env ids s root HE HK HB HR; simpl in *.
  - rewrite Nat.add_0_r in *. exists ids. apply advance_ok; [apply make_ok; assumption|exact HK].
  - assert (EN : nth_error nodes i = Some n).
    { specialize (HB 0%nat m n eq_refl). rewrite Nat.add_0_r in HB. exact HB. }
    assert (HB' : forall j b n0, nth_error body j = Some (b, n0) -> nth_error nodes (S i + j) = Some n0).
    { intros j b n0 Hj. specialize (HB (S j) b n0 Hj). rewrite <- HB. f_equal. lia. }
    rewrite Nat.add_succ_r in *. change (S (i + length body)) with (S i + length body)%nat in *.
    pose proof (make_ok ids env i n HE EN) as HM.
    assert (HP : forall instr, instruction_ok ids i instr -> exists ids', holds ((S i + length body)%nat :: ids')
      (fold_left advance (instr :: compile_from (S i) (Computed :: env) body root) s)).
    { intros instr HI. apply (IH (S i) (Computed :: env) (i :: ids)); auto. apply Env_computed, HE. }
    destruct m; [|apply (IH (S i) _ ids); auto; apply Env_absent, HE].
    destruct (make i env n) as [[d|k|c|]|op p q|p e|op p]; try (apply HP; exact HM).
    + apply (IH (S i) _ ids); auto. apply Env_variable; assumption.
    + apply (IH (S i) _ ids); auto. apply Env_constant; assumption.
Qed.

Theorem compile_invariant : forall root n, nth_error nodes root = Some n -> forall s, holds [] s ->
  exists ids, holds (root :: ids) (fold_left advance (compile nodes root) s).
Proof.
  intros root n E s H0. unfold compile. rewrite E.
  assert (HL : length (firstn root nodes) = root).
  { apply firstn_length_le. assert (root < length nodes)%nat by (apply nth_error_Some; congruence). lia. }
  assert (HB : forall body, map snd body = firstn root nodes ->
    exists ids, holds (root :: ids) (fold_left advance (compile_from 0 [] body n) s)).
  { intros body HM. assert (HL' : length body = root) by (rewrite <- HL, <- HM, map_length; reflexivity).
    destruct (compile_from_invariant body 0 [] [] s n) as (ids & H); auto.
    - apply Env_none.
    - intros j b n' Hj. simpl. apply (firstn_nth_error _ nodes root).
      rewrite <- HM. rewrite nth_error_map, Hj. reflexivity.
    - simpl. rewrite HL'. exact E.
    - exists ids. simpl in H. rewrite HL' in H. exact H. }
  cbv zeta. set (marked := mark_down _ _ _ _). destruct (Nat.eqb (length marked) _) eqn:EL.
  - apply HB. apply Nat.eqb_eq in EL. clear - EL. revert EL. generalize (firstn root nodes).
    induction marked as [|a m IH]; intros [|b l] EL; simpl in *; try discriminate; [reflexivity|].
    f_equal. apply IH. lia.
  - apply HB. rewrite map_map. apply map_id.
Qed.
End Invariant.

Variable V : Type.
Variables (coords : list V) (known : K -> V) (nothing : V).
Variables (do1 : unary -> V -> V) (do_power : Z -> V -> V) (do2 : binary -> V -> V -> V).

Definition fetch (stack : list V) (a : place) : V :=
  match a with
  | Stacked d => nth d stack nothing
  | Coord k => nth k coords nothing
  | Known c => known c
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
Variables (nodes : list node) (means : K -> nat -> Prop).
Variables (val : nat -> W) (undefined : W).

Definition operand_value (i a : nat) : W := if Nat.ltb a i then val a else undefined.

Hypothesis nothing_ok : forall w, rel nothing w.
Hypothesis known_ok : forall c i, means c i -> rel (known c) (val i).
Hypothesis coordinate_ok : forall i k, nth_error nodes i = Some (Coordinate k) -> rel (nth k coords nothing) (val i).

Definition stack_ok (ids : list nat) (stack : list V) : Prop :=
  Forall2 (fun i v => rel v (val i)) ids stack.

Lemma stack_nth : forall ids stack d a, stack_ok ids stack -> nth_error ids d = Some a -> rel (nth d stack nothing) (val a).
Proof.
  intros ids stack d a H. revert d. induction H as [|i v ids stack Hv H IH]; intros [|d] E; simpl in *; try discriminate; auto.
  injection E as ->. exact Hv.
Qed.

Lemma fetch_ok : forall ids stack a p, stack_ok ids stack -> place_ok nodes means ids a p -> rel (fetch stack p) (val a).
Proof.
  intros ids stack a p HS HP. destruct p; simpl in *; auto. apply stack_nth with ids; assumption.
Qed.

Lemma operand_fetch_ok : forall ids stack i a p, stack_ok ids stack -> operand_ok nodes means ids i a p ->
  rel (fetch stack p) (operand_value i a).
Proof.
  intros ids stack i a p HS HP. unfold operand_ok, operand_value in *. destruct (Nat.ltb a i).
  - apply fetch_ok with ids; assumption.
  - subst p. apply nothing_ok.
Qed.

Hypothesis constant_ok : forall i n, nth_error nodes i = Some n ->
  match n with Number _ _ | Argument _ | Pi => means (constant n) i | _ => True end.
Hypothesis fold_ok : forall i n, nth_error nodes i = Some n ->
  match n with
  | Binary op a b => (a < i)%nat -> (b < i)%nat -> forall u v, means u a -> means v b -> means (fold2 op u v) i
  | Power a n => (a < i)%nat -> forall u, means u a -> means (fold_power n u) i
  | Unary op a => (a < i)%nat -> forall u, means u a -> means (fold1 op u) i
  | _ => True
  end.
Hypothesis operation_ok : forall i n, nth_error nodes i = Some n ->
  match n with
  | Binary op a b => forall u v, rel u (operand_value i a) -> rel v (operand_value i b) ->
      rel (do2 op u v) (val i)
  | Power a n => forall u, rel u (operand_value i a) -> rel (do_power n u) (val i)
  | Unary op a => forall u, rel u (operand_value i a) -> rel (do1 op u) (val i)
  | _ => True
  end.

Theorem compile_ok : forall root, rel (run (compile nodes root)) (val root).
Proof.
  intros root. destruct (nth_error nodes root) as [n|] eqn:E.
  - assert (H : exists ids, stack_ok (root :: ids) (fold_left push (compile nodes root) [])).
    { refine (compile_invariant nodes means constant_ok fold_ok (list V) push stack_ok _ root n E [] _); [|constructor].
      intros i ids stack instr HI HK. constructor; [|exact HK].
      destruct instr as [p|op p q|p e|op p]; simpl in *.
      - apply fetch_ok with ids; assumption.
      - destruct HI as (a & b & EN & Ha & Hb). apply (operation_ok i _ EN); apply operand_fetch_ok with ids; assumption.
      - destruct HI as (a & EN & Ha). apply (operation_ok i _ EN); apply operand_fetch_ok with ids; assumption.
      - destruct HI as (a & EN & Ha). apply (operation_ok i _ EN); apply operand_fetch_ok with ids; assumption. }
    destruct H as (ids & H). unfold run. inversion H; subst. assumption.
  - unfold compile. rewrite E. apply nothing_ok.
Qed.
End Correct.
End Machine.

Lemma fetch_map : forall K A B (f : A -> B) coords known nothing stack (a : place K),
  f (fetch K A coords known nothing stack a) =
  fetch K B (map f coords) (fun c => f (known c)) (f nothing) (map f stack) a.
Proof. intros. destruct a; simpl; auto; symmetry; apply map_nth. Qed.

Arguments Stacked {K}. Arguments Coord {K}. Arguments Known {K}.
Arguments Nowhere {K}. Arguments Load {K}. Arguments Do2 {K}.
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

(* SPDX-License-Identifier: MIT *)
(* Templates of certificates as formulas: for graphs of sums, products, powers and quotients with
   divisors that are not 0, the value of a node is the obvious real number. *)
From Coq Require Import Reals ZArith List Lra Lia.
From Abcert.Replay Require Import Expression Clause.
From Abcert.Theory Require Import Condition Reduction Meaning.
Import ListNotations.
Local Open Scope R_scope.

Definition plain_binary (op : binary) (u v : R) : R :=
  match op with
  | Add => u + v | Sub => u - v | Mul => u * v | Div => u / v | Min => Rmin u v | Max => Rmax u v
  end.
Definition plain_value (x p values : list R) (n : node) : R :=
  match n with
  | Number a b => IZR a / IZR (Zpos b)
  | Coordinate k => nth k x 0
  | Argument j => nth j p 0
  | Binary op a b => plain_binary op (nth a values 0) (nth b values 0)
  | Power a (Zpos e) => nth a values 0 ^ Pos.to_nat e
  | Unary Neg a => - nth a values 0
  | _ => 0
  end.
(* No other operations, and operands that are there. *)
Definition plain_node (dimension parameters count : nat) (n : node) : bool :=
  match n with
  | Number _ _ => true
  | Coordinate k => Nat.ltb k dimension
  | Argument j => Nat.ltb j parameters
  | Binary _ a b => andb (Nat.ltb a count) (Nat.ltb b count)
  | Power a (Zpos _) => Nat.ltb a count
  | Unary Neg a => Nat.ltb a count
  | _ => false
  end.
Fixpoint plain_nodes (dimension parameters count : nat) (l : list node) : bool :=
  match l with
  | [] => true
  | n :: rest => andb (plain_node dimension parameters count n)
                      (plain_nodes dimension parameters (S count) rest)
  end.
(* The values, and that no divisor is 0. *)
Fixpoint plain_values (x p values : list R) (l : list node) : list R :=
  match l with
  | [] => values
  | n :: rest => plain_values x p (values ++ [plain_value x p values n]) rest
  end.
Fixpoint divisors (x p values : list R) (l : list node) : list R :=
  match l with
  | [] => []
  | n :: rest =>
      let tail := divisors x p (values ++ [plain_value x p values n]) rest in
      match n with Binary Div _ b => nth b values 0 :: tail | _ => tail end
  end.

Lemma operand_plain values a : (a < length values)%nat ->
  operand (map Some values) a = Some (nth a values 0).
Proof.
  intros H. unfold operand. rewrite (nth_indep _ None (Some 0)) by (rewrite map_length; exact H).
  apply map_nth.
Qed.

Lemma nth_error_plain (l : list R) k : (k < length l)%nat -> nth_error l k = Some (nth k l 0).
Proof. intros H. now apply nth_error_nth'. Qed.

Lemma plain_node_value x p values n :
  plain_node (length x) (length p) (length values) n = true ->
  (forall op a b, n = Binary op a b -> op = Div -> nth b values 0 <> 0) ->
  node_value x p (map Some values) n = Some (plain_value x p values n).
Proof.
  intros Ok Dv. destruct n as [a b|k|j| |op a b|a e|op a]; simpl in Ok; try discriminate.
  - reflexivity.
  - apply Nat.ltb_lt in Ok. now apply nth_error_plain.
  - apply Nat.ltb_lt in Ok. now apply nth_error_plain.
  - apply andb_prop in Ok as [A B]. apply Nat.ltb_lt in A, B.
    unfold node_value, plain_value. rewrite !operand_plain by assumption. unfold bind2, apply2.
    destruct op; try reflexivity. simpl.
    destruct (Req_EM_T (nth b values 0) 0) as [E|_]; [|reflexivity].
    exfalso. now apply (Dv Div a b).
  - destruct e as [|e|e]; try discriminate. apply Nat.ltb_lt in Ok.
    unfold node_value, plain_value. now rewrite operand_plain.
  - destruct op; try discriminate. apply Nat.ltb_lt in Ok.
    unfold node_value, plain_value. now rewrite operand_plain.
Qed.

Lemma plain_values_from x p l : forall values,
  plain_nodes (length x) (length p) (length values) l = true ->
  Forall (fun v => v <> 0) (divisors x p values l) ->
  values_from x p (map Some values) l = map Some (plain_values x p values l).
Proof.
  induction l as [|n l IH]; intros values Ok Dv; [reflexivity|].
  simpl in Ok. apply andb_prop in Ok as [A B]. cbn [values_from plain_values].
  assert (Forall (fun v => v <> 0) (divisors x p (values ++ [plain_value x p values n]) l)) as Dt.
  { cbn [divisors] in Dv. destruct n as [| | | |[] ? ?| |]; try exact Dv. now inversion Dv. }
  rewrite plain_node_value; [|exact A|].
  - rewrite <- (IH (values ++ [plain_value x p values n])); [|now rewrite app_length, Nat.add_comm|exact Dt].
    now rewrite map_app.
  - intros op a b -> ->. cbn [divisors] in Dv. now inversion Dv.
Qed.

Definition plain_literal (values : list R) (l : literal) : Prop :=
  relation_holds (kind l) (nth (root l) values 0).

Theorem plain_literals x p l lits :
  plain_nodes (length x) (length p) 0 l = true ->
  forallb (fun q => Nat.ltb (root q) (length l)) lits = true ->
  Forall (fun v => v <> 0) (divisors x p [] l) ->
  Exists (literal_holds l x p) lits -> Exists (plain_literal (plain_values x p [] l)) lits.
Proof.
  intros Ok Roots Dv H. assert (E := plain_values_from x p l [] Ok Dv). simpl in E.
  assert (forall l values, length (plain_values x p values l) = (length values + length l)%nat) as Len.
  { clear. induction l as [|n l IH]; intros values; simpl; [lia|]. rewrite IH, app_length. simpl. lia. }
  apply Exists_exists in H as (q & I & H). apply Exists_exists. exists q. split; [exact I|].
  rewrite forallb_forall in Roots. specialize (Roots q I). apply Nat.ltb_lt in Roots.
  unfold literal_holds, value in H. rewrite E, operand_plain in H; [exact H|].
  rewrite Len. exact Roots.
Qed.

(* Proves template_correct c alpha beta for the template of a certificate: the values are written out,
   and each literal is compared with that of the reduction. *)
Ltac template_correct :=
  let w := fresh "w" in let s := fresh "s" in let t := fresh "t" in let a := fresh "a" in
  let b := fresh "b" in let sigma := fresh "sigma" in let x := fresh "x" in
  let p0 := fresh "p_lo" in let p1 := fresh "p_hi" in let q0 := fresh "q_lo" in
  let q1 := fresh "q_hi" in let Ht := fresh "Ht" in let H := fresh "H" in
  intros w s t a b sigma x p0 p1 q0 q1 Ht H;
  match type of H with Exists (literal_holds (nodes ?c) _ _) (literals ?c) => unfold c in H end;
  cbv [nodes literals] in H;
  apply plain_literals in H;
    [|reflexivity|reflexivity
     |cbv [divisors plain_value plain_binary nth app]; repeat constructor; exact Ht];
  cbv [plain_values plain_value plain_binary nth app plain_literal root kind relation_holds] in H;
  rewrite !Exists_cons, Exists_nil in H; cbv [root kind] in H;
  change (Pos.to_nat 2) with 2%nat in H;
  unfold entry_clause, not_nearest, twice_T;
  repeat (destruct H as [H|H]; [
    first [left; match goal with |- 0 <= ?g => match type of H with 0 <= ?h =>
             replace g with h by (field; exact Ht); exact H end end
          |right; repeat (first [left; template_literal H Ht|right]); template_literal H Ht]|]);
  contradiction
with template_literal H Ht :=
  match goal with |- 0 < ?g => match type of H with 0 < ?h =>
    replace g with h by (field; exact Ht); exact H end end.

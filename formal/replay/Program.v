(* SPDX-License-Identifier: MIT *)
(* The programs of Machine.v over intervals: what does not depend on coordinates is computed when a
   program is made, once for each clause. *)

From Coq Require Import Reals ZArith List PeanoNat.
From Interval Require Import Interval.Interval.
From Abcert.Replay Require Import Expression Machine Vector.
Import ListNotations.
Open Scope R_scope.

Module Program (I : IntervalOps).
Include Vector I.

Section Precision.
Variable prec : I.precision.

(* params: ranges of the parameters. *)
Definition constant_range (params : list I.type) (n : node) : I.type :=
  match n with
  | Number n d => of_rational prec n d
  | Argument j => nth j params I.nai
  | Pi => I.pi prec
  | _ => I.nai
  end.

Definition program : Type := list (instruction I.type).
Definition program_of (params : list I.type) (nodes : list node) (root : nat) : program :=
  compile I.type (constant_range params) (range1 prec) (power_range prec) (range2 prec) nodes root.

Lemma constant_range_ok : forall params p nodes x, Forall2 (fun P r => encloses P (Some r)) params p ->
  forall i n, nth_error nodes i = Some n ->
  match n with Number _ _ | Argument _ | Pi => encloses (constant_range params n) (value nodes x p i) | _ => True end.
Proof.
  intros params p nodes x HP i n EN. pose proof (value_of_node x p nodes i n EN) as E.
  destruct n as [a b|k|j| |op a b|a e|op a]; auto; cbv zeta in E; rewrite E; simpl.
  - apply of_rational_encloses.
  - clear - HP. revert j. induction HP as [|P r Ps rs H HF IH]; intros [|j]; simpl; try apply nai_encloses; auto.
  - apply pi_encloses.
Qed.

Lemma fold_range_ok : forall p nodes x i n, nth_error nodes i = Some n ->
  let means c a := encloses c (value nodes x p a) in
  match n with
  | Binary op a b => (a < i)%nat -> (b < i)%nat -> forall u v, means u a -> means v b -> means (range2 prec op u v) i
  | Power a n => (a < i)%nat -> forall u, means u a -> means (power_range prec n u) i
  | Unary op a => (a < i)%nat -> forall u, means u a -> means (range1 prec op u) i
  | _ => True
  end.
Proof.
  intros p nodes x i n EN. pose proof (value_of_node x p nodes i n EN) as E. cbv zeta in *.
  destruct n as [a b|k|j| |op a b|a e|op a]; auto.
  - intros Ha Hb u v Hu Hv. rewrite E. apply Nat.ltb_lt in Ha, Hb. rewrite Ha, Hb. apply range2_correct; assumption.
  - intros Ha u Hu. rewrite E. apply Nat.ltb_lt in Ha. rewrite Ha. apply power_range_correct, Hu.
  - intros Ha u Hu. rewrite E. apply Nat.ltb_lt in Ha. rewrite Ha. apply range1_correct, Hu.
Qed.

End Precision.
End Program.

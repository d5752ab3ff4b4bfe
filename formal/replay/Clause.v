(* SPDX-License-Identifier: MIT *)
(* Clauses and what they say (docs/theory/clauses.md, section 1): the second file that a reader of a
   final statement has to read. *)

From Coq Require Import Reals ZArith List.
From Abcert.Replay Require Import Expression.
Import ListNotations.
Open Scope R_scope.

(* A rational number: numerator and denominator. *)
Definition rational : Set := (Z * positive)%type.
Definition rat (numerator : Z) (denominator : positive) : rational := (numerator, denominator).
Definition rational_value (q : rational) : R := IZR (fst q) / IZR (Zpos (snd q)).

Inductive relation : Set := Nonnegative | Positive | Nonzero.

(* node RELATION 0 *)
Record literal : Set := Literal { root : nat; kind : relation }.

Definition relation_holds (r : relation) (v : R) : Prop :=
  match r with
  | Nonnegative => 0 <= v
  | Positive => 0 < v
  | Nonzero => v <> 0
  end.

(* False where the expression is undefined. *)
Definition literal_holds (nodes : list node) (x p : list R) (l : literal) : Prop :=
  match value nodes x p (root l) with
  | Some v => relation_holds (kind l) v
  | None => False
  end.

(* What a parameter is bound to: a rational number, or a constant of the certificate. *)
Inductive binding : Set := Exactly (q : rational) | Named (c : nat).

Record template : Set := Template { nodes : list node; literals : list literal }.

(* The first coordinates of the template have their ranges in box, the others in chosen. *)
Record clause : Set := Clause {
  of_template : template;
  box : list (rational * rational);
  chosen : list (rational * rational);
  bindings : list binding
}.

Definition between (x : R) (ends : rational * rational) : Prop :=
  rational_value (fst ends) <= x <= rational_value (snd ends).

Definition bound_to (constants : list R) (b : binding) : R :=
  match b with
  | Exactly q => rational_value q
  | Named c => nth c constants 0
  end.

(* The clause at the given values of the constants: for each point of its box there are values of the
   chosen coordinates (mostly there are none of these) at which some literal holds. *)
Definition clause_holds (constants : list R) (c : clause) : Prop :=
  forall x, Forall2 between x (box c) -> exists y, Forall2 between y (chosen c) /\
  Exists (literal_holds (nodes (of_template c)) (x ++ y) (map (bound_to constants) (bindings c)))
    (literals (of_template c)).

(* A certificate's clauses: for all values of the constants in their enclosures. *)
Definition clauses_hold (enclosures : list (rational * rational)) (clauses : list clause) : Prop :=
  forall constants, Forall2 between constants enclosures -> Forall (clause_holds constants) clauses.

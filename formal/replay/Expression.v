(* SPDX-License-Identifier: MIT *)
(* Expressions and their values over the reals: what a reader of a final statement has to read.
   The operations and their domains are those of docs/theory/clauses.md, section 1. *)

From Coq Require Import Reals ZArith List.
Import ListNotations.
Open Scope R_scope.

(* A node names its operands by the numbers of earlier nodes, counted from 0. *)
Inductive unary : Set :=
  | Neg | Abs | Relu | Sqrt | Exp | Log | Log1p | Expm1 | Sin | Cos | Tan | Atan
  | Sinh | Cosh | Tanh | Logistic | Softplus | Asin | Acos.

Inductive binary : Set := Add | Sub | Mul | Div | Min | Max.

Inductive node : Set :=
  | Number (numerator : Z) (denominator : positive)
  | Coordinate (k : nat)
  | Argument (j : nat)
  | Pi
  | Binary (op : binary) (a b : nat)
  | Power (a : nat) (exponent : Z)
  | Unary (op : unary) (a : nat).

(* Values: None where the expression is undefined. *)
Definition power (n : Z) (u : R) : option R :=
  match n with
  | Z0 => Some 1
  | Zpos p => Some (u ^ Pos.to_nat p)
  | Zneg p => if Req_EM_T u 0 then None else Some (/ u ^ Pos.to_nat p)
  end.

Definition apply1 (op : unary) (u : R) : option R :=
  match op with
  | Neg => Some (- u)
  | Abs => Some (Rabs u)
  | Relu => Some (Rmax u 0)
  | Sqrt => if Rle_dec 0 u then Some (sqrt u) else None
  | Exp => Some (exp u)
  | Log => if Rlt_dec 0 u then Some (ln u) else None
  | Log1p => if Rlt_dec 0 (1 + u) then Some (ln (1 + u)) else None
  | Expm1 => Some (exp u - 1)
  | Sin => Some (sin u)
  | Cos => Some (cos u)
  | Tan => if Req_EM_T (cos u) 0 then None else Some (tan u)
  | Atan => Some (atan u)
  | Sinh => Some (sinh u)
  | Cosh => Some (cosh u)
  | Tanh => Some (tanh u)
  | Logistic => Some (/ (1 + exp (- u)))
  | Softplus => Some (ln (1 + exp u))
  | Asin => if Rle_dec (Rabs u) 1 then Some (asin u) else None
  | Acos => if Rle_dec (Rabs u) 1 then Some (acos u) else None
  end.

Definition apply2 (op : binary) (u v : R) : option R :=
  match op with
  | Add => Some (u + v)
  | Sub => Some (u - v)
  | Mul => Some (u * v)
  | Div => if Req_EM_T v 0 then None else Some (u / v)
  | Min => Some (Rmin u v)
  | Max => Some (Rmax u v)
  end.

Definition bind1 (f : R -> option R) (u : option R) : option R :=
  match u with Some x => f x | None => None end.

Definition bind2 (f : R -> R -> option R) (u v : option R) : option R :=
  match u, v with Some x, Some y => f x y | _, _ => None end.

Definition operand (l : list (option R)) (i : nat) : option R := nth i l None.

(* The value of one node; `values` are those of the nodes before it. *)
Definition node_value (x p : list R) (values : list (option R)) (n : node) : option R :=
  match n with
  | Number a b => Some (IZR a / IZR (Zpos b))
  | Coordinate k => nth_error x k
  | Argument j => nth_error p j
  | Pi => Some PI
  | Binary op a b => bind2 (apply2 op) (operand values a) (operand values b)
  | Power a n => bind1 (power n) (operand values a)
  | Unary op a => bind1 (apply1 op) (operand values a)
  end.

Fixpoint values_from (x p : list R) (values : list (option R)) (nodes : list node) : list (option R) :=
  match nodes with
  | [] => values
  | n :: rest => values_from x p (values ++ [node_value x p values n]) rest
  end.

(* The value of node i of the graph at the point x, with parameters p. *)
Definition value (nodes : list node) (x p : list R) (i : nat) : option R :=
  operand (values_from x p [] nodes) i.

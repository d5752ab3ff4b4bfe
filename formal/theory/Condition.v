(* SPDX-License-Identifier: MIT *)
(* The alpha-beta condition as its definition says it, and matrix factorisation. This is the file
   to read: all other files of this folder prove theorems about these definitions. *)
From Coq Require Import Reals List.
Import ListNotations.
Local Open Scope R_scope.

(* A vector of n numbers is a function of which the values at 0, ..., n - 1 matter. *)
Definition vec := nat -> R.
Fixpoint sum (n : nat) (u : vec) : R := match n with O => 0 | S k => sum k u + u k end.
Definition dot (n : nat) (u v : vec) : R := sum n (fun k => u k * v k).
Definition plus (u v : vec) : vec := fun k => u k + v k.
Definition minus (u v : vec) : vec := fun k => u k - v k.
Definition dist2 (n : nat) (u v : vec) : R := dot n (minus u v) (minus u v).

(* g is the (Frechet) gradient of f at x: f (x + h) = f x + <g, h> + o(|h|). *)
Definition gradient (n : nat) (f : vec -> R) (x g : vec) : Prop :=
  forall e, 0 < e -> exists r, 0 < r /\ forall h, dot n h h < r ->
    Rabs (f (plus x h) - f x - dot n g h) <= e * sqrt (dot n h h).
Definition infimum (f : vec -> R) (v : R) : Prop :=
  (forall x, v <= f x) /\ forall e, 0 < e -> exists x, f x < v + e.
Definition argmin (f : vec -> R) (x : vec) : Prop := forall y, f x <= f y.
(* y is a point of M nearest to x. *)
Definition projection (n : nat) (M : vec -> Prop) (x y : vec) : Prop :=
  M y /\ forall z, M z -> dist2 n x y <= dist2 n x z.

Section Condition.
Variable n : nat.                          (* how many parameters *)
Variable count : nat.                      (* how many losses f_i *)
Variable f : nat -> vec -> R.
Variable G : nat -> vec -> vec -> Prop.    (* G i x g: g is a (generalised) gradient of f_i at x *)
Variables alpha beta : R.
Variables D M : vec -> Prop.

Definition mean (x : vec) : R := sum count (fun i => f i x) / INR count.
Definition T (i : nat) (f_star : R) (g x y : vec) : R :=
  dot n g (minus x y) - alpha * (f i x - f i y) + beta * (f i x - f_star).
Definition holds_at (x y : vec) : Prop :=
  forall i, (i < count)%nat -> exists f_star, infimum (f i) f_star /\
    (exists g, G i x g) /\ forall g, G i x g -> 0 <= T i f_star g x y.
Definition AB_some_y : Prop :=
  0 < beta < alpha /\ forall x, D x -> exists y, projection n M x y /\ holds_at x y.
Definition AB_every_y : Prop :=
  0 < beta < alpha /\ forall x, D x ->
    (exists y, projection n M x y) /\ forall y, projection n M x y -> holds_at x y.
End Condition.

(* Matrix factorisation: x holds the columns w_0, .., w_(n-1) of W and s_0, .., s_(m-1) of S, k
   numbers each; loss number i m + j is (X_ij - w_i.s_j)^2/2. *)
Definition column (k q : nat) (x : vec) : vec := fun c => x (q * k + c)%nat.
Definition entry_loss (n k : nat) (X : nat -> nat -> R) (i j : nat) (x : vec) : R :=
  (X i j - dot k (column k i x) (column k (n + j) x)) ^ 2 / 2.
Definition factorization (n m k : nat) (X : nat -> nat -> R) (e : nat) : vec -> R :=
  entry_loss n k X (e / m) (e mod m).
Definition box (n : nat) (lo hi x : vec) : Prop := forall k, (k < n)%nat -> lo k <= x k <= hi k.

(* Vectors and matrices by their entries. *)
Definition vector (l : list R) : vec := fun k => nth k l 0.
Definition matrix (l : list (list R)) : nat -> nat -> R := fun i => vector (nth i l []).

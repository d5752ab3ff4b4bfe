(* SPDX-License-Identifier: MIT *)
(* The tube theorem for matrix factorisation, any n, m, k and any target Z: where the distance to
   M = {W'S = Z} is at most rho, the condition holds with (1 + rho^2/(2 eps_min))^2 <= alpha (2 - d). *)
From Coq Require Import Reals Lra Lia Arith.
From Abcert.Theory Require Import Condition Sums Compact Factorization.
Local Open Scope R_scope.

Section Tube.
Variables n m k : nat.
Variables X Z : nat -> nat -> R.

Notation size := ((n + m) * k)%nat.

Definition factorizes (x : vec) : Prop :=
  forall i j, (i < n)%nat -> (j < m)%nat -> dot k (column k i x) (column k (n + j) x) = Z i j.

Lemma factorizes_closed : closed size factorizes.
Proof.
  apply (closed_all size nat (fun i x => forall j, (i < n)%nat -> (j < m)%nat ->
    dot k (column k i x) (column k (n + j) x) = Z i j)). intros i.
  apply (closed_all size nat (fun j x => (i < n)%nat -> (j < m)%nat ->
    dot k (column k i x) (column k (n + j) x) = Z i j)). intros j.
  intros x Hx Hi Hj. revert x Hx.
  enough (closed size (fun x => dot k (column k i x) (column k (n + j) x) = Z i j)) as C.
  { intros x Hx. apply C. intros e He. destruct (Hx e He) as (y & Hy & N). exists y. auto. }
  apply closed_level.
  apply (continuous_sum size k (fun c x => column k i x c * column k (n + j) x c)). intros c Hc.
  apply (continuous_mult size (fun x => x (i * k + c)%nat) (fun x => x ((n + j) * k + c)%nat));
    apply continuous_coordinate; nia.
Qed.

Theorem tube alpha beta eps_min rho (D : vec -> Prop) :
  (0 < k)%nat -> 0 < beta < alpha -> alpha - beta < 2 ->
  0 < eps_min -> (forall i j, (i < n)%nat -> (j < m)%nat -> eps_min <= Rabs (X i j - Z i j)) ->
  (1 + rho ^ 2 / (2 * eps_min)) ^ 2 <= alpha * (2 - (alpha - beta)) ->
  (forall x, D x -> exists y, factorizes y /\ dist2 size x y <= rho ^ 2) ->
  AB_every_y size (n * m) (factorization n m k X) (smooth n m k X) alpha beta D factorizes.
Proof.
  intros Hk Hab Hd He Heps Hrho HD. split; [exact Hab|]. intros x Dx.
  destruct (HD x Dx) as (y0 & My0 & R0). split.
  - apply projection_exists; [exact factorizes_closed|now exists y0].
  - intros y [My Near]. apply holds_at_of_identity; [exact Hk|]. intros i j Hi Hj.
    apply (tube_pair n m k X alpha beta eps_min rho); try assumption.
    + split; [exact He|]. unfold residual. rewrite (My i j Hi Hj). now apply Heps.
    + specialize (Near y0 My0). lra.
Qed.
End Tube.

(* SPDX-License-Identifier: MIT *)
(* X = [[3/2, 1/2], [1/2, 1]]: its first singular triplet in closed form, so that the theorems about
   certificates for it (problems/matrix_factorization/) have no hypothesis left. *)
From Coq Require Import Reals QArith List Lra Lia ZArith Bool.
From Coq Require Qreals.
From Abcert.Replay Require Import Expression Clause.
From Abcert.Theory Require Import Condition Sums Factorization EckartYoung Reduction Meaning.
Import ListNotations.
Local Open Scope R_scope.

Definition two_X : list (list rational) :=
  [[(3%Z, 2%positive); (1%Z, 2%positive)]; [(1%Z, 2%positive); (1%Z, 1%positive)]].

(* sigma = (5 + sqrt 5)/4, a = b = sqrt((3 + sqrt 5)/4), sqrt(1/2) *)
Definition two_sigma : R := (5 + sqrt 5) / 4.
Definition two_a : vec := fun i => if Nat.eqb i 0 then (1 + sqrt 5) * sqrt 2 / 4 else sqrt 2 / 2.

Lemma two_matrix : matrix two_X 0 0 = 3 / 2 /\ matrix two_X 0 1 = 1 / 2 /\
  matrix two_X 1 0 = 1 / 2 /\ matrix two_X 1 1 = 1.
Proof. unfold matrix, vector, number, rational_value. simpl. repeat split; lra. Qed.

Theorem two_triplet : top_triplet 2 2 (matrix two_X) two_a two_a two_sigma.
Proof.
  destruct two_matrix as (X00 & X01 & X10 & X11).
  assert (sqrt 5 * sqrt 5 = 5) as S5 by (apply sqrt_sqrt; lra).
  assert (sqrt 2 * sqrt 2 = 2) as S2 by (apply sqrt_sqrt; lra).
  assert (0 <= sqrt 5) as P5 by apply sqrt_pos. assert (0 <= sqrt 2) as P2 by apply sqrt_pos.
  assert (0 < sqrt 5) as Q5 by (apply sqrt_lt_R0; lra). assert (sqrt 5 < 5) as U5 by nra.
  assert (dot 2 two_a two_a = two_sigma) as N.
  { unfold dot, sum, two_a, two_sigma. simpl.
    replace (0 + (1 + sqrt 5) * sqrt 2 / 4 * ((1 + sqrt 5) * sqrt 2 / 4) + sqrt 2 / 2 * (sqrt 2 / 2))
      with ((1 + sqrt 5) * (1 + sqrt 5) * (sqrt 2 * sqrt 2) / 16 + sqrt 2 * sqrt 2 / 4) by field.
    rewrite S2. lra. }
  unfold top_triplet. split; [unfold two_sigma; lra|]. split; [exact N|]. split; [exact N|].
  assert (forall A B C D, 3 / 2 = A -> 1 / 2 = B -> 1 / 2 = C -> 1 = D ->
    0 + A * ((1 + sqrt 5) * sqrt 2 / 4) + B * (sqrt 2 / 2) = two_sigma * ((1 + sqrt 5) * sqrt 2 / 4) /\
    0 + C * ((1 + sqrt 5) * sqrt 2 / 4) + D * (sqrt 2 / 2) = two_sigma * (sqrt 2 / 2)) as Eig.
  { intros A B C D <- <- <- <-. unfold two_sigma. split.
    - replace ((5 + sqrt 5) / 4 * ((1 + sqrt 5) * sqrt 2 / 4))
        with ((5 + 6 * sqrt 5 + sqrt 5 * sqrt 5) * sqrt 2 / 16) by field. rewrite S5. field.
    - field. }
  destruct (Eig _ _ _ _ (eq_sym X00) (eq_sym X01) (eq_sym X10) (eq_sym X11)) as [E0 E1].
  split; [|split].
  - intros i Hi. unfold dot, sum. destruct i as [|[|i]]; [| |lia]; unfold two_a; simpl; assumption.
  - intros j Hj. unfold dot, sum. destruct j as [|[|j]]; [| |lia]; unfold two_a; simpl.
    + rewrite X00, X10. rewrite X00, X01 in E0. exact E0.
    + rewrite X01, X11. rewrite X10, X11 in E1. exact E1.
  - exists ((5 - sqrt 5) / 4). split; [unfold two_sigma; lra|]. intros w v.
    (* the remainder is c u u' with u orthogonal to a, |u|^2 = sigma, c sigma = theta *)
    set (u0 := sqrt 2 / 2). set (u1 := (1 + sqrt 5) * sqrt 2 / 4). set (c := (3 - sqrt 5) / 2).
    set (pw := w 1%nat * u1 - w 0%nat * u0). set (pv := v 1%nat * u1 - v 0%nat * u0).
    assert (u0 * u0 = 1 / 2) as U0 by (unfold u0; nra).
    assert (u1 * u1 = (3 + sqrt 5) / 4) as U1.
    { unfold u1. replace ((1 + sqrt 5) * sqrt 2 / 4 * ((1 + sqrt 5) * sqrt 2 / 4))
        with ((1 + 2 * sqrt 5 + sqrt 5 * sqrt 5) * (sqrt 2 * sqrt 2) / 16) by field.
      rewrite S5, S2. field. }
    assert (u0 * u1 = (1 + sqrt 5) / 4) as U01.
    { unfold u0, u1. replace (sqrt 2 / 2 * ((1 + sqrt 5) * sqrt 2 / 4))
        with ((1 + sqrt 5) * (sqrt 2 * sqrt 2) / 8) by field. rewrite S2. field. }
    assert (sum 2 (fun i => sum 2 (fun j => w i * deflated (matrix two_X) two_a two_a i j * v j)) = c * (pw * pv)) as F.
    { unfold sum, deflated, two_a. simpl. fold u0 u1. rewrite X00, X01, X10, X11.
      replace (u1 * u0) with (u0 * u1) by ring. rewrite U0, U1, U01.
      replace (pw * pv) with (w 1%nat * v 1%nat * (u1 * u1) - w 1%nat * v 0%nat * (u0 * u1)
        - w 0%nat * v 1%nat * (u0 * u1) + w 0%nat * v 0%nat * (u0 * u0)) by (unfold pw, pv; ring).
      rewrite U0, U1, U01. unfold c.
      replace ((3 - sqrt 5) / 2 * (w 1%nat * v 1%nat * ((3 + sqrt 5) / 4) -
          w 1%nat * v 0%nat * ((1 + sqrt 5) / 4) - w 0%nat * v 1%nat * ((1 + sqrt 5) / 4) +
          w 0%nat * v 0%nat * (1 / 2)))
        with (w 1%nat * v 1%nat * ((9 - sqrt 5 * sqrt 5) / 8)
          - (w 1%nat * v 0%nat + w 0%nat * v 1%nat) * ((3 + 2 * sqrt 5 - sqrt 5 * sqrt 5) / 8)
          + w 0%nat * v 0%nat * ((3 - sqrt 5) / 4)) by field.
      rewrite S5. field. }
    rewrite F.
    assert (forall z, (z 1%nat * u1 - z 0%nat * u0) ^ 2 <= two_sigma * dot 2 z z) as Small.
    { intros z. assert (0 <= (z 0%nat * u1 + z 1%nat * u0) ^ 2) as Sq by apply pow2_ge_0.
      replace ((z 1%nat * u1 - z 0%nat * u0) ^ 2)
        with ((z 0%nat * z 0%nat + z 1%nat * z 1%nat) * (u0 * u0 + u1 * u1)
              - (z 0%nat * u1 + z 1%nat * u0) ^ 2) by ring.
      unfold dot, sum. rewrite U0, U1. unfold two_sigma.
      replace (1 / 2 + (3 + sqrt 5) / 4) with ((5 + sqrt 5) / 4) by field. lra. }
    assert (A := Small w). assert (B := Small v). fold pw in A. fold pv in B.
    assert (c * two_sigma = (5 - sqrt 5) / 4) as Ct.
    { unfold c, two_sigma. replace ((3 - sqrt 5) / 2 * ((5 + sqrt 5) / 4))
        with ((15 - 2 * sqrt 5 - sqrt 5 * sqrt 5) / 8) by field. rewrite S5. field. }
    rewrite <- Ct. rewrite !Rpow_mult_distr.
    replace (c ^ 2 * two_sigma ^ 2 * (dot 2 w w * dot 2 v v))
      with (c ^ 2 * ((two_sigma * dot 2 w w) * (two_sigma * dot 2 v v))) by ring.
    apply Rmult_le_compat_l; [apply pow2_ge_0|].
    apply Rmult_le_compat; try assumption; apply pow2_ge_0.
Qed.

(* --- the enclosures of a certificate hold the triplet: decided in rationals -------------------- *)

(* sqrt 5 and sqrt 2 to 200 bits *)
Definition root_of (n : Z) : Q * Q :=
  let r := Z.sqrt (n * 4 ^ 200) in (Qmake r (2 ^ 200), Qmake (r + 1) (2 ^ 200)).
Definition two_enclosed (e : list (rational * rational)) : bool :=
  let (s_lo, s_hi) := root_of 5 in let (r_lo, r_hi) := root_of 2 in
  let holds (v_lo v_hi : Q) (k : nat) :=
    Qle_bool (fst (enclosure e k)) v_lo && Qle_bool v_hi (snd (enclosure e k)) in
  Nat.eqb (length e) 5 && holds ((5 + s_lo) / 4)%Q ((5 + s_hi) / 4)%Q 0%nat &&
  holds ((1 + s_lo) * r_lo / 4)%Q ((1 + s_hi) * r_hi / 4)%Q 1%nat && holds (r_lo / 2)%Q (r_hi / 2)%Q 2%nat &&
  holds ((1 + s_lo) * r_lo / 4)%Q ((1 + s_hi) * r_hi / 4)%Q 3%nat && holds (r_lo / 2)%Q (r_hi / 2)%Q 4%nat.

Notation "'real' q" := (Rdefinitions.Q2R q) (at level 10).

Lemma root_bounds (n : Z) (l h : Q) : (0 <= n)%Z ->
  Qle_bool 0 l && Qle_bool 0 h && Qle_bool (l * l) (inject_Z n) && Qle_bool (inject_Z n) (h * h) = true ->
  0 <= real l <= sqrt (IZR n) /\ sqrt (IZR n) <= real h.
Proof.
  intros Hn H. rewrite !andb_true_iff in H. destruct H as [[[A B] C] D].
  apply q_le in A, B, C, D. rewrite Qreals.Q2R_mult in C, D. rewrite real_zero in A, B.
  assert (real (inject_Z n) = IZR n) as E by (unfold Rdefinitions.Q2R, inject_Z; simpl; field).
  rewrite E in C, D. repeat split; [exact A| |].
  - rewrite <- (sqrt_square (real l)) by exact A. now apply sqrt_le_1_alt.
  - rewrite <- (sqrt_square (real h)) by exact B. now apply sqrt_le_1_alt.
Qed.

Lemma real_integer (n : Z) : real (inject_Z n) = IZR n.
Proof. unfold Rdefinitions.Q2R, inject_Z. simpl. field. Qed.

Theorem two_in_enclosures e : two_enclosed e = true -> in_enclosures e 2 2 two_a two_a two_sigma.
Proof.
  unfold two_enclosed.
  assert (B5 := root_bounds 5 (fst (root_of 5)) (snd (root_of 5)) ltac:(lia) ltac:(vm_compute; reflexivity)).
  assert (B2 := root_bounds 2 (fst (root_of 2)) (snd (root_of 2)) ltac:(lia) ltac:(vm_compute; reflexivity)).
  destruct (root_of 5) as [s_lo s_hi], (root_of 2) as [r_lo r_hi]. cbn [fst snd] in *.
  destruct B5 as [[S0 S1] S2], B2 as [[R0 R1] R2].
  rewrite !andb_true_iff. intros [[[[[L [A1 A2]] [B1 B2]] [C1 C2]] [D1 D2]] [E1 E2]].
  apply Nat.eqb_eq in L.
  destruct e as [|e0 [|e1 [|e2 [|e3 [|e4 [|]]]]]]; try discriminate.
  unfold enclosure in *. cbn [nth] in *. unfold pair_Q in *. cbn [fst snd] in *.
  apply q_le in A1, A2, B1, B2, C1, C2, D1, D2, E1, E2.
  assert (forall q (k : Z), (~ inject_Z k == 0)%Q -> real (q / inject_Z k)%Q = real q / IZR k) as Quot.
  { intros q k Hk. unfold Qdiv. rewrite Qreals.Q2R_mult, Qreals.Q2R_inv by exact Hk.
    now rewrite real_integer. }
  assert (forall q, real (q / 4)%Q = real q / 4) as Q4 by (intros; apply (Quot q 4%Z); discriminate).
  assert (forall q, real (q / 2)%Q = real q / 2) as Q2 by (intros; apply (Quot q 2%Z); discriminate).
  assert (real 5%Q = 5) as I5 by (apply (real_integer 5)).
  assert (real 1%Q = 1) as I1 by (apply (real_integer 1)).
  rewrite ?Q4, ?Q2, ?Qreals.Q2R_mult, ?Qreals.Q2R_plus, ?I5, ?I1, ?real_to_Q in *.
  assert ((1 + real s_lo) * real r_lo <= (1 + sqrt 5) * sqrt 2) as M1 by (apply Rmult_le_compat; lra).
  assert ((1 + sqrt 5) * sqrt 2 <= (1 + real s_hi) * real r_hi) as M2
    by (apply Rmult_le_compat; try lra; assert (0 <= sqrt 2) by apply sqrt_pos; lra).
  unfold in_enclosures, constants, two_a, two_sigma. cbn [seq map app Nat.eqb].
  repeat apply Forall2_cons; try apply Forall2_nil; unfold between; lra.
Qed.

(* Certificates for this X over a domain that is its own mirror image: nothing is assumed about the
   real numbers, and the rest is decided by computing. *)
Theorem two_by_two alpha beta e c l lows highs :
  0 < beta < alpha -> template_correct c alpha beta -> clauses_hold e l ->
  l = side_clauses c 2 2 two_X (side_of 2 2 lows highs l) ->
  two_enclosed e && side_ok e 2 2 (side_of 2 2 lows highs l) &&
    forallb (fun k => Qeq_bool (to_Q (number lows k)) (- to_Q (number highs k))) (seq 0 4) = true ->
  AB_every_y 4 4 (factorization 2 2 1 (matrix two_X))
    (fun e => gradient 4 (factorization 2 2 1 (matrix two_X) e)) alpha beta
    (box 4 (vector lows) (vector highs)) (argmin (mean 4 (factorization 2 2 1 (matrix two_X)))).
Proof.
  intros Hab Hc Hold Same Ok. rewrite !andb_true_iff in Ok. destruct Ok as [[En Ok] Sym].
  set (s := side_of 2 2 lows highs l) in *. rewrite Same in Hold.
  exact (symmetric_certificate 2 2 two_X two_a two_a two_sigma alpha beta e c s Hab Hc Hold Ok Sym
           two_triplet (two_in_enclosures e En)).
Qed.

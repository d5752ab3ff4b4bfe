(* SPDX-License-Identifier: MIT *)
(* Positive semidefinite quadratic forms with rational coefficients, decided by elimination. *)
From Coq Require Import Reals QArith List Lra Lia Bool.
From Coq Require Qreals.
From Abcert.Theory Require Import Rationals.
Import ListNotations.
Local Open Scope R_scope.

(* sum l_k x_k; what is missing at the end of a list counts as 0. *)
Fixpoint linear (l : list Q) (x : list R) : R :=
  match l, x with
  | c :: l', y :: x' => real c * y + linear l' x'
  | _, _ => 0
  end.

(* A form by its upper triangle: the first row has the coefficients p_00, p_01, .. of
   p_00 x_0^2 + 2 x_0 (p_01 x_1 + ..), the others belong to x_1, x_2, .. *)
Fixpoint form_value (rows : list (list Q)) (x : list R) : R :=
  match rows, x with
  | row :: rest, y :: x' =>
      match row with c :: l => real c * y ^ 2 + 2 * y * linear l x' | [] => 0 end + form_value rest x'
  | _, _ => 0
  end.

(* row + k l *)
Fixpoint add_multiple (k : Q) (row l : list Q) : list Q :=
  match row, l with
  | _, [] => row
  | [], d :: l' => Qred (k * d) :: add_multiple k [] l'
  | c :: row', d :: l' => Qred (c + k * d) :: add_multiple k row' l'
  end.

(* The form plus k (sum l_j x_j)^2. *)
Fixpoint add_square (k : Q) (rows : list (list Q)) (l : list Q) : list (list Q) :=
  match l with
  | [] => rows
  | d :: l' =>
      match rows with
      | [] => add_multiple (k * d) [] l :: add_square k [] l'
      | row :: rest => add_multiple (k * d) row l :: add_square k rest l'
      end
  end.

Lemma linear_add_multiple k row l : forall x,
  linear (add_multiple k row l) x = linear row x + real k * linear l x.
Proof.
  revert row. induction l as [|d l IH]; intros row x.
  - destruct row; simpl; destruct x; ring.
  - destruct row as [|c row], x as [|y x]; cbn [add_multiple linear]; try ring;
      rewrite real_red, ?Qreals.Q2R_plus, Qreals.Q2R_mult, IH; cbn [linear]; ring.
Qed.

Lemma form_add_square k l : forall rows x,
  form_value (add_square k rows l) x = form_value rows x + real k * linear l x ^ 2.
Proof.
  induction l as [|d l IH]; intros rows x.
  - simpl. destruct rows, x; simpl; ring.
  - destruct rows as [|row rest], x as [|y x]; cbn [add_square form_value linear]; try (simpl; ring);
      rewrite IH; cbn [form_value].
    + cbn [add_multiple]. rewrite real_red, !Qreals.Q2R_mult, linear_add_multiple.
      rewrite Qreals.Q2R_mult. simpl. ring.
    + destruct row as [|c row]; cbn [add_multiple];
        rewrite real_red, ?Qreals.Q2R_plus, !Qreals.Q2R_mult, linear_add_multiple, Qreals.Q2R_mult;
        simpl; ring.
Qed.

Fixpoint semidefinite (fuel : nat) (rows : list (list Q)) : bool :=
  match rows, fuel with
  | [], _ => true
  | (c :: l) :: rest, S fuel' => positive c && semidefinite fuel' (add_square (- / c) rest l)
  | _, _ => false
  end.

Theorem semidefinite_form fuel : forall rows x, semidefinite fuel rows = true -> 0 <= form_value rows x.
Proof.
  induction fuel as [|fuel IH]; intros rows x H.
  - destruct rows as [|[|] ]; simpl in H; try discriminate. simpl. lra.
  - destruct rows as [|[|c l] rest]; simpl in H; try discriminate; [simpl; lra|].
    apply andb_prop in H as [P H]. destruct x as [|y x]; [simpl; lra|].
    specialize (IH _ x H). rewrite form_add_square in IH. apply positive_bound in P.
    assert (~ c == 0)%Q as Nz by (intros E; apply Qreals.Qeq_eqR in E; rewrite real_zero in E; lra).
    rewrite Qreals.Q2R_opp, Qreals.Q2R_inv in IH by exact Nz.
    cbn [form_value]. set (L := linear l x) in *. set (v := real c) in *.
    assert (0 <= v * (y + L * / v) ^ 2) as Sq by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
    replace (v * (y + L * / v) ^ 2) with (v * y ^ 2 + 2 * y * L + / v * L ^ 2) in Sq by (field; lra).
    lra.
Qed.

(* t (x_0^2 + .. + x_(m-1)^2) *)
Definition diagonal (m : nat) (t : Q) : list (list Q) := repeat [t] m.

Lemma form_diagonal m t : forall x, length x = m ->
  form_value (diagonal m t) x = real t * fold_right (fun y s => y ^ 2 + s) 0 x.
Proof.
  induction m as [|m IH]; intros [|y x] H; try discriminate; [simpl; ring|].
  injection H as H. cbn [diagonal repeat form_value]. fold (diagonal m t). rewrite IH by exact H.
  simpl. ring.
Qed.

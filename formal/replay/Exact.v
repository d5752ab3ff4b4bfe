(* SPDX-License-Identifier: MIT *)
(* Exact cells and exact values: docs/theory/rules.md, sections 1 and 5. *)

From Coq Require Import Reals ZArith QArith Qreals List Lra Lia Bool.
From Abcert.Replay Require Import Expression Clause Machine Rules.
Import ListNotations.
Open Scope R_scope.

(* One coordinate of a cell: from n1/den to n2/den. *)
Record exact : Set := Ends { n1 : Z; n2 : Z; den : positive }.

Definition ends_of (e : exact) : R * R :=
  (IZR (n1 e) / IZR (Zpos (den e)), IZR (n2 e) / IZR (Zpos (den e))).

Definition exact_of (b : rational * rational) : exact :=
  let '((p, q), (r, s)) := b in Ends (p * Zpos s) (r * Zpos q) (q * s).

Definition exact_low_half (e : exact) : exact := Ends (2 * n1 e) (n1 e + n2 e) (xO (den e)).
Definition exact_high_half (e : exact) : exact := Ends (n1 e + n2 e) (2 * n2 e) (xO (den e)).
Definition exact_low_face (e : exact) : exact := Ends (n1 e) (n1 e) (den e).
Definition exact_high_face (e : exact) : exact := Ends (n2 e) (n2 e) (den e).

(* The point a part i/2^d of the way up. *)
Definition exact_point (i : Z) (d : positive) (e : exact) : exact :=
  let n := (n1 e * (2 ^ Zpos d - i) + n2 e * i)%Z in Ends n n (den e * 2 ^ d).

Lemma den_positive : forall d, 0 < IZR (Zpos d).
Proof. intros d. apply IZR_lt. lia. Qed.

Lemma exact_of_ok : forall b, ends_of (exact_of b) = (rational_value (fst b), rational_value (snd b)).
Proof.
  intros [[p q] [r s]]. unfold ends_of, rational_value. simpl. rewrite Pos2Z.inj_mul, !mult_IZR.
  pose proof (den_positive q). pose proof (den_positive s).
  f_equal; field; split; lra.
Qed.

Lemma exact_low_half_ok : forall e,
  ends_of (exact_low_half e) = (fst (ends_of e), (fst (ends_of e) + snd (ends_of e)) / 2).
Proof.
  intros e. unfold ends_of, exact_low_half. cbn [n1 n2 den fst snd].
  change (Zpos (xO (den e))) with (2 * Zpos (den e))%Z. rewrite ?plus_IZR, !mult_IZR.
  pose proof (den_positive (den e)). f_equal; field; lra.
Qed.

Lemma exact_high_half_ok : forall e,
  ends_of (exact_high_half e) = ((fst (ends_of e) + snd (ends_of e)) / 2, snd (ends_of e)).
Proof.
  intros e. unfold ends_of, exact_high_half. cbn [n1 n2 den fst snd].
  change (Zpos (xO (den e))) with (2 * Zpos (den e))%Z. rewrite ?plus_IZR, !mult_IZR.
  pose proof (den_positive (den e)). f_equal; field; lra.
Qed.

Lemma exact_point_ok : forall i d e, (0 <= i <= 2 ^ Zpos d)%Z -> fst (ends_of e) <= snd (ends_of e) ->
  exists r, ends_of (exact_point i d e) = (r, r) /\ fst (ends_of e) <= r <= snd (ends_of e).
Proof.
  intros i d e Hi He. pose proof (den_positive (den e)) as HD. unfold ends_of, exact_point in *. cbn [n1 n2 den fst snd] in *.
  rewrite Pos2Z.inj_mul, Pos2Z.inj_pow, plus_IZR, !mult_IZR, minus_IZR.
  assert (HP : 0 < IZR (2 ^ Zpos d)) by (apply IZR_lt, Z.pow_pos_nonneg; lia).
  assert (0 <= IZR i) by (apply IZR_le; lia). assert (IZR i <= IZR (2 ^ Zpos d)) by (apply IZR_le; lia).
  set (P := IZR (2 ^ Zpos d)) in *. set (D := IZR (Zpos (den e))) in *. set (a := IZR (n1 e)) in *. set (b := IZR (n2 e)) in *.
  assert (E : (a * (P - IZR i) + b * IZR i) / (D * P) = a / D + (b / D - a / D) * (IZR i / P)) by (field; lra).
  rewrite E. exists (a / D + (b / D - a / D) * (IZR i / P)). split; [reflexivity|].
  assert (0 <= IZR i / P) by (apply Rmult_le_pos; [assumption|left; apply Rinv_0_lt_compat; assumption]).
  assert (IZR i / P <= 1).
  { apply (Rmult_le_reg_r P); [assumption|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  nra.
Qed.

Local Arguments Qred : simpl never.
Local Arguments Q2R : simpl never.
Local Arguments Qle_bool : simpl never.
Local Arguments Qeq_bool : simpl never.
Local Arguments Qplus : simpl never.
Local Arguments Qmult : simpl never.
Local Arguments Qinv : simpl never.
Local Arguments Qopp : simpl never.
Local Arguments Qminus : simpl never.
Local Arguments Qdiv : simpl never.

(* Exact evaluation: None says nothing. Long numbers are given up, so that none takes more than moments. *)
Definition bits (q : Q) : Z := Z.log2 (Z.abs (Qnum q)) + Zpos (Pos.size (Qden q)).
Definition bits_max : Z := 8192.
Definition reduced (q : Q) : option Q := if Z.leb (bits q) bits_max then Some (Qred q) else None.

Fixpoint power_nat (q : Q) (k : nat) : Q :=
  match k with O => 1%Q | S k' => Qred (q * power_nat q k') end.

Definition exact_power (n : Z) (q : Q) : option Q :=
  if Z.leb (Z.abs n * bits q) bits_max then
    match n with
    | Z0 => Some 1%Q
    | Zpos p => Some (power_nat q (Pos.to_nat p))
    | Zneg p => if Qeq_bool q 0 then None else Some (Qinv (power_nat q (Pos.to_nat p)))
    end
  else None.

Definition exact1 (op : unary) (q : Q) : option Q :=
  match op with
  | Neg => Some (Qopp q)
  | Abs => Some (if Qle_bool 0 q then q else Qopp q)
  | Relu => Some (if Qle_bool q 0 then 0%Q else q)
  | _ => None
  end.

Definition exact2 (op : binary) (a b : Q) : option Q :=
  match op with
  | Add => reduced (a + b)
  | Sub => reduced (a - b)
  | Mul => reduced (a * b)
  | Div => if Qeq_bool b 0 then None else reduced (a / b)
  | Min => Some (if Qle_bool a b then a else b)
  | Max => Some (if Qle_bool a b then b else a)
  end.

Definition known (l : list (option Q)) (i : nat) : option Q := nth i l None.

Definition exact_node (x p : list (option Q)) (values : list (option Q)) (n : node) : option Q :=
  match n with
  | Number a b => reduced (Qmake a b)
  | Coordinate k => known x k
  | Argument j => known p j
  | Pi => None
  | Binary op a b =>
      match known values a, known values b with Some u, Some v => exact2 op u v | _, _ => None end
  | Power a n => match known values a with Some u => exact_power n u | None => None end
  | Unary op a => match known values a with Some u => exact1 op u | None => None end
  end.

Fixpoint exact_values (x p values : list (option Q)) (nodes : list node) : list (option Q) :=
  match nodes with
  | [] => values
  | n :: rest => exact_values x p (values ++ [exact_node x p values n]) rest
  end.

Definition exact_settles (a : aim) (q : Q) : bool :=
  match a with
  | AtLeast => Qle_bool 0 q
  | Above => negb (Qle_bool q 0)
  | Off => negb (Qeq_bool q 0)
  | Below => negb (Qle_bool 0 q)
  end.

Definition point_of (e : exact) : option Q :=
  if Z.eqb (n1 e) (n2 e) then Some (Qred (Qmake (n1 e) (den e))) else None.

Definition exact_rule (nodes : list node) (root : nat) (params : list (option Q)) (cell : list exact)
    (a : aim) : bool :=
  match known (exact_values (map point_of cell) params [] (firstn (S root) nodes)) root with
  | Some q => exact_settles a q
  | None => false
  end.

Definition agrees (q : option Q) (v : option R) : Prop :=
  match q with Some r => v = Some (Q2R r) | None => True end.

Lemma Q2R_red : forall q, Q2R (Qred q) = Q2R q.
Proof. intros q. apply Qeq_eqR, Qred_correct. Qed.

Lemma reduced_ok : forall q r, Q2R q = r -> agrees (reduced q) (Some r).
Proof. intros q r <-. unfold reduced. destruct (Z.leb _ _); simpl; [|exact I]. rewrite Q2R_red. reflexivity. Qed.

Lemma Q2R_make : forall a b, Q2R (Qmake a b) = IZR a / IZR (Zpos b).
Proof. reflexivity. Qed.

Lemma Q2R_0 : Q2R 0 = 0.
Proof. unfold Q2R. simpl. lra. Qed.

Lemma Q2R_1 : Q2R 1 = 1.
Proof. unfold Q2R. simpl. lra. Qed.

Lemma le_true : forall a b, Qle_bool a b = true -> Q2R a <= Q2R b.
Proof. intros a b H. apply Qle_Rle, Qle_bool_iff, H. Qed.

Lemma le_false : forall a b, Qle_bool a b = false -> Q2R b < Q2R a.
Proof.
  intros a b H. apply Qlt_Rlt, Qnot_le_lt. intros HL. apply Qle_bool_iff in HL. congruence.
Qed.

Lemma eq_false : forall a, Qeq_bool a 0 = false -> Q2R a <> 0.
Proof.
  intros a H E. rewrite <- Q2R_0 in E. apply eqR_Qeq in E. apply Qeq_bool_neq in H. contradiction.
Qed.

Lemma power_nat_ok : forall q k, Q2R (power_nat q k) = Q2R q ^ k.
Proof.
  intros q k. induction k as [|k IH]; simpl; [apply Q2R_1|]. rewrite Q2R_red, Q2R_mult, IH. reflexivity.
Qed.

Lemma exact_power_ok : forall n q, agrees (exact_power n q) (power n (Q2R q)).
Proof.
  intros n q. unfold exact_power. destruct (Z.leb _ _); [|exact I]. destruct n as [|p|p]; simpl.
  - rewrite Q2R_1. reflexivity.
  - rewrite power_nat_ok. reflexivity.
  - destruct (Qeq_bool q 0) eqn:E; simpl; [exact I|]. pose proof (eq_false q E) as HN.
    destruct (Req_EM_T (Q2R q) 0); [contradiction|]. rewrite Q2R_inv, power_nat_ok; [reflexivity|].
    intros HZ. apply Qeq_eqR in HZ. rewrite power_nat_ok, Q2R_0 in HZ.
    exact (pow_nonzero _ _ HN HZ).
Qed.

Lemma exact1_ok : forall op q, agrees (exact1 op q) (apply1 op (Q2R q)).
Proof.
  intros op q. destruct op; simpl; try exact I.
  - rewrite Q2R_opp. reflexivity.
  - f_equal. destruct (Qle_bool 0 q) eqn:E.
    + apply le_true in E. rewrite Q2R_0 in E. apply Rabs_right. lra.
    + apply le_false in E. rewrite Q2R_0 in E. rewrite Q2R_opp. apply Rabs_left. lra.
  - f_equal. destruct (Qle_bool q 0) eqn:E.
    + apply le_true in E. rewrite Q2R_0 in *. apply Rmax_right. lra.
    + apply le_false in E. rewrite Q2R_0 in E. apply Rmax_left. lra.
Qed.

Lemma exact2_ok : forall op a b, agrees (exact2 op a b) (apply2 op (Q2R a) (Q2R b)).
Proof.
  intros op a b. destruct op; cbn [exact2 apply2].
  - apply reduced_ok, Q2R_plus.
  - apply reduced_ok, Q2R_minus.
  - apply reduced_ok, Q2R_mult.
  - destruct (Qeq_bool b 0) eqn:E; [exact I|]. pose proof (eq_false b E) as HN.
    destruct (Req_EM_T (Q2R b) 0); [contradiction|]. apply reduced_ok, Q2R_div.
    intros HZ. apply Qeq_eqR in HZ. rewrite Q2R_0 in HZ. contradiction.
  - cbn [agrees]. f_equal. destruct (Qle_bool a b) eqn:E; [apply le_true in E|apply le_false in E];
      [apply Rmin_left|apply Rmin_right]; lra.
  - cbn [agrees]. f_equal. destruct (Qle_bool a b) eqn:E; [apply le_true in E|apply le_false in E];
      [apply Rmax_right|apply Rmax_left]; lra.
Qed.

Section Correct.
Variables (xq pq : list (option Q)) (x p : list R).
Hypothesis x_ok : forall k, agrees (known xq k) (nth_error x k).
Hypothesis p_ok : forall j, agrees (known pq j) (nth_error p j).

Lemma exact_node_ok : forall vq vs n, (forall i, agrees (known vq i) (operand vs i)) ->
  agrees (exact_node xq pq vq n) (node_value x p vs n).
Proof.
  intros vq vs n H. destruct n; cbn [exact_node node_value bind1 bind2]; try exact I; auto.
  - apply reduced_ok, Q2R_make.
  - pose proof (H a) as Ha. pose proof (H b) as Hb. destruct (known vq a); [|exact I].
    destruct (known vq b); [|exact I]. simpl in Ha, Hb. rewrite Ha, Hb. apply exact2_ok.
  - pose proof (H a) as Ha. destruct (known vq a); [|exact I]. simpl in Ha. rewrite Ha. apply exact_power_ok.
  - pose proof (H a) as Ha. destruct (known vq a); [|exact I]. simpl in Ha. rewrite Ha. apply exact1_ok.
Qed.

Lemma snoc_agrees : forall vq vs q v, length vq = length vs ->
  (forall i, agrees (known vq i) (operand vs i)) -> agrees q v ->
  forall i, agrees (known (vq ++ [q]) i) (operand (vs ++ [v]) i).
Proof.
  unfold known, operand. induction vq as [|a vq IH]; intros [|b vs] q v HL H HV i; simpl in *; try discriminate.
  - destruct i as [|[|i]]; simpl; auto.
  - destruct i as [|i]; [apply (H 0%nat)|]. apply IH; auto. intros j. apply (H (S j)).
Qed.

Lemma exact_values_ok : forall nodes vq vs, length vq = length vs ->
  (forall i, agrees (known vq i) (operand vs i)) ->
  forall i, agrees (known (exact_values xq pq vq nodes) i) (operand (values_from x p vs nodes) i).
Proof.
  induction nodes as [|n nodes IH]; intros vq vs HL H i; simpl; [apply H|].
  apply IH; [rewrite !app_length; simpl; lia|]. apply snoc_agrees; auto. apply exact_node_ok, H.
Qed.
End Correct.

Lemma values_from_app : forall x p l r vs,
  values_from x p vs (l ++ r) = values_from x p (values_from x p vs l) r.
Proof. induction l as [|n l IH]; intros r vs; simpl; auto. Qed.

Lemma operand_values_from : forall x p nodes vs i, (i < length vs)%nat ->
  operand (values_from x p vs nodes) i = operand vs i.
Proof.
  intros x p nodes vs i H. pose proof (values_from_prefix x p nodes vs) as E.
  rewrite <- E at 2. rewrite operand_firstn. apply Nat.ltb_lt in H. rewrite H. reflexivity.
Qed.

Lemma values_from_length : forall x p nodes vs,
  length (values_from x p vs nodes) = (length vs + length nodes)%nat.
Proof.
  induction nodes as [|n nodes IH]; intros vs; simpl; [lia|]. rewrite IH, app_length. simpl. lia.
Qed.

(* The nodes up to the root are enough. *)
Lemma value_firstn : forall x p nodes root,
  operand (values_from x p [] (firstn (S root) nodes)) root = value nodes x p root.
Proof.
  intros x p nodes root. unfold value. rewrite <- (firstn_skipn (S root) nodes) at 2.
  rewrite values_from_app.
  destruct (Nat.lt_ge_cases root (length nodes)) as [H|H].
  - symmetry. apply operand_values_from. rewrite values_from_length, firstn_length. cbn [length]. lia.
  - rewrite skipn_all2 by lia. reflexivity.
Qed.

Lemma points_ok : forall cell x, Forall2 inside x (map ends_of cell) ->
  forall k, agrees (known (map point_of cell) k) (nth_error x k).
Proof.
  unfold known. induction cell as [|e cell IH]; intros x H k; inversion H as [|r f x' ends' Hr HX]; subst.
  - destruct k; exact I.
  - destruct k as [|k]; simpl; [|apply IH, HX]. unfold point_of. destruct (Z.eqb (n1 e) (n2 e)) eqn:E; [|exact I].
    apply Z.eqb_eq in E. simpl. f_equal. rewrite Q2R_red, Q2R_make. unfold inside, ends_of in Hr. simpl in Hr.
    rewrite <- E in Hr. lra.
Qed.

Theorem exact_rule_ok : forall nodes root params p cell a x,
  (forall j, agrees (known params j) (nth_error p j)) -> Forall2 inside x (map ends_of cell) ->
  exact_rule nodes root params cell a = true -> aim_at a (value nodes x p root).
Proof.
  intros nodes root params p cell a x HP HX H. unfold exact_rule in H.
  pose proof (exact_values_ok (map point_of cell) params x p (points_ok cell x HX) HP
    (firstn (S root) nodes) [] [] eq_refl) as HV.
  assert (H0 : forall i, agrees (known [] i) (operand [] i)) by (intros [|i]; exact I).
  specialize (HV H0 root). rewrite value_firstn in HV.
  destruct (known _ root) as [q|]; [|discriminate]. simpl in HV. rewrite HV. simpl.
  destruct a; simpl in *.
  - apply le_true in H. rewrite Q2R_0 in H. exact H.
  - apply negb_true_iff, le_false in H. rewrite Q2R_0 in H. exact H.
  - apply negb_true_iff, eq_false in H. exact H.
  - apply negb_true_iff, le_false in H. rewrite Q2R_0 in H. exact H.
Qed.

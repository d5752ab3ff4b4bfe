(* SPDX-License-Identifier: MIT *)
(* The operations with one argument as total functions, their derivatives, and where they are convex:
   what docs/theory/slopes.md, section 3, takes from calculus. *)

From Coq Require Import Reals ZArith Lra Lia Psatz.
From Coquelicot Require Import Hierarchy Derive AutoDerive.
From Abcert.Replay Require Import Expression Difference.
Open Scope R_scope.

Definition logistic (u : R) : R := / (1 + exp (- u)).

Definition function1 (op : unary) : R -> R :=
  match op with
  | Neg => Ropp
  | Abs => Rabs
  | Relu => fun u => Rmax u 0
  | Sqrt => sqrt
  | Exp => exp
  | Log => ln
  | Log1p => fun u => ln (1 + u)
  | Expm1 => fun u => exp u - 1
  | Sin => sin
  | Cos => cos
  | Tan => tan
  | Atan => atan
  | Sinh => sinh
  | Cosh => cosh
  | Tanh => tanh
  | Logistic => logistic
  | Softplus => fun u => ln (1 + exp u)
  | Asin => asin
  | Acos => acos
  end.

(* For abs and relu the slope of a supporting line; not used for neg and sqrt. Those of asin and acos
   exist inside of [-1, 1] only, so these two are not `smooth`. *)
Definition derivative1 (op : unary) (u : R) : R :=
  match op with
  | Neg | Sqrt => 0
  | Abs => if Rle_dec 0 u then 1 else -1
  | Relu => if Rle_dec 0 u then 1 else 0
  | Exp | Expm1 => exp u
  | Log => / u
  | Log1p => / (1 + u)
  | Sin => cos u
  | Cos => - sin u
  | Tan => 1 + tan u * tan u
  | Atan => / (1 + u * u)
  | Sinh => cosh u
  | Cosh => sinh u
  | Tanh => 1 - tanh u * tanh u
  | Logistic => / 4 - (logistic u - / 2) * (logistic u - / 2)
  | Softplus => logistic u
  | Asin => / sqrt (1 - u * u)
  | Acos => - / sqrt (1 - u * u)
  end.

Definition smooth (op : unary) : bool :=
  match op with Neg | Abs | Relu | Sqrt | Asin | Acos => false | _ => true end.

Lemma apply1_function : forall op u v, apply1 op u = Some v -> v = function1 op u.
Proof.
  intros op u v. destruct op; simpl;
    try (intros H; injection H; intros; subst; reflexivity);
    match goal with |- context [if ?b then _ else _] => destruct b end;
    intros H; try discriminate; injection H; intros; subst; reflexivity.
Qed.

Lemma derivable_of : forall (f : R -> R) (x l : R), is_derive f x l -> derivable_pt_lim f x l.
Proof. intros f x l H. apply is_derive_Reals. exact H. Qed.

Lemma derivable1 : forall op u, smooth op = true -> apply1 op u <> None ->
  derivable_pt_lim (function1 op) u (derivative1 op u).
Proof.
  intros op u HS HD. destruct op; try discriminate; simpl in *; clear HS.
  - apply derivable_pt_lim_exp.
  - destruct (Rlt_dec 0 u); [|congruence]. apply derivable_pt_lim_ln. assumption.
  - destruct (Rlt_dec 0 (1 + u)); [|congruence]. apply derivable_of. auto_derive; [assumption|]. field. lra.
  - apply derivable_of. auto_derive; [exact I|ring].
  - apply derivable_pt_lim_sin.
  - apply derivable_pt_lim_cos.
  - destruct (Req_EM_T (cos u) 0); [congruence|]. apply derivable_of. unfold tan.
    auto_derive; [assumption|]. pose proof (sin2_cos2 u) as E. unfold Rsqr in E.
    field_simplify_eq; [|assumption]. nra.
  - replace (/ (1 + u * u)) with (/ (1 + u ^ 2)) by (f_equal; ring). apply derivable_pt_lim_atan.
  - apply derivable_pt_lim_sinh.
  - apply derivable_pt_lim_cosh.
  - apply derivable_of. unfold tanh, sinh, cosh. pose proof (exp_pos u). pose proof (exp_pos (- u)).
    auto_derive; [lra|]. field. lra.
  - apply derivable_of. unfold logistic. pose proof (exp_pos (- u)).
    auto_derive; [lra|]. field. lra.
  - apply derivable_of. unfold logistic. pose proof (exp_pos u).
    auto_derive; [lra|]. rewrite exp_Ropp. field. lra.
Qed.

Lemma asin_derivable : forall u, -1 < u < 1 -> derivable_pt_lim asin u (/ sqrt (1 - u * u)).
Proof.
  intros u H. apply derive_pt_eq_1 with (derivable_pt_asin u H). rewrite derive_pt_asin.
  unfold Rsqr, Rdiv. ring.
Qed.

Lemma supported_everywhere : forall g g', (forall h, derivable_pt_lim g h (g' h)) ->
  (forall x y, x <= y -> g' x <= g' y) -> forall D, supported D g g'.
Proof.
  intros g g' HG HM D p q _ _.
  apply (supported_by_derivative (fun _ => True)); try exact I; auto.
  intros x y z _ _ _. exact I.
Qed.

(* Operations that are convex wherever they are defined. *)
Definition convex1 (op : unary) : bool :=
  match op with Abs | Relu | Exp | Expm1 | Cosh | Softplus => true | _ => false end.
Definition concave1 (op : unary) : bool :=
  match op with Log | Log1p => true | _ => false end.

Lemma exp_monotone : forall x y, x <= y -> exp x <= exp y.
Proof. intros x y [H| ->]; [left; apply exp_increasing; assumption|right; reflexivity]. Qed.

Lemma convex1_supported : forall op D, convex1 op = true -> supported D (function1 op) (derivative1 op).
Proof.
  intros op D HC. destruct op; try discriminate; unfold function1.
  - intros p q _ _. unfold derivative1, Rabs.
    destruct (Rle_dec 0 p), (Rcase_abs p), (Rcase_abs q); lra.
  - intros p q _ _. unfold derivative1, Rmax.
    destruct (Rle_dec 0 p), (Rle_dec p 0), (Rle_dec q 0); lra.
  - apply supported_everywhere; [apply derivable_pt_lim_exp|apply exp_monotone].
  - apply supported_everywhere; [|apply exp_monotone]. intros h.
    apply (derivable1 Expm1); [reflexivity|discriminate].
  - apply supported_everywhere; [apply derivable_pt_lim_cosh|]. intros x y H. unfold derivative1, sinh.
    pose proof (exp_monotone x y H). pose proof (exp_monotone (- y) (- x) ltac:(lra)). lra.
  - apply supported_everywhere.
    + intros h. apply (derivable1 Softplus); [reflexivity|discriminate].
    + intros x y H. unfold derivative1, logistic. pose proof (exp_pos (- x)). pose proof (exp_pos (- y)).
      pose proof (exp_monotone (- y) (- x) ltac:(lra)). apply Rinv_le_contravar; lra.
Qed.

Lemma concave1_supported : forall op D, concave1 op = true -> connected_set D ->
  (forall u, D u -> apply1 op u <> None) ->
  supported D (fun u => - function1 op u) (fun u => - derivative1 op u).
Proof.
  intros op D HC HD HA. apply supported_by_derivative; [exact HD| |].
  - intros h Hh. apply derivable_pt_lim_opp, derivable1; [destruct op; try discriminate; reflexivity|auto].
  - intros x y Hx Hy H. pose proof (HA x Hx) as Ax. pose proof (HA y Hy) as Ay.
    destruct op; try discriminate; simpl in *.
    + destruct (Rlt_dec 0 x); [|congruence]. apply Ropp_le_contravar, Rinv_le_contravar; lra.
    + destruct (Rlt_dec 0 (1 + x)); [|congruence]. apply Ropp_le_contravar, Rinv_le_contravar; lra.
Qed.

(* Integer powers. *)
Definition power_function (n : Z) (u : R) : R :=
  match n with Z0 => 1 | Zpos p => u ^ Pos.to_nat p | Zneg p => / u ^ Pos.to_nat p end.

Definition power_derivative (n : Z) (u : R) : R := IZR n * power_function (n - 1) u.

Lemma power_value : forall n u v, power n u = Some v -> v = power_function n u.
Proof.
  intros n u v. destruct n; simpl; try (intros H; injection H; intros; subst; reflexivity).
  destruct (Req_EM_T u 0); intros H; [discriminate|]. injection H; intros; subst; reflexivity.
Qed.

Lemma power_function_nat : forall k u, power_function (Z.of_nat k) u = u ^ k.
Proof.
  intros [|k] u; [reflexivity|]. unfold power_function.
  change (Z.of_nat (S k)) with (Zpos (Pos.of_succ_nat k)). cbv iota beta.
  rewrite SuccNat2Pos.id_succ. reflexivity.
Qed.

Lemma power_derivable : forall n u, n <> 0%Z -> power n u <> None ->
  derivable_pt_lim (power_function n) u (power_derivative n u).
Proof.
  intros n u Hn HD. unfold power_derivative. destruct n as [|p|p]; [congruence| |].
  - simpl power_function at 1.
    replace (Zpos p - 1)%Z with (Z.of_nat (pred (Pos.to_nat p))) by lia. rewrite power_function_nat.
    replace (IZR (Zpos p)) with (INR (Pos.to_nat p)) by (rewrite INR_IZR_INZ; f_equal; lia).
    apply derivable_pt_lim_pow.
  - simpl in HD. destruct (Req_EM_T u 0) as [|Hu]; [congruence|].
    set (k := Pos.to_nat p). replace (Zneg p - 1)%Z with (Zneg (p + 1)) by lia.
    unfold power_function. replace (Pos.to_nat (p + 1)) with (S k) by (unfold k; lia).
    fold k. apply derivable_of. assert (Hk : u ^ k <> 0) by (apply pow_nonzero; exact Hu).
    auto_derive; [exact Hk|]. replace (IZR (Zneg p)) with (- INR k).
    + assert (Hp : (0 < k)%nat) by (unfold k; lia). destruct k as [|k]; [lia|].
      simpl pred. replace (u ^ S (S k)) with (u * (u * u ^ k)) by (simpl; ring).
      replace (u ^ S k) with (u * u ^ k) by (simpl; ring).
      assert (u ^ k <> 0) by (apply pow_nonzero; exact Hu). field. split; assumption.
    + unfold k. rewrite INR_IZR_INZ, <- opp_IZR. f_equal. lia.
Qed.

Lemma power_convex_even : forall p D, supported D (power_function (Zpos (xO p))) (power_derivative (Zpos (xO p))).
Proof.
  intros p D. apply supported_everywhere.
  - intros h. apply power_derivable; [lia|discriminate].
  - intros x y H. unfold power_derivative.
    replace (Zpos (xO p) - 1)%Z with (Z.of_nat (2 * (Pos.to_nat p - 1) + 1)) by lia.
    rewrite !power_function_nat. apply Rmult_le_compat_l; [apply IZR_le; lia|].
    apply pow_odd_monotone, H.
Qed.

Lemma power_convex_odd : forall p D, connected_set D -> (forall x, D x -> 0 <= x) ->
  supported D (power_function (Zpos (xI p))) (power_derivative (Zpos (xI p))).
Proof.
  intros p D HD HP. apply supported_by_derivative; [exact HD| |].
  - intros h _. apply power_derivable; [lia|discriminate].
  - intros x y Hx Hy H. unfold power_derivative.
    replace (Zpos (xI p) - 1)%Z with (Z.of_nat (2 * Pos.to_nat p)) by lia.
    rewrite !power_function_nat. apply Rmult_le_compat_l; [apply IZR_le; lia|].
    apply pow_incr. pose proof (HP x Hx). lra.
Qed.

Lemma power_concave_odd : forall p D, connected_set D -> (forall x, D x -> x <= 0) ->
  supported D (fun u => - power_function (Zpos (xI p)) u) (fun u => - power_derivative (Zpos (xI p)) u).
Proof.
  intros p D HD HP. apply supported_by_derivative; [exact HD| |].
  - intros h _. apply derivable_pt_lim_opp, power_derivable; [lia|discriminate].
  - intros x y Hx Hy H. unfold power_derivative.
    replace (Zpos (xI p) - 1)%Z with (Z.of_nat (2 * Pos.to_nat p)) by lia.
    rewrite !power_function_nat. apply Ropp_le_contravar, Rmult_le_compat_l; [apply IZR_le; lia|].
    replace (x ^ (2 * Pos.to_nat p)) with ((- x) ^ (2 * Pos.to_nat p))
      by (rewrite !pow_mult; f_equal; ring).
    replace (y ^ (2 * Pos.to_nat p)) with ((- y) ^ (2 * Pos.to_nat p))
      by (rewrite !pow_mult; f_equal; ring).
    apply pow_incr. pose proof (HP y Hy). lra.
Qed.

(* SPDX-License-Identifier: MIT *)
(* Trees from words of seven bytes. Nothing here needs a proof: what the checker accepts is true for
   every tree. A tree that cannot be decoded becomes one that the checker refuses.

   Bytes: 0..63 split of that axis; 64 + l, 96 + l, 128 + l direct, centred, exact leaf of literal
   l < 32; 160, 161, 162 the same for the literal in the two bytes that follow (low byte first);
   164 + h + 2 m face, h: high, m: minus, then the axis and two bytes for the literal; 168 + 2 m both
   ends, likewise; 172 choose, then the axis, the depth, and four bytes for the number; 255 nothing. *)

From Coq Require Import NArith ZArith List.
From Abcert.Replay Require Import Tree.
Import ListNotations.

Local Open Scope N_scope.

Inductive step : Set :=
  | SplitStep (k : nat)
  | FaceStep (k : nat) (is_high : bool) (l : nat) (minus : bool)
  | EndsStep (k : nat) (l : nat) (minus : bool)
  | ChooseStep (k : nat) (i : N) (d : positive)
  | LeafStep (r : rule) (l : nat).

Definition two_bytes (a b : N) : nat := N.to_nat (a + 256 * b).

(* Steps in reverse order. *)
Fixpoint steps_of (bytes : list N) (done : list step) : option (list step) :=
  match bytes with
  | [] => Some done
  | b :: rest =>
      if b <? 64 then steps_of rest (SplitStep (N.to_nat b) :: done)
      else if b <? 96 then steps_of rest (LeafStep Direct (N.to_nat (b - 64)) :: done)
      else if b <? 128 then steps_of rest (LeafStep Centred (N.to_nat (b - 96)) :: done)
      else if b <? 160 then steps_of rest (LeafStep Exactly_here (N.to_nat (b - 128)) :: done)
      else if b =? 255 then steps_of rest done
      else if b <? 163 then
        match rest with
        | lo :: hi :: rest' =>
            let r := if b =? 160 then Direct else if b =? 161 then Centred else Exactly_here in
            steps_of rest' (LeafStep r (two_bytes lo hi) :: done)
        | _ => None
        end
      else
        match rest with
        | k :: a :: next :: rest' =>
            if b <? 168 then steps_of rest' (FaceStep (N.to_nat k) (N.testbit b 0) (two_bytes a next) (N.testbit b 1) :: done)
            else if b <? 172 then steps_of rest' (EndsStep (N.to_nat k) (two_bytes a next) (N.testbit b 1) :: done)
            else
              match rest' with
              | b1 :: b2 :: b3 :: rest'' =>
                  let i := next + 256 * (b1 + 256 * (b2 + 256 * b3)) in
                  steps_of rest'' (ChooseStep (N.to_nat k) i (N.succ_pos (N.pred a)) :: done)
              | _ => None
              end
        | _ => None
        end
  end.

(* From the last step to the first: a stack of finished subtrees. *)
Fixpoint build (steps : list step) (stack : list tree) : list tree :=
  match steps with
  | [] => stack
  | LeafStep r l :: rest => build rest (Leaf r l :: stack)
  | FaceStep k h l m :: rest =>
      match stack with t :: stack' => build rest (Face k h l m t :: stack') | [] => [] end
  | EndsStep k l m :: rest =>
      match stack with t :: u :: stack' => build rest (Both_ends k l m t u :: stack') | _ => [] end
  | ChooseStep k i d :: rest =>
      match stack with t :: stack' => build rest (Choose k (Z.of_N i) d t :: stack') | [] => [] end
  | SplitStep k :: rest =>
      match stack with t :: u :: stack' => build rest (Split k t u :: stack') | _ => [] end
  end.

Definition refused : tree := Leaf Direct 1024. (* no template has so many literals *)

Definition tree_of (bytes : list N) : tree :=
  match steps_of bytes [] with
  | Some steps => match build steps [] with [t] => t | _ => refused end
  | None => refused
  end.

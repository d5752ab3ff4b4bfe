(* SPDX-License-Identifier: MIT *)
(* The bytes of machine words, for Decode.v. *)

From Coq Require Import Uint63 NArith List.
Import ListNotations.
Local Open Scope uint63_scope.

(* The n low bits. *)
Fixpoint low_bits (n : nat) (i : int) : N :=
  match n with
  | O => 0%N
  | S m => let rest := low_bits m (i >> 1) in
           if (i land 1 =? 0)%uint63 then N.double rest else N.succ_double rest
  end.

Fixpoint add_bytes (n : nat) (i : int) (done : list N) : list N :=
  match n with O => done | S m => add_bytes m (i >> 8) (low_bits 8 i :: done) end.

(* The last word first; the first byte of a word is its highest. *)
Fixpoint add_words (words : list int) (done : list N) : list N :=
  match words with [] => done | w :: rest => add_words rest (add_bytes 7 w done) end.

Definition bytes_of_words (chunks : list (list int)) : list N := add_words (rev_append (concat chunks) []) [].

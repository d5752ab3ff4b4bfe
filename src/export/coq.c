/* SPDX-License-Identifier: MIT */
#include "export/coq.h"

#include "export/coq_words.h"

#include <stdio.h>
#include <string.h>

static ab_status add_trees(ab_text *text, const ab_certificate *certificate, ab_error *error) {
  size_t count = certificate->clauses.clause_count, shard = 0;
  ab_text lists;
  ab_text_init(&lists);
  ab_text_add(text, "(* The trees, as words of seven bytes: ../replay/Decode.v. No reader needs\n"
                    "   them: the theorem holds for every tree that the checker accepts. *)\n\n"
                    "From Coq Require Import List.\n"
                    "From Abcert.Certificate Require Import Arithmetic.\n"
                    "Import ListNotations.\n\n");
  ab_status status = AB_OK;
  for (size_t i = 0; i < count && status == AB_OK; i++) {
    ab_text bytes;
    ab_text_init(&bytes);
    status = ab_coq_tree_bytes(&bytes, certificate, i, &shard, error);
    char name[32];
    snprintf(name, sizeof name, "tree_%zu", i + 1);
    size_t pieces = ab_coq_add_words(text, name, &bytes);
    ab_text_add(&lists, i ? ";\n  [" : "\n  [");
    for (size_t k = 1; k <= pieces; k++)
      ab_text_printf(&lists, "%s%s_%zu", k > 1 ? "; " : "", name, k);
    ab_text_add_char(&lists, ']');
    ab_text_clear(&bytes);
  }
  ab_text_add(text, "\nDefinition trees : list (list (list word)) := [");
  ab_text_append(text, lists.data, lists.length);
  ab_text_add(text, "].\n");
  ab_text_clear(&lists);
  return status;
}

static const char proof[] =
    "(* The theorem. The certificate meets nothing but the virtual machine: the lemma states\n"
    "   what is computed, and its proof is the computation. *)\n\n"
    "From Coq Require Import PArith.\n"
    "From Abcert.Certificate Require Import Arithmetic Trees Statement.\n\n"
    "Lemma accepted : check_certificate %u%%positive enclosures clauses trees = true.\n"
    "Proof. vm_cast_no_check (eq_refl true). Qed.\n\n"
    "Theorem certificate : clauses_hold enclosures clauses.\n"
    "Proof. exact (check_certificate_ok %u%%positive enclosures clauses trees accepted). Qed.\n";

static const char makefile[] =
    "# Proves the theorem of certificate/Proof.v, and prints what it assumes. See README.\n"
    "ARITHMETIC ?= Floats\n\n"
    "all: choose\n"
    "\tcoq_makefile -f _CoqProject -o Makefile.coq\n"
    "\t+$(MAKE) -f Makefile.coq\n\n"
    "# Rewritten only when the choice has changed.\n"
    "choose:\n"
    "\techo 'From Abcert.Replay Require Export $(ARITHMETIC).' > choice\n"
    "\tcmp -s choice certificate/Arithmetic.v || cp choice certificate/Arithmetic.v\n\n"
    ".PHONY: all choose\n";

/* The file that prints what the last theorem assumes. */
static void add_assumptions(ab_text *text, bool has_claim) {
  ab_text_printf(text,
                 "(* What the theorem assumes, printed. *)\n\n"
                 "From Abcert.Certificate Require Import %s.\n\n"
                 "Print Assumptions %s.\n",
                 has_claim ? "Claim" : "Proof", has_claim ? "claim" : "certificate");
}

/* Of formal/, what this folder needs. */
static bool is_needed(const ab_coq_source *source, bool has_claim) {
  return has_claim || strncmp(source->path, "theory/", strlen("theory/")) != 0;
}

static void add_project(ab_text *text, bool has_claim) {
  ab_text_printf(text, "-Q replay Abcert.Replay\n%s-Q certificate Abcert.Certificate\n",
                 has_claim ? "-Q theory Abcert.Theory\n" : "");
  for (size_t i = 0; i < ab_coq_source_count; i++)
    if (is_needed(&ab_coq_sources[i], has_claim))
      ab_text_printf(text, "%s\n", ab_coq_sources[i].path);
  ab_text_printf(text,
                 "certificate/Arithmetic.v\ncertificate/Statement.v\ncertificate/Trees.v\n"
                 "certificate/Proof.v\n%scertificate/Assumptions.v\n",
                 has_claim ? "certificate/Claim.v\n" : "");
}

static void add_readme(ab_text *text, const ab_certificate *certificate, bool has_claim,
                       const char *version) {
  bool refutes = certificate->kind == AB_CERTIFICATE_REFUTATION;
  ab_text_printf(
      text,
      "abcert %s made this folder from a certificate (%s) of the claim in claim.txt,\n"
      "whose SHA-256 is\n%s.\n\n"
      "make has Coq 8.16 with libcoq-interval 4.6 prove the certificate's clauses: the theorem\n"
      "is in certificate/Proof.v. make ARITHMETIC=Big does without floating-point numbers,\n"
      "make ARITHMETIC=Plain without machine integers too; both take longer.\n\n",
      version, ab_certificate_kind_word(certificate->kind), certificate->hash);
  if (has_claim)
    ab_text_add(text,
                "From the clauses follows the claim itself: the theorem `claim` in\n"
                "certificate/Claim.v, which says what theory/Condition.v defines.\n\n"
                "To read: theory/Condition.v, the statements in certificate/Claim.v. All else is\n"
                "proof.\n");
  else
    ab_text_printf(text,
                   "To read: replay/Expression.v, replay/Clause.v, certificate/Statement.v. All "
                   "else is proof.\n"
                   "That these clauses imply %s is not shown here: abcheck compares\n"
                   "them with the claim, and abcert's docs/theory has the proofs.\n",
                   refutes ? "that the claim is false" : "the claim");
}

static void add_sources(ab_export *out, bool has_claim) {
  for (size_t i = 0; i < ab_coq_source_count; i++)
    if (is_needed(&ab_coq_sources[i], has_claim))
      ab_text_add(ab_export_add(out, ab_coq_sources[i].path), ab_coq_sources[i].text);
}

static bool add_claim(ab_export *out, const ab_certificate *certificate) {
  ab_text text;
  ab_text_init(&text);
  bool has_claim = ab_coq_claim(&text, certificate);
  if (has_claim)
    ab_text_append(ab_export_add(out, "certificate/Claim.v"), text.data, text.length);
  ab_text_clear(&text);
  return has_claim;
}

ab_status ab_export_coq(ab_export *out, const ab_certificate *certificate, const char *version,
                        ab_error *error) {
  ab_status status = ab_coq_expressible(certificate, error);
  if (status == AB_OK)
    status = add_trees(ab_export_add(out, "certificate/Trees.v"), certificate, error);
  if (status != AB_OK)
    return status;
  ab_coq_statement(ab_export_add(out, "certificate/Statement.v"), certificate);
  ab_text_printf(ab_export_add(out, "certificate/Proof.v"), proof, certificate->precision,
                 certificate->precision);
  bool has_claim = add_claim(out, certificate);
  add_assumptions(ab_export_add(out, "certificate/Assumptions.v"), has_claim);
  ab_text_add(ab_export_add(out, "Makefile"), makefile);
  add_project(ab_export_add(out, "_CoqProject"), has_claim);
  add_readme(ab_export_add(out, "README"), certificate, has_claim, version);
  ab_text_append(ab_export_add(out, "claim.txt"), certificate->claim.data,
                 certificate->claim.length);
  add_sources(out, has_claim);
  return AB_OK;
}

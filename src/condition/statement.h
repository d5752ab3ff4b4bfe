/* SPDX-License-Identifier: MIT
 * A statement: one claim of a problem with all that it depends on, understood.
 *
 * Everything the checker trusts about meaning goes through here: reading a statement, its canonical
 * text, and its compilation to clauses with the help of a witness. The same functions serve the
 * prover, so that both mean the same thing. */
#ifndef AB_CONDITION_STATEMENT_H
#define AB_CONDITION_STATEMENT_H

#include "certificate/certificate.h"
#include "condition/claim_constants.h"
#include "family/functions.h"
#include "family/matrix_factorization.h"
#include "family/two_layer_network.h"
#include "problem/definitions.h"

typedef struct ab_condition ab_condition;

typedef struct ab_statement {
  const ab_syntax *syntax;
  const ab_entry *claim;
  const ab_condition *condition;
  ab_definitions *definitions;
  ab_matrix_factorization factorization; /* family matrix_factorization */
  ab_network network;                    /* family two_layer_relu */
  ab_domain domain;                      /* of the variables, claim clause */
  ab_functions functions;                /* claim alpha_beta about own functions */
  ab_claim_constants constants;          /* of a claim that has any */
} ab_statement;

/* What a verdict rests on: NULL where it does not apply. */
typedef struct {
  const char *reading;    /* "every-y" */
  const char *minimizers; /* "by-theorem Eckart-Young", "proved" or "declared" */
  const char *infimum;    /* likewise */
  const char *projection; /* of a refutation: "unique" if its point is shown to have one nearest
                             minimizer */
  ab_text argument;       /* what the proof is, where there are several ways: "cut tube" */
  ab_text assumptions;    /* one a line: what is declared and neither proved nor a theorem */
} ab_basis;

void ab_basis_clear(ab_basis *basis);

/* A kind of claim about a kind of problem. */
struct ab_condition {
  const char *claim;                  /* the word after `claim` */
  const char *family;                 /* the word after `family`, or NULL for variables alone */
  const ab_claim_form *constants;     /* of the claim; NULL if it has none. `read` calls
                                         ab_statement_read_constants for them */
  const struct ab_averaged *averaged; /* a condition on the mean of own functions; or NULL */
  ab_status (*read)(ab_statement *statement, ab_error *error);
  void (*append)(ab_text *text,
                 const ab_statement *statement); /* canonical text after the language line */
  void (*show)(ab_text *text, const ab_statement *statement); /* as mathematics, in lines */
  /* TRUSTED. verify: everything the witness says is true (AB_NOT_VERIFIED if not shown). compile:
   * clauses that imply the statement (kind proof) or its negation (kind refutation), given a true
   * witness. compile is only called after verify, and depends on nothing but the statement and the
   * witness. */
  ab_status (*verify)(const ab_statement *statement, ab_certificate_kind kind,
                      const ab_witness *witness, ab_error *error);
  ab_status (*compile)(ab_clauses *clauses, const ab_statement *statement, ab_certificate_kind kind,
                       const ab_witness *witness, ab_error *error);
  void (*basis)(ab_basis *basis, const ab_statement *statement, const ab_witness *witness);
  void (*coordinate)(ab_text *text, const ab_statement *statement, size_t k); /* its name */
};

/* The names of the claims of a file, in order: `*names` gets an array of entry pointers (to be
 * freed) and *count its length. An unnamed claim has name NULL. Errors: no claim; two of one name;
 * several unnamed ones. */
ab_status ab_statement_claims(const ab_syntax *syntax, const ab_entry ***claims, size_t *count,
                              ab_error *error);

/* Reads the statement of one claim. A claim with a constant that is free is accepted here. On
 * failure the statement is cleared. The syntax has to stay. */
ab_status ab_statement_read(ab_statement *statement, const ab_syntax *syntax, const ab_entry *claim,
                            ab_error *error);
void ab_statement_clear(ab_statement *statement);

/* Reads the one claim of a canonical claim text, which is known to be one (AB_INTERNAL if not); the
 * syntax, which is the caller's to destroy, has to stay. */
ab_status ab_statement_parse(ab_statement *statement, ab_syntax **syntax, const ab_text *text,
                             ab_error *error);

/* The steps of read, append and show that concern the constants of a claim. */
ab_status ab_statement_read_constants(ab_statement *statement, ab_error *error);
void ab_statement_append_constants(ab_text *text, const ab_statement *statement);
void ab_statement_show_constants(ab_text *text, const ab_statement *statement);

/* The value of constant number k of the claim's form; all have to be numbers. */
mpq_srcptr ab_statement_constant(const ab_statement *statement, size_t k);

/* Whether a constant of the claim is to be found (`best`) and has no value yet. */
bool ab_statement_has_free_constant(const ab_statement *statement);

/* Sets the constant that is `best`, and those that follow it. May be done again with another value.
 * AB_BAD_PROBLEM if the claim makes no sense there (alpha <= beta). */
ab_status ab_statement_set_best(ab_statement *statement, const mpq_t value, ab_error *error);

/* Appends the canonical claim text. Needs all constants given. */
void ab_statement_append(ab_text *text, const ab_statement *statement);

/* Calls report(context, text) for each warning (unused variables). */
void ab_statement_warnings(const ab_statement *statement,
                           void (*report)(void *context, const char *warning), void *context);

/* TRUSTED. The clauses of a proof or refutation by a verified witness, numbered independently of
 * the compiler, after its reductions, which are verified here (reduction.h). AB_NOT_VERIFIED with
 * the reason if there are none. */
ab_status ab_statement_compile(ab_clauses *clauses, const ab_statement *statement,
                               ab_certificate_kind kind, const ab_witness *witness,
                               ab_error *error);

/* For people: a line for each reduction of a proof that has been compiled. */
void ab_statement_show_reductions(ab_text *text, const ab_statement *statement,
                                  const ab_witness *witness);

/* What a verdict by this verified witness rests on; to be cleared. */
void ab_statement_basis(ab_basis *basis, const ab_statement *statement, const ab_witness *witness);

/* Appends the name of coordinate k of a point of the domain ("x", "W[1,2]"). */
void ab_statement_coordinate_name(ab_text *text, const ab_statement *statement, size_t k);

#endif

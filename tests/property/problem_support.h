/* SPDX-License-Identifier: MIT
 * From a text to a statement, its proof and its certificate. */
#ifndef AB_TESTS_PROBLEM_SUPPORT_H
#define AB_TESTS_PROBLEM_SUPPORT_H

#include "base/memory.h"
#include "check/check.h"
#include "prove/prove.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
  ab_text text;
  ab_syntax *syntax;
  ab_statement statement;
} problem;

/* Reads the one claim of p->text. */
static inline ab_status problem_try(problem *p, ab_error *error) {
  const ab_entry **claims = NULL;
  size_t count = 0;
  *error = (ab_error){0};
  ab_status status = ab_syntax_parse(&p->syntax, "test", p->text.data, p->text.length, error);
  if (status == AB_OK)
    status = ab_statement_claims(p->syntax, &claims, &count, error);
  if (status == AB_OK)
    status = ab_statement_read(&p->statement, p->syntax, claims[0], error);
  ab_free(claims);
  return status;
}

static inline void problem_free_text(problem *p) {
  ab_syntax_destroy(p->syntax);
  ab_text_clear(&p->text);
}

static inline void problem_clear(problem *p) {
  ab_statement_clear(&p->statement);
  problem_free_text(p);
}

static inline void problem_read(problem *p) {
  ab_error error;
  if (problem_try(p, &error) != AB_OK)
    fail_msg("%s\n%s", error.message, p->text.data);
}

static inline void problem_read_text(problem *p, const char *text) {
  *p = (problem){0};
  ab_text_add(&p->text, text);
  problem_read(p);
}

static inline void prove_with(ab_proof *proof, const problem *p, uint64_t node_limit) {
  ab_error error = {0};
  ab_prove_options options = {
      .precision = AB_PRECISION_DEFAULT, .threads = 1, .node_limit = node_limit};
  if (ab_prove(proof, &p->statement, &options, &error) != AB_OK)
    fail_msg("%s\n%s", error.message, p->text.data);
}

/* The certificate as text, with the given trees. */
static inline void write_certificate(ab_text *out, const ab_certificate *parts,
                                     const ab_text *trees) {
  char *bytes = NULL;
  size_t length = 0;
  ab_error error;
  FILE *stream = open_memstream(&bytes, &length);
  assert_non_null(stream);
  assert_int_equal(ab_certificate_write(stream, parts, trees, &error), AB_OK);
  assert_int_equal(fclose(stream), 0);
  ab_text_init(out);
  ab_text_append(out, bytes, length);
  free(bytes);
}

static inline ab_status check_certificate(const ab_text *text, bool replay_only, ab_error *error) {
  ab_check_result result;
  ab_check_options options = {.threads = 1, .replay_only = replay_only};
  *error = (ab_error){0};
  ab_status status = ab_check(&result, text->data, text->length, &options, error);
  if (status == AB_OK)
    ab_basis_clear(&result.basis);
  return status;
}

/* The proof's certificate has to pass the checker. */
static inline void assert_checked(const ab_proof *proof) {
  ab_text text;
  ab_error error;
  write_certificate(&text, &proof->certificate, proof->trees);
  if (check_certificate(&text, false, &error) != AB_OK)
    fail_msg("a proof is refused: %s", error.message);
  ab_text_clear(&text);
}

/* The clauses as the claim says them, without reductions. */
static inline void compile_plainly(ab_clauses *out, const ab_proof *proof, const problem *p) {
  const ab_certificate *c = &proof->certificate;
  ab_witness witness;
  ab_error error;
  ab_witness_copy(&witness, &c->witness);
  ab_witness_drop_reductions(&witness, 0);
  ab_clauses_init(out);
  assert_int_equal(ab_statement_compile(out, &p->statement, c->kind, &witness, &error), AB_OK);
  ab_witness_clear(&witness);
}

#endif

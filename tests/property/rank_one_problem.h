/* SPDX-License-Identifier: MIT
 * From a model, or a text, to a statement, its proof and its certificate. */
#ifndef AB_TESTS_RANK_ONE_PROBLEM_H
#define AB_TESTS_RANK_ONE_PROBLEM_H

#include "rank_one_model.h"

#include "base/memory.h"
#include "check/check.h"
#include "prove/prove.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct {
  ab_text text;
  ab_syntax *syntax;
  ab_statement statement;
} problem;

static inline void append_ratio(ab_text *text, long numerator, long denominator) {
  ab_text_printf(text, "%ld/%ld", numerator, denominator);
}

/* The model in the problem language, beta and alpha given as texts. */
static inline void append_problem(ab_text *text, const model *k, const char *alpha,
                                  const char *beta) {
  ab_text_add(text, "problem sampled {\n  family matrix_factorization {\n    X = [");
  for (size_t i = 0; i < k->n; i++) {
    ab_text_add(text, i ? ", [" : "[");
    for (size_t j = 0; j < k->m; j++) {
      ab_text_add(text, j ? ", " : "");
      append_ratio(text, k->x_units[i * k->m + j], X_UNIT);
    }
    ab_text_add(text, "]");
  }
  ab_text_add(text, "];\n    rank = 1;\n  }\n  domain {\n");
  for (size_t c = 0; c < k->n + k->m; c++) {
    size_t first = c < k->n ? 0 : k->n;
    const char *name = c < k->n ? "W" : "S";
    if (c == first)
      ab_text_printf(text, "    %s in [%ld/%d, %ld/%d];\n", name, k->lo_units[c], DOMAIN_UNIT,
                     k->hi_units[c], DOMAIN_UNIT);
    else if (k->lo_units[c] != k->lo_units[first] || k->hi_units[c] != k->hi_units[first])
      ab_text_printf(text, "    %s[1,%zu] in [%ld/%d, %ld/%d];\n", name, c - first + 1,
                     k->lo_units[c], DOMAIN_UNIT, k->hi_units[c], DOMAIN_UNIT);
  }
  ab_text_printf(text, "  }\n  claim alpha_beta { alpha = %s; beta = %s; }\n}\n", alpha, beta);
}

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

/* The model as a statement, alpha = beta + d. */
static inline void problem_of_model(problem *p, const model *k, long double beta, long double d) {
  char b[64], a[64];
  snprintf(b, sizeof b, "%.12Lf", beta);
  snprintf(a, sizeof a, "beta + %.6Lf", d);
  *p = (problem){0};
  append_problem(&p->text, k, a, b);
  problem_read(p);
}

/* A problem from its X, domain and claim blocks. */
static inline void problem_of_blocks(problem *p, const char *x, const char *domain,
                                     const char *claim) {
  *p = (problem){0};
  ab_text_printf(&p->text,
                 "problem given {\n  family matrix_factorization { X = %s; rank = 1; }\n"
                 "  domain { %s }\n  claim alpha_beta { %s }\n}\n",
                 x, domain, claim);
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

#endif

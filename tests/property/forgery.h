/* SPDX-License-Identifier: MIT
 * A valid certificate taken apart: its witness can be changed, its clauses compiled and proved
 * anew. */
#ifndef AB_TESTS_FORGERY_H
#define AB_TESTS_FORGERY_H

#include "problem_support.h"

#include "num/rational.h"
#include "prove/search_all.h"

typedef struct {
  problem p;
  ab_proof proof;
} forgery;

static inline void finish(forgery *f) {
  ab_proof_clear(&f->proof);
  problem_clear(&f->p);
}

/* Searches trees for the clauses as they stand; whether all of them were proved. */
static inline bool prove_clauses(forgery *f) {
  ab_certificate *c = &f->proof.certificate;
  size_t count = c->clauses.clause_count;
  ab_search_result *results = ab_allocate(count, sizeof *results);
  ab_search_options options = {.precision = c->precision, .node_limit = 100000};
  bool proved = ab_search_all(results, &c->clauses, &c->witness.constants, &options, 1) == count;
  ab_free(f->proof.trees);
  f->proof.trees = ab_allocate(count, sizeof *f->proof.trees);
  for (size_t i = 0; i < count; i++) {
    if (proved) {
      f->proof.trees[i] = results[i].tree;
      ab_text_init(&results[i].tree);
    }
    if (results[i].point)
      ab_search_result_clear(&results[i]);
  }
  ab_free(results);
  return proved;
}

static inline void drop_trees(forgery *f) {
  if (f->proof.trees)
    for (size_t i = 0; i < f->proof.certificate.clauses.clause_count; i++)
      ab_text_clear(&f->proof.trees[i]);
}

/* Compiles the clauses from the (forged) witness and proves them. */
static inline bool recompile_and_prove(forgery *f) {
  ab_certificate *c = &f->proof.certificate;
  drop_trees(f);
  ab_clauses_clear(&c->clauses);
  ab_clauses_init(&c->clauses);
  ab_error compile_error;
  assert_int_equal(
      ab_statement_compile(&c->clauses, &f->p.statement, c->kind, &c->witness, &compile_error),
      AB_OK);
  return prove_clauses(f);
}

/* The certificate as it stands passes replay, and is refused for the given reason. */
static inline void assert_refused(const forgery *f, const char *fragment) {
  ab_text text;
  ab_error error;
  write_certificate(&text, &f->proof.certificate, f->proof.trees);
  if (check_certificate(&text, true, &error) != AB_OK)
    fail_msg("not a good forgery, replay says: %s", error.message);
  assert_int_equal(check_certificate(&text, false, &error), AB_NOT_VERIFIED);
  if (!strstr(error.message, fragment))
    fail_msg("refused for another reason than \"%s\": %s", fragment, error.message);
  ab_text_clear(&text);
}

/* Both ends by `widths` times the width of the enclosure. */
static inline void shift(ab_constant *constant, long widths) {
  mpq_t step, width;
  mpq_inits(step, width, NULL);
  mpq_sub(width, constant->hi, constant->lo);
  mpq_set_si(step, widths, 1);
  mpq_mul(step, step, width);
  mpq_add(constant->lo, constant->lo, step);
  mpq_add(constant->hi, constant->hi, step);
  mpq_clears(step, width, NULL);
}

static inline void negate(ab_constant *constant) {
  mpq_swap(constant->lo, constant->hi);
  mpq_neg(constant->lo, constant->lo);
  mpq_neg(constant->hi, constant->hi);
}

static inline void swap(ab_constant *x, ab_constant *y) {
  mpq_swap(x->lo, y->lo);
  mpq_swap(x->hi, y->hi);
}

#endif

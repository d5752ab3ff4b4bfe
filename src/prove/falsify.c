/* SPDX-License-Identifier: MIT */
#include "prove/falsify.h"

#include "base/memory.h"
#include "num/rational.h"
#include "prove/violation.h"

#include <math.h>
#include <stdlib.h>

/* FOUND_ENOUGH: where so many clauses fail, the next one hardly fails more. */
enum { CANDIDATES = 4, FOUND_ENOUGH = 64 };
static const double CLEARLY = -1e-13; /* a violation that is not a rounding error */

/* Sets where the proof failed. */
static void set_open(ab_proof *proof, const ab_violation *v) {
  const ab_clause *c = &proof->certificate.clauses.clauses[v->clause];
  size_t n = ab_clause_template(&proof->certificate.clauses, c)->variable_count;
  ab_attempt_open(proof, v->clause);
  proof->open = (ab_search_result){.outcome = AB_SEARCH_FALSE,
                                   .variable_count = n,
                                   .point = ab_rationals_create(n),
                                   .worst_lo = ab_rationals_create(n),
                                   .worst_hi = ab_rationals_create(n),
                                   .margin = NAN};
  for (size_t k = 0; k < n; k++) {
    mpq_set_d(proof->open.point[k], v->x[k]);
    if (mpq_cmp(proof->open.point[k], c->lo[k]) < 0)
      mpq_set(proof->open.point[k], c->lo[k]);
    if (mpq_cmp(proof->open.point[k], c->hi[k]) > 0)
      mpq_set(proof->open.point[k], c->hi[k]);
  }
}

/* A refutation from a violation; else the proof is as it was. */
static bool refute_at(ab_proof *proof, const ab_statement *statement, const ab_violation *v,
                      const ab_prove_options *options, const ab_search_options *search) {
  size_t clause = proof->open_clause;
  ab_search_result open = proof->open;
  set_open(proof, v);
  bool refuted = ab_attempt_refutation(proof, statement, options, search);
  if (!refuted) {
    ab_search_result_clear(&proof->open);
    proof->open = open;
    ab_attempt_open(proof, clause);
  } else if (open.point) {
    ab_search_result_clear(&open);
  }
  return refuted;
}

bool ab_falsify_open(ab_proof *proof, const ab_statement *statement,
                     const ab_prove_options *options, const ab_search_options *search) {
  const ab_method *method = ab_method_of(statement->condition);
  bool may_refute = proof->open.outcome == AB_SEARCH_FALSE ||
                    (method->refutes_undefined && proof->open.stop == AB_STOP_UNDEFINED);
  if (may_refute && ab_attempt_refutation(proof, statement, options, search))
    return true;
  ab_violation near = {.clause = proof->open_clause};
  for (size_t k = 0; k < proof->open.variable_count; k++)
    near.x[k] = mpq_get_d(proof->open.point[k]);
  const ab_certificate *c = &proof->certificate;
  return ab_violation_find(&near, &c->clauses, &c->witness.constants, near.clause, true) &&
         near.value < CLEARLY && refute_at(proof, statement, &near, options, search);
}

static int by_value(const void *a, const void *b) {
  const ab_violation *x = a, *y = b;
  return x->value < y->value ? -1 : x->value > y->value;
}

/* Points at which clauses fail, the worst first. */
static size_t find_points(ab_violation *out, const ab_certificate *c, const ab_violation *starts,
                          size_t start_count) {
  size_t count = 0, tries = start_count ? start_count : c->clauses.clause_count;
  for (size_t i = 0; i < tries && count < FOUND_ENOUGH; i++) {
    if (start_count)
      out[count] = starts[i];
    if (ab_violation_find(&out[count], &c->clauses, &c->witness.constants,
                          start_count ? starts[i].clause : i, start_count > 0) &&
        out[count].value < CLEARLY)
      count++;
  }
  qsort(out, count, sizeof *out, by_value);
  return count;
}

bool ab_falsify(ab_proof *proof, const ab_statement *statement, ab_certificate_kind kind,
                const ab_violation *starts, size_t start_count, const ab_prove_options *options,
                const ab_search_options *search) {
  ab_certificate *c = &proof->certificate;
  ab_error unused;
  bool refuted = false;
  c->kind = kind;
  if (statement->condition->verify(statement, kind, &c->witness, &unused) == AB_OK &&
      ab_statement_compile(&c->clauses, statement, kind, &c->witness, &unused) == AB_OK) {
    size_t most = start_count ? start_count : c->clauses.clause_count;
    ab_violation *found = ab_allocate(most, sizeof *found);
    size_t count = find_points(found, c, starts, start_count);
    for (size_t i = 0; i < count && i < CANDIDATES && !refuted; i++)
      refuted = refute_at(proof, statement, &found[i], options, search);
    ab_free(found);
  }
  if (!refuted)
    ab_clauses_clear(&c->clauses);
  return refuted;
}

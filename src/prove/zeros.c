/* SPDX-License-Identifier: MIT */
#include "prove/zeros.h"

#include "base/memory.h"
#include "condition/inequality_zeros.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "prove/numeric.h"

#include <math.h>
#include <stdio.h>

/* WORK: of the exact tests of a literal, in nodes of its template. */
enum { STARTS = 64, ZEROS_MAX = 64, WORK = 30000 };
static const double SMALL = 1e-6;

typedef struct {
  const ab_template *t;
  const ab_constants *constants;
  size_t literal, count;
  size_t tests;  /* that may still be made */
  mpq_t *points; /* count rows */
} finder;

static bool is_known(const finder *f, const mpq_t *point) {
  size_t n = f->t->variable_count;
  for (size_t i = 0; i < f->count; i++) {
    size_t k = 0;
    while (k < n && mpq_equal(f->points[i * n + k], point[k]))
      k++;
    if (k == n)
      return true;
  }
  return false;
}

static bool is_zero(finder *f, const mpq_t *point) {
  if (f->tests == 0)
    return false;
  f->tests--;
  return ab_inequality_touches_zero(f->t, f->literal, point, f->constants);
}

/* The simplest rational point near x at which the literal and its gradient vanish. */
static void try_near(finder *f, const double *x) {
  size_t n = f->t->variable_count;
  mpq_t *out = &f->points[f->count * n], lo, hi;
  mpq_inits(lo, hi, NULL);
  bool found = false;
  for (int bits = 6; bits <= 22 && !found; bits += 8) {
    for (size_t k = 0; k < n; k++) {
      mpq_set_d(lo, x[k] - ldexp(1, -bits));
      mpq_set_d(hi, x[k] + ldexp(1, -bits));
      ab_rational_simplest(out[k], lo, hi);
    }
    found = is_known(f, (const mpq_t *)out) || is_zero(f, (const mpq_t *)out);
  }
  if (found && !is_known(f, (const mpq_t *)out))
    f->count++;
  mpq_clears(lo, hi, NULL);
}

/* Local minimisation of the literal from a fixed sequence of starts. */
static void descend(finder *f, const ab_clauses *clauses, size_t index) {
  const ab_clause *clause = &clauses->clauses[index];
  size_t n = f->t->variable_count;
  double *lo = ab_allocate(n, sizeof *lo), *hi = ab_allocate(n, sizeof *hi);
  double *x = ab_allocate(n, sizeof *x);
  for (size_t k = 0; k < n; k++) {
    lo[k] = mpq_get_d(clause->lo[k]);
    hi[k] = mpq_get_d(clause->hi[k]);
  }
  ab_numeric *numeric = ab_numeric_create_literal(clauses, index, f->literal, f->constants);
  f->tests = WORK / ab_graph_size(f->t->graph) + 1;
  for (size_t s = 0; s < STARTS && f->count < ZEROS_MAX && f->tests > 0; s++) {
    ab_numeric_start(x, s, lo, hi, n);
    if (fabs(ab_numeric_minimize(numeric, x, lo, hi)) < SMALL)
      try_near(f, x);
  }
  ab_numeric_destroy(numeric);
  ab_free(lo);
  ab_free(hi);
  ab_free(x);
}

void ab_zeros_find(ab_witness *witness, const ab_clauses *clauses, size_t clause) {
  const ab_template *t = ab_clause_template(clauses, &clauses->clauses[clause]);
  size_t n = t->variable_count;
  for (size_t l = 0; l < t->literal_count && n > 0; l++) {
    if (t->literals[l].kind != AB_LITERAL_NONNEGATIVE ||
        ab_kinks(t->graph, t->literals[l].expr, NULL, 0) > 0)
      continue;
    finder f = {.t = t, .constants = &witness->constants, .literal = l};
    f.points = ab_rationals_create((ZEROS_MAX + 1) * n);
    descend(&f, clauses, clause);
    char name[AB_NAME_MAX];
    snprintf(name, sizeof name, "zero[%zu]", l + 1);
    ab_choice *choice = f.count ? ab_witness_add_choice(witness, name, f.count * n) : NULL;
    for (size_t i = 0; i < f.count * n; i++)
      mpq_set(choice->values[i], f.points[i]);
    ab_rationals_destroy(f.points, (ZEROS_MAX + 1) * n);
  }
}

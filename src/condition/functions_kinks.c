/* SPDX-License-Identifier: MIT
 * Kinks of own functions around points: docs/theory/functions.md, section 8. */
#include "condition/functions_shared.h"

#include "base/memory.h"
#include "expr/evaluate.h"
#include "num/rational.h"
#include "problem/calculus.h"

enum { ISOLATION_BITS = 40 };

/* Radius 2^-ISOLATION_BITS. */
void ab_facts_isolation_box(const ab_facts *facts, size_t k, mpq_t *lo, mpq_t *hi) {
  mpq_t radius;
  mpq_init(radius);
  mpq_set_ui(radius, 1, 1);
  mpq_div_2exp(radius, radius, ISOLATION_BITS);
  for (size_t j = 0; j < facts->family->variable_count; j++) {
    const ab_constant *c = ab_facts_constant(facts, ab_facts_point(facts, k, j));
    mpq_add(lo[j], c->lo, c->hi);
    mpq_div_2exp(lo[j], lo[j], 1);
    mpq_add(hi[j], lo[j], radius);
    mpq_sub(lo[j], lo[j], radius);
  }
  mpq_clear(radius);
}

/* Whether the arguments of the kinks of e have one sign each on a box, and which. */
static bool find_pattern(const ab_facts *facts, ab_expr e, const ab_interval *box,
                         uint64_t *pattern) {
  const ab_functions *f = facts->family;
  ab_expr kinks[AB_KINKS_MAX];
  size_t count = ab_kinks(f->graph, e, kinks, AB_KINKS_MAX);
  *pattern = 0;
  if (count == 0)
    return true;
  if (count > AB_KINKS_MAX)
    return false;
  for (size_t j = 0; j < count; j++)
    kinks[j] = ab_kink_argument(f->graph, kinks[j]);
  ab_interval *roots = ab_facts_enclosures(facts, 0, f->root_count);
  ab_evaluator *evaluator =
      ab_evaluator_create(f->graph, kinks, count, f->variable_count, AB_FACTS_PRECISION);
  bool known = true;
  for (size_t j = 0; j < count && known; j++) {
    const ab_interval *range = ab_evaluator_range(evaluator, j, box, roots);
    known = ab_interval_is_finite(range) && (mpfr_sgn(range->lo) > 0 || mpfr_sgn(range->hi) < 0);
    if (known && mpfr_sgn(range->lo) > 0)
      *pattern |= UINT64_C(1) << j;
  }
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(roots, f->root_count);
  return known;
}

bool ab_facts_pattern_near(const ab_facts *facts, ab_expr e, size_t k, uint64_t *pattern) {
  size_t d = facts->family->variable_count;
  mpq_t *lo = ab_rationals_create(d), *hi = ab_rationals_create(d);
  ab_interval *box = ab_intervals_create(d, AB_FACTS_PRECISION);
  ab_facts_isolation_box(facts, k, lo, hi);
  for (size_t j = 0; j < d; j++) {
    const ab_constant *c = ab_facts_constant(facts, ab_facts_point(facts, k, j));
    ab_interval_set_rationals(&box[j], mpq_cmp(c->lo, lo[j]) < 0 ? c->lo : lo[j],
                              mpq_cmp(c->hi, hi[j]) > 0 ? c->hi : hi[j]);
  }
  bool known = find_pattern(facts, e, box, pattern);
  ab_intervals_destroy(box, d);
  ab_rationals_destroy(lo, d);
  ab_rationals_destroy(hi, d);
  return known;
}

bool ab_facts_pattern_at_point(const ab_facts *facts, ab_expr e, uint64_t *pattern) {
  size_t d = facts->family->variable_count;
  ab_interval *box = ab_intervals_create(d, AB_FACTS_PRECISION);
  for (size_t j = 0; j < d; j++)
    ab_interval_set_rational(&box[j], facts->refuted_at[j]);
  bool known = find_pattern(facts, e, box, pattern);
  ab_intervals_destroy(box, d);
  return known;
}

bool ab_facts_may_have_kinks(const ab_functions *family) {
  return ab_facts_has_points(family);
}

void ab_facts_find_branches(ab_facts *facts) {
  const ab_functions *f = facts->family;
  facts->kink_count = ab_kinks(f->graph, f->mean, NULL, 0);
  for (size_t k = 0; k < facts->point_count; k++) {
    uint64_t pattern;
    facts->sharp[k] = !ab_facts_pattern_near(facts, f->mean, k, &pattern);
    facts->smooth[k] =
        facts->sharp[k] || facts->kink_count == 0 ? f->mean : ab_branch(f->graph, f->mean, pattern);
  }
}

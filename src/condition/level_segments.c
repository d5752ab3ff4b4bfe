/* SPDX-License-Identifier: MIT */
#include "condition/level_segments.h"

#include "num/rational.h"

enum { REACH_UNIT = 64 };

size_t ab_segment_count(const ab_facts *facts) {
  return facts->curve->count / (2 * facts->family->variable_count);
}

const mpq_t *ab_segment_end(const ab_facts *facts, size_t k, size_t end) {
  return (const mpq_t *)facts->curve->values + (2 * k + end) * facts->family->variable_count;
}

void ab_segment_slack(mpq_t out, const ab_facts *facts, size_t k, const mpq_t *lo,
                      const mpq_t *hi) {
  const mpq_t *p = ab_segment_end(facts, k, 0), *q = ab_segment_end(facts, k, 1);
  mpq_t factor, term;
  mpq_inits(factor, term, NULL);
  mpq_set_ui(out, 0, 1);
  for (size_t j = 0; j < facts->family->variable_count; j++) { /* (p - q) (2 x - p - q) */
    mpq_sub(factor, p[j], q[j]);
    mpq_srcptr x = mpq_sgn(factor) > 0 ? hi[j] : lo[j];
    mpq_add(term, x, x);
    mpq_sub(term, term, p[j]);
    mpq_sub(term, term, q[j]);
    mpq_mul(term, term, factor);
    mpq_add(out, out, term);
  }
  if (mpq_sgn(out) < 0)
    mpq_set_ui(out, 0, 1);
  mpq_clears(factor, term, NULL);
}

/* The larger of out and |a - b|. */
static void raise_to_distance(mpq_t out, const mpq_t a, const mpq_t b) {
  mpq_t distance;
  mpq_init(distance);
  mpq_sub(distance, a, b);
  mpq_abs(distance, distance);
  if (mpq_cmp(distance, out) > 0)
    mpq_set(out, distance);
  mpq_clear(distance);
}

void ab_segment_reach(mpq_t out, const ab_facts *facts) {
  const ab_domain *domain = &facts->family->domain;
  mpq_t side;
  mpz_t whole;
  mpq_init(side);
  mpz_init(whole);
  mpq_set_ui(out, 0, 1);
  for (size_t j = 0; j < facts->family->variable_count; j++) {
    mpq_set_ui(side, 0, 1);
    for (size_t end = 0; end < 2; end++) {
      raise_to_distance(side, ab_segment_end(facts, 0, end)[j], domain->lo[j]);
      raise_to_distance(side, ab_segment_end(facts, 0, end)[j], domain->hi[j]);
    }
    mpq_mul(side, side, side);
    mpq_add(out, out, side);
  }
  mpq_set_ui(side, REACH_UNIT * REACH_UNIT, 1);
  mpq_mul(out, out, side);
  mpz_cdiv_q(whole, mpq_numref(out), mpq_denref(out));
  mpz_sqrt(whole, whole);
  mpz_add_ui(whole, whole, 1); /* above the root */
  mpq_set_z(out, whole);
  mpq_set_ui(side, REACH_UNIT, 1);
  mpq_div(out, out, side);
  mpq_clear(side);
  mpz_clear(whole);
}

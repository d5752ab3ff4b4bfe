/* SPDX-License-Identifier: MIT */
#include "condition/projection.h"

#include "condition/factorization.h"

#include <string.h>

/* A real number in [lo, hi]. */
typedef struct {
  mpq_t lo, hi;
} range;

static void range_init(range *r) {
  mpq_inits(r->lo, r->hi, NULL);
}

static void range_clear(range *r) {
  mpq_clears(r->lo, r->hi, NULL);
}

/* r = |r|. */
static void absolute(range *r) {
  if (mpq_sgn(r->lo) >= 0)
    return;
  mpq_neg(r->lo, r->lo);
  if (mpq_sgn(r->hi) <= 0) {
    mpq_neg(r->hi, r->hi);
    mpq_swap(r->lo, r->hi);
    return;
  }
  if (mpq_cmp(r->lo, r->hi) > 0)
    mpq_set(r->hi, r->lo);
  mpq_set_ui(r->lo, 0, 1);
}

static bool are_apart(const range *a, const range *b) {
  return mpq_cmp(a->hi, b->lo) < 0 || mpq_cmp(b->hi, a->lo) < 0;
}

/* sum += factor * constant. */
static void add_multiple(range *sum, const mpq_t factor, const ab_constant *constant) {
  mpq_t term;
  mpq_init(term);
  bool reversed = mpq_sgn(factor) < 0;
  mpq_mul(term, factor, reversed ? constant->hi : constant->lo);
  mpq_add(sum->lo, sum->lo, term);
  mpq_mul(term, factor, reversed ? constant->lo : constant->hi);
  mpq_add(sum->hi, sum->hi, term);
  mpq_clear(term);
}

/* sum += (x - constant)^2. */
static void add_square(range *sum, const mpq_t x, const ab_constant *constant) {
  range difference;
  range_init(&difference);
  mpq_sub(difference.lo, x, constant->hi);
  mpq_sub(difference.hi, x, constant->lo);
  absolute(&difference);
  mpq_mul(difference.lo, difference.lo, difference.lo);
  mpq_mul(difference.hi, difference.hi, difference.hi);
  mpq_add(sum->lo, sum->lo, difference.lo);
  mpq_add(sum->hi, sum->hi, difference.hi);
  range_clear(&difference);
}

/* |x - y_k|^2 for the point x of the refutation. */
static void distance_to(range *out, const ab_facts *facts, size_t k) {
  for (size_t j = 0; j < facts->family->variable_count; j++)
    add_square(out, facts->refuted_at[j],
               &facts->witness->constants.items[ab_facts_point(facts, k, j)]);
}

/* Whether y_k is nearer than every other point. */
static bool is_nearest(const ab_facts *facts, size_t k) {
  range here, there;
  bool nearest = true;
  range_init(&here);
  distance_to(&here, facts, k);
  for (size_t other = 0; other < facts->point_count && nearest; other++) {
    if (other == k)
      continue;
    range_init(&there);
    distance_to(&there, facts, other);
    nearest = mpq_cmp(here.hi, there.lo) < 0;
    range_clear(&there);
  }
  range_clear(&here);
  return nearest;
}

bool ab_projection_is_unique(const ab_facts *facts) {
  if (!facts->point || facts->family->minimizers == AB_MINIMIZERS_AT)
    return false;
  if (facts->family->minimizers == AB_MINIMIZERS_AFFINE)
    return true;
  bool unique = false;
  for (size_t k = 0; k < facts->point_count && !unique; k++)
    unique = is_nearest(facts, k);
  return unique;
}

bool ab_projection_is_unique_rank_one(const ab_statement *statement, const ab_witness *witness) {
  const ab_matrix_factorization *f = &statement->factorization;
  const ab_choice *point = NULL;
  for (size_t k = 0; k < witness->choice_count; k++)
    if (strcmp(witness->choices[k].name, "point") == 0)
      point = &witness->choices[k];
  if (!point || f->rank != 1)
    return false;
  range p, q;
  range_init(&p);
  range_init(&q);
  for (size_t i = 0; i < f->x.rows; i++)
    add_multiple(&p, point->values[ab_matrix_factorization_w(f, i)],
                 &witness->constants.items[ab_rank_one_a(f, i)]);
  for (size_t j = 0; j < f->x.columns; j++)
    add_multiple(&q, point->values[ab_matrix_factorization_s(f, j)],
                 &witness->constants.items[ab_rank_one_b(f, j)]);
  absolute(&p);
  absolute(&q);
  bool unique = are_apart(&p, &q);
  range_clear(&p);
  range_clear(&q);
  return unique;
}

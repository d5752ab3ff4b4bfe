/* SPDX-License-Identifier: MIT */
#include "sgd/scale.h"

#include "num/rational.h"
#include "sgd/block.h"
#include "sgd/domain_facts.h"

#include <string.h>

/* A point of D. */
static mpq_t *find_point(const ab_domain *domain) {
  mpq_t *point = ab_rationals_create(domain->count);
  for (size_t k = 0; k < domain->count; k++)
    if (!ab_domain_is_unbounded_at(domain, k, -1))
      mpq_set(point[k], domain->lo[k]);
    else if (!ab_domain_is_unbounded_at(domain, k, 1))
      mpq_set(point[k], domain->hi[k]);
  return point;
}

/* Own functions, and factorisations whose certificate encloses the best approximation. */
static bool is_known(const ab_statement *statement) {
  const char *family = statement->condition->family;
  const ab_matrix_factorization *f = &statement->factorization;
  return !family ||
         (strcmp(family, "matrix_factorization") == 0 && f->rank == 1 && f->shape == AB_SHAPE_BOX);
}

ab_status ab_sgd_scale_find(ab_sgd_scale *scale, const ab_statement *statement,
                            const ab_witness *witness, ab_error *error) {
  if (!is_known(statement))
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "the noise s is computed for own functions, and for factorisations of rank "
                        "one over a box");
  ab_sgd_model model;
  const ab_domain *domain = ab_sgd_domain(statement);
  *scale = (ab_sgd_scale){.has_gap_upper = false};
  ab_range_init(&scale->noise);
  mpq_init(scale->gap_upper);
  mpq_t *point = find_point(domain);
  ab_status status = ab_sgd_model_make(&model, statement, witness, (const mpq_t *)point, error);
  ab_rationals_destroy(point, domain->count);
  if (status != AB_OK) {
    ab_sgd_scale_clear(scale);
    return status;
  }
  mpq_set(scale->noise.lo, model.noise.lo);
  mpq_set(scale->noise.hi, model.noise.hi);
  scale->has_gap_upper = ab_sgd_gap_upper(scale->gap_upper, &model);
  ab_sgd_model_clear(&model);
  return AB_OK;
}

void ab_sgd_scale_clear(ab_sgd_scale *scale) {
  ab_range_clear(&scale->noise);
  mpq_clear(scale->gap_upper);
}

void ab_sgd_scale_floor(ab_range *floor, const ab_sgd_scale *scale, const mpq_t beta,
                        const mpq_t difference) {
  mpq_mul(floor->lo, scale->noise.lo, beta);
  mpq_div(floor->lo, floor->lo, difference);
  mpq_mul(floor->hi, scale->noise.hi, beta);
  mpq_div(floor->hi, floor->hi, difference);
}

void ab_sgd_scale_ratio(mpq_t ratio, const ab_sgd_scale *scale, const ab_range *floor) {
  mpq_div(ratio, floor->lo, scale->gap_upper);
}

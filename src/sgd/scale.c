/* SPDX-License-Identifier: MIT */
#include "sgd/scale.h"

#include "num/rational.h"
#include "sgd/domain_facts.h"
#include "sgd/start.h"

/* A point of the space: of D for own functions. */
static mpq_t *find_point(const ab_statement *statement, size_t count) {
  const ab_domain *domain = &statement->functions.domain;
  mpq_t *point = ab_rationals_create(count);
  for (size_t k = 0; k < domain->count; k++)
    if (!ab_domain_is_unbounded_at(domain, k, -1))
      mpq_set(point[k], domain->lo[k]);
    else if (!ab_domain_is_unbounded_at(domain, k, 1))
      mpq_set(point[k], domain->hi[k]);
  return point;
}

ab_status ab_sgd_scale_find(ab_sgd_scale *scale, const ab_statement *statement,
                            const ab_witness *witness, ab_error *error) {
  ab_sgd_model model;
  size_t count = ab_sgd_coordinates(statement);
  *scale = (ab_sgd_scale){.has_gap_upper = false};
  ab_range_init(&scale->noise);
  mpq_init(scale->gap_upper);
  mpq_t *point = find_point(statement, count);
  ab_status status =
      ab_sgd_model_make(&model, statement, witness, (const mpq_t *)point, NULL, error);
  ab_rationals_destroy(point, count);
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

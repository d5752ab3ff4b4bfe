/* SPDX-License-Identifier: MIT */
#include "sgd/model.h"

#include "base/memory.h"
#include "expr/evaluate.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "sgd/distance.h"

#include <string.h>

enum { DISTANCE_BITS = 32 };

void ab_range_init(ab_range *range) {
  mpq_inits(range->lo, range->hi, NULL);
}

void ab_range_clear(ab_range *range) {
  mpq_clears(range->lo, range->hi, NULL);
}

ab_interval *ab_sgd_model_parameters(const ab_sgd_model *model, mpfr_prec_t precision) {
  ab_interval *out = ab_intervals_create(model->parameter_count, precision);
  for (size_t k = 0; k < model->parameter_count; k++)
    ab_interval_set_rationals(&out[k], model->parameters[k].lo, model->parameters[k].hi);
  return out;
}

bool ab_sgd_model_constant(ab_range *out, const ab_sgd_model *model, const ab_graph *graph,
                           ab_expr e) {
  ab_interval *parameters = ab_sgd_model_parameters(model, AB_SGD_CONSTANT_PRECISION);
  ab_evaluator *evaluator = ab_evaluator_create(graph, &e, 1, 0, AB_SGD_CONSTANT_PRECISION);
  const ab_interval *value = ab_evaluator_range(evaluator, 0, NULL, parameters);
  bool finite = ab_interval_is_finite(value);
  if (finite) {
    mpfr_get_q(out->lo, value->lo);
    mpfr_get_q(out->hi, value->hi);
  }
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(parameters, model->parameter_count);
  return finite;
}

static void make_gradients(ab_sgd_model *m) {
  size_t d = m->variable_count;
  m->gradients = ab_allocate(m->function_count * d, sizeof *m->gradients);
  for (size_t i = 0; i < m->function_count; i++)
    for (size_t k = 0; k < d; k++)
      m->gradients[i * d + k] = ab_partial(m->graph, m->functions[i], k, d, 0);
}

static void count_samples(ab_sgd_model *m) {
  if (!m->multiplicity) {
    m->multiplicity = ab_allocate(m->function_count, sizeof *m->multiplicity);
    for (size_t i = 0; i < m->function_count; i++)
      m->multiplicity[i] = 1;
  }
  for (size_t i = 0; i < m->function_count; i++)
    m->sample_count += m->multiplicity[i];
}

size_t ab_sgd_model_function(const ab_sgd_model *model, uint64_t sample) {
  size_t i = 0;
  while (sample >= model->multiplicity[i])
    sample -= model->multiplicity[i++];
  return i;
}

/* dist(point, M) + slack <= tube, with dist(point, M)^2 <= square. */
static bool is_within(const ab_sgd_model *m, const mpq_t square, const mpq_t slack) {
  mpq_t rest;
  mpq_init(rest);
  mpq_sub(rest, m->region.tube, slack);
  bool within = mpq_sgn(rest) >= 0;
  mpq_mul(rest, rest, rest);
  within = within && mpq_cmp(square, rest) <= 0;
  mpq_clear(rest);
  return within;
}

bool ab_sgd_model_is_in_tube(const ab_sgd_model *m, const mpq_t *point, const mpq_t slack) {
  const ab_statement *s = m->statement;
  mpq_t square;
  mpq_init(square);
  bool shown = false;
  if (m->has_low_rank) {
    for (size_t starts = 1; starts <= AB_SGD_DISTANCE_STARTS && !shown;
         starts += AB_SGD_DISTANCE_STARTS - 1)
      shown =
          ab_sgd_distance_factorization(square, &s->factorization, &m->low_rank, point, starts) &&
          is_within(m, square, slack);
  } else {
    shown = (ab_sgd_distance_network_quick(square, &s->network, point) &&
             is_within(m, square, slack)) ||
            (ab_sgd_distance_network(square, &s->network, point) && is_within(m, square, slack));
  }
  mpq_clear(square);
  return shown;
}

ab_truth ab_sgd_model_holds(const ab_sgd_model *model, const mpq_t *point) {
  ab_region region = model->region;
  region.has_tube = false;
  if (!ab_region_holds(&region, point))
    return AB_FALSE;
  mpq_t zero;
  mpq_init(zero);
  bool shown = !model->region.has_tube || ab_sgd_model_is_in_tube(model, point, zero);
  mpq_clear(zero);
  return shown ? AB_TRUE : AB_UNKNOWN;
}

/* Up to DISTANCE_BITS significant bits, so that how well a search in doubles ended is not seen. */
static void round_distance(mpq_t square) {
  long size =
      (long)mpz_sizeinbase(mpq_numref(square), 2) - (long)mpz_sizeinbase(mpq_denref(square), 2);
  long bits = DISTANCE_BITS - size;
  ab_rational_round(square, square, bits > 0 ? (unsigned)bits : 0, 1);
}

void ab_sgd_model_lower_distance(ab_sgd_model *model, const mpq_t square) {
  mpq_t rounded;
  mpq_init(rounded);
  mpq_set(rounded, square);
  if (mpq_sgn(square) > 0)
    round_distance(rounded);
  if (!model->has_distance || mpq_cmp(rounded, model->distance) < 0)
    mpq_set(model->distance, rounded);
  model->has_distance = true;
  mpq_clear(rounded);
}

/* out += multiplicity term. */
static void add_multiple(mpq_t out, const mpq_t term, uint64_t multiplicity) {
  mpq_t product;
  mpq_init(product);
  mpq_set_ui(product, multiplicity, 1);
  mpq_mul(product, product, term);
  mpq_add(out, out, product);
  mpq_clear(product);
}

/* The mean of the f_i*, and s >= 0: the mean of f_i(y) - f_i*. */
static void find_noise(ab_sgd_model *m) {
  mpq_t count;
  mpq_init(count);
  mpq_set_ui(count, m->sample_count, 1);
  for (size_t i = 0; i < m->function_count; i++) {
    add_multiple(m->infimum_mean.lo, m->infima[i].lo, m->multiplicity[i]);
    add_multiple(m->infimum_mean.hi, m->infima[i].hi, m->multiplicity[i]);
  }
  mpq_div(m->infimum_mean.lo, m->infimum_mean.lo, count);
  mpq_div(m->infimum_mean.hi, m->infimum_mean.hi, count);
  mpq_sub(m->noise.lo, m->minimum.lo, m->infimum_mean.hi);
  mpq_sub(m->noise.hi, m->minimum.hi, m->infimum_mean.lo);
  if (mpq_sgn(m->noise.lo) < 0)
    mpq_set_ui(m->noise.lo, 0, 1);
  mpq_clear(count);
}

static ab_status make(ab_sgd_model *model, const ab_statement *statement, const ab_witness *witness,
                      const mpq_t *start, ab_error *error) {
  const char *family = statement->condition->family;
  if (!family)
    return ab_sgd_model_functions(model, statement, witness, start, error);
  if (strcmp(family, "matrix_factorization") == 0)
    return ab_sgd_model_factorization(model, statement, start, error);
  return ab_sgd_model_network(model, statement, start, error);
}

/* The region within {|x| <= within}, and what a ball says about the gap. */
static void restrict_region(ab_sgd_model *m, const ab_statement *statement, mpq_srcptr within) {
  if (within && (!m->region.has_ball || mpq_cmp(within, m->region.ball) < 0)) {
    m->region.has_ball = true;
    mpq_set(m->region.ball, within);
  }
  if (!m->region.has_ball)
    return;
  if (strcmp(statement->condition->family, "matrix_factorization") == 0)
    ab_sgd_model_factorization_gap(m, &statement->factorization);
  else
    ab_sgd_model_network_gap(m, &statement->network);
}

ab_status ab_sgd_model_make(ab_sgd_model *model, const ab_statement *statement,
                            const ab_witness *witness, const mpq_t *start, mpq_srcptr within,
                            ab_error *error) {
  *model = (ab_sgd_model){.statement = statement};
  ab_range_init(&model->minimum);
  ab_range_init(&model->infimum_mean);
  ab_range_init(&model->noise);
  mpq_inits(model->distance, model->gap_upper, model->scale, NULL);
  mpq_set_ui(model->scale, 1, 1);
  mpq_inits(model->region.ball, model->region.tube, NULL);
  ab_status status = make(model, statement, witness, start, error);
  if (status != AB_OK) {
    ab_sgd_model_clear(model);
    return status;
  }
  if (!model->gradients)
    make_gradients(model);
  count_samples(model);
  restrict_region(model, statement, within);
  find_noise(model);
  return AB_OK;
}

void ab_sgd_model_clear(ab_sgd_model *model) {
  if (model->owns_graph)
    ab_graph_destroy(model->graph);
  for (size_t i = 0; model->infima && i < model->function_count; i++)
    ab_range_clear(&model->infima[i]);
  ab_free(model->infima);
  ab_free(model->functions);
  ab_free(model->gradients);
  ab_free(model->multiplicity);
  ab_free(model->switches);
  ab_free(model->first_switch);
  ab_range_clear(&model->minimum);
  ab_range_clear(&model->infimum_mean);
  ab_range_clear(&model->noise);
  mpq_clears(model->distance, model->gap_upper, model->scale, NULL);
  mpq_clears(model->region.ball, model->region.tube, NULL);
  if (model->has_low_rank)
    ab_low_rank_clear(&model->low_rank);
  if (model->owns_box)
    ab_domain_clear(&model->region.box);
  *model = (ab_sgd_model){0};
}

/* SPDX-License-Identifier: MIT */
#include "sgd/model.h"

#include "base/memory.h"
#include "expr/evaluate.h"
#include "num/rational.h"
#include "problem/calculus.h"

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

/* The mean of the f_i*, and s >= 0: the mean of f_i(y) - f_i*. */
static void find_noise(ab_sgd_model *m) {
  mpq_t count;
  mpq_init(count);
  mpq_set_ui(count, m->function_count, 1);
  for (size_t i = 0; i < m->function_count; i++) {
    mpq_add(m->infimum_mean.lo, m->infimum_mean.lo, m->infima[i].lo);
    mpq_add(m->infimum_mean.hi, m->infimum_mean.hi, m->infima[i].hi);
  }
  mpq_div(m->infimum_mean.lo, m->infimum_mean.lo, count);
  mpq_div(m->infimum_mean.hi, m->infimum_mean.hi, count);
  mpq_sub(m->noise.lo, m->minimum.lo, m->infimum_mean.hi);
  mpq_sub(m->noise.hi, m->minimum.hi, m->infimum_mean.lo);
  if (mpq_sgn(m->noise.lo) < 0)
    mpq_set_ui(m->noise.lo, 0, 1);
  mpq_clear(count);
}

ab_status ab_sgd_model_make(ab_sgd_model *model, const ab_statement *statement,
                            const ab_witness *witness, const mpq_t *start, ab_error *error) {
  *model = (ab_sgd_model){0};
  ab_range_init(&model->minimum);
  ab_range_init(&model->infimum_mean);
  ab_range_init(&model->noise);
  mpq_inits(model->distance, model->growth, model->scale, NULL);
  mpq_set_ui(model->scale, 1, 1);
  ab_status status = statement->condition->family
                         ? ab_sgd_model_factorization(model, statement, witness, start, error)
                         : ab_sgd_model_functions(model, statement, witness, start, error);
  if (status != AB_OK) {
    ab_sgd_model_clear(model);
    return status;
  }
  make_gradients(model);
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
  ab_range_clear(&model->minimum);
  ab_range_clear(&model->infimum_mean);
  ab_range_clear(&model->noise);
  mpq_clears(model->distance, model->growth, model->scale, NULL);
  *model = (ab_sgd_model){0};
}

/* SPDX-License-Identifier: MIT
 * What the iteration and its bounds need to know of a problem (docs/theory/sgd.md, sections 1 and
 * 7): the f_i and their gradients as expressions, and enclosures of the constants. */
#ifndef AB_SGD_MODEL_H
#define AB_SGD_MODEL_H

#include "condition/statement.h"
#include "num/interval.h"

/* A real number known to lie in [lo, hi]. */
typedef struct {
  mpq_t lo, hi;
} ab_range;

void ab_range_init(ab_range *range); /* [0, 0] */
void ab_range_clear(ab_range *range);

typedef struct {
  const ab_domain *domain; /* of the statement: D */
  ab_graph *graph;
  bool owns_graph;
  size_t variable_count, function_count;
  ab_expr *functions;      /* f_i */
  ab_expr *gradients;      /* function_count rows of variable_count partial derivatives */
  ab_expr mean;            /* f */
  ab_constant *parameters; /* of the expressions (borrowed from the witness), enclosed */
  size_t parameter_count;
  ab_range minimum;           /* f* */
  ab_range *infima;           /* f_i* */
  ab_range infimum_mean;      /* E f_i* */
  ab_range noise;             /* s = f* - E f_i*, lo >= 0 */
  mpq_t distance;             /* >= dist(x^0, M)^2 */
  bool infimum_on_space;      /* f_i >= f_i* on all of R^d, not just on D */
  bool minimizers_in_domain;  /* all of M is shown to lie in D */
  const ab_functions *across; /* the same functions across M = {a.x = b}, or NULL */
  mpq_t scale;                /* 1/|a|^2 then, else 1 */
  bool has_growth;            /* a closed form of the growth constant is known: */
  mpq_t growth;
} ab_sgd_model;

/* The model of a statement that is certified with this (verified) witness, for iterates that begin
 * at `start`. AB_BAD_PROBLEM if the problem cannot be iterated on, with the reason. On failure
 * cleared. Statement and witness have to stay. */
ab_status ab_sgd_model_make(ab_sgd_model *model, const ab_statement *statement,
                            const ab_witness *witness, const mpq_t *start, ab_error *error);
void ab_sgd_model_clear(ab_sgd_model *model);

/* Steps of ab_sgd_model_make for a family; everything above but infimum_mean and noise. */
ab_status ab_sgd_model_factorization(ab_sgd_model *model, const ab_statement *statement,
                                     const ab_witness *witness, const mpq_t *start,
                                     ab_error *error);
ab_status ab_sgd_model_functions(ab_sgd_model *model, const ab_statement *statement,
                                 const ab_witness *witness, const mpq_t *start, ab_error *error);

/* The parameters as intervals (to be destroyed, parameter_count of them). */
ab_interval *ab_sgd_model_parameters(const ab_sgd_model *model, mpfr_prec_t precision);

/* An enclosure of an expression without variables, at this precision. false if it is not finite. */
bool ab_sgd_model_constant(ab_range *out, const ab_sgd_model *model, const ab_graph *graph,
                           ab_expr e);

enum { AB_SGD_CONSTANT_PRECISION = 320 };

#endif

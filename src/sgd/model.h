/* SPDX-License-Identifier: MIT
 * What the iteration and its bounds need to know of a problem (docs/theory/sgd.md, sections 1 and
 * 7): the f_i and their gradients as expressions, and enclosures of the constants. */
#ifndef AB_SGD_MODEL_H
#define AB_SGD_MODEL_H

#include "condition/statement.h"
#include "family/region.h"
#include "num/interval.h"
#include "real/low_rank.h"

#include <stdint.h>

/* A real number known to lie in [lo, hi]. */
typedef struct {
  mpq_t lo, hi;
} ab_range;

void ab_range_init(ab_range *range); /* [0, 0] */
void ab_range_clear(ab_range *range);

typedef struct {
  const ab_statement *statement;
  ab_region region; /* D; its box is that of the statement, or owned */
  bool owns_box;
  ab_graph *graph;
  bool owns_graph;
  size_t variable_count, function_count;
  ab_expr *functions;     /* f_i, those that differ */
  uint64_t *multiplicity; /* of how many of the n samples it is the loss */
  uint64_t sample_count;  /* n */
  ab_expr mean;           /* f, the mean over the samples */
  /* function_count rows of variable_count partial derivatives. They may depend on switches as well:
   * variable number variable_count + q stands for the derivative of relu at h = switches[q], any
   * number of [0, 1] where h = 0. f_i depends on switches_of_each of them, from first_switch[i] on.
   */
  ab_expr *gradients;
  ab_expr *switches;
  size_t switch_count, switches_of_each;
  size_t *first_switch;
  ab_constant *parameters; /* of the expressions (borrowed from the witness), enclosed */
  size_t parameter_count;
  ab_range minimum;           /* f* */
  ab_range *infima;           /* f_i* */
  ab_range infimum_mean;      /* E f_i* */
  ab_range noise;             /* s = f* - E f_i*, lo >= 0 */
  bool has_distance;          /* a point of M near the start was found: */
  mpq_t distance;             /* >= dist(x^0, M)^2 */
  bool infimum_on_space;      /* f_i >= f_i* on all of R^d, not just on D */
  bool minimizers_in_domain;  /* all of M is shown to lie in D */
  const ab_functions *across; /* the same functions across M = {a.x = b}, or NULL */
  mpq_t scale;                /* 1/|a|^2 then, else 1 */
  bool has_gap_upper;         /* a closed form bounds f - f* over D: */
  mpq_t gap_upper;
  bool has_low_rank; /* factorisation: the best approximation, and a point of M: */
  ab_low_rank low_rank;
} ab_sgd_model;

/* The model of a statement that is certified with this (verified) witness, for iterates that begin
 * at `start`; if `within` is not NULL, on {|x| <= within} alone. AB_BAD_PROBLEM if the problem
 * cannot be iterated on, with the reason. On failure cleared. Statement and witness have to stay.
 */
ab_status ab_sgd_model_make(ab_sgd_model *model, const ab_statement *statement,
                            const ab_witness *witness, const mpq_t *start, mpq_srcptr within,
                            ab_error *error);
void ab_sgd_model_clear(ab_sgd_model *model);

/* Steps of ab_sgd_model_make for a family; everything above but infimum_mean, noise and the closed
 * form of the gap. The multiplicities are 1 unless they are set, gradients those of the functions.
 */
ab_status ab_sgd_model_factorization(ab_sgd_model *model, const ab_statement *statement,
                                     const mpq_t *start, ab_error *error);
ab_status ab_sgd_model_network(ab_sgd_model *model, const ab_statement *statement,
                               const mpq_t *start, ab_error *error);
ab_status ab_sgd_model_functions(ab_sgd_model *model, const ab_statement *statement,
                                 const ab_witness *witness, const mpq_t *start, ab_error *error);

/* The function of a sample, numbered from 0: the samples of f_1 first. */
size_t ab_sgd_model_function(const ab_sgd_model *model, uint64_t sample);

/* Closed forms of gap_upper on a ball. */
void ab_sgd_model_factorization_gap(ab_sgd_model *model, const ab_matrix_factorization *family);
void ab_sgd_model_network_gap(ab_sgd_model *model, const ab_network *network);

/* Whether the point lies in D. UNKNOWN if it is not shown to lie in a tube. */
ab_truth ab_sgd_model_holds(const ab_sgd_model *model, const mpq_t *point);

/* Whether all points at a distance of at most `slack` from this one are shown to lie in the tube:
 * by a minimizer that near. */
bool ab_sgd_model_is_in_tube(const ab_sgd_model *model, const mpq_t *point, const mpq_t slack);

/* The parameters as intervals (to be destroyed, parameter_count of them). */
ab_interval *ab_sgd_model_parameters(const ab_sgd_model *model, mpfr_prec_t precision);

/* An enclosure of an expression without variables, at this precision. false if it is not finite. */
bool ab_sgd_model_constant(ab_range *out, const ab_sgd_model *model, const ab_graph *graph,
                           ab_expr e);

/* dist(x^0, M)^2 is at most this: the least of what is found. */
void ab_sgd_model_lower_distance(ab_sgd_model *model, const mpq_t square);

enum { AB_SGD_CONSTANT_PRECISION = 320 };

#endif

/* SPDX-License-Identifier: MIT
 * The growth bound for networks: clauses in the units where a search in them may end, else the one
 * clause of a ball. A refutation lifts the point of the clause that the search met to D. */
#include "condition/conditions.h"
#include "condition/growth_network.h"
#include "num/rational.h"
#include "prove/method.h"
#include "prove/short_point.h"

#include <math.h>
#include <string.h>

enum { WIDTH_MAX = 2, SLACK_MAX = 40 }; /* with more units searches take minutes */

static void add_ball(ab_witness *witness) {
  mpq_set_ui(ab_witness_add_choice(witness, "ball", 1)->values[0], 1, 1);
}

static ab_status make(ab_witness *witness, ab_certificate_kind *kind, ab_statement *statement,
                      ab_error *error) {
  (void)kind;
  (void)error;
  const ab_network *network = &statement->network;
  ab_witness_init(witness);
  if (network->width > WIDTH_MAX || !ab_growth_network_by_units(network))
    add_ball(witness);
  return AB_OK;
}

/* The ball, where a search in the units met a limit, not a point at which the claim fails. */
static bool next(ab_certificate_kind *kind, ab_proof *proof, const ab_statement *statement) {
  (void)kind;
  (void)statement;
  if (proof->certificate.witness.choice_count > 0 || proof->open.outcome == AB_SEARCH_FALSE)
    return false;
  add_ball(&proof->certificate.witness);
  return true;
}

/* w_j between the two corners of its box at which w_j.x_i is least and largest, such that it is
 * about h; v_j about v. */
static void lift_unit(mpq_t *x, const ab_network *network, size_t i, size_t unit, mpq_srcptr h,
                      unsigned slack) {
  const ab_domain *box = &network->region.box;
  const mpq_t *point = ab_network_point(network, i);
  size_t first = ab_network_w(network, unit);
  mpq_t lo, hi, t, step;
  mpq_inits(lo, hi, t, step, NULL);
  ab_growth_network_range(lo, hi, network, i, unit);
  mpq_sub(hi, hi, lo);
  mpq_sub(t, h, lo);
  if (mpq_sgn(hi) > 0)
    mpq_div(t, t, hi);
  mpq_set_ui(step, 1, 1);
  mpq_div_2exp(step, step, slack < SLACK_MAX ? slack + 2 : SLACK_MAX);
  mpq_sub(lo, t, step);
  mpq_add(hi, t, step);
  if (mpq_sgn(h) <= 0) /* beyond the kink, not at it */
    mpq_div_2exp(lo, step, 1), mpq_add(lo, lo, t);
  ab_rational_simplest(t, lo, hi);
  if (mpq_sgn(t) < 0)
    mpq_set_ui(t, 0, 1);
  if (mpq_cmp_ui(t, 1, 1) > 0)
    mpq_set_ui(t, 1, 1);
  for (size_t l = 0; l < network->points.columns; l++) {
    bool up = mpq_sgn(point[l]) >= 0;
    mpq_sub(step, box->hi[first + l], box->lo[first + l]);
    mpq_mul(step, step, t);
    if (up)
      mpq_add(x[first + l], box->lo[first + l], step);
    else
      mpq_sub(x[first + l], box->hi[first + l], step);
  }
  mpq_clears(lo, hi, t, step, NULL);
}

static void lift(mpq_t *x, const ab_network *network, size_t i, const mpq_t *point,
                 unsigned slack) {
  mpq_t unused, h;
  mpq_inits(unused, h, NULL);
  for (size_t j = 0; j < network->width; j++)
    mpq_set(x[ab_network_v(network, j)], point[network->width + j]);
  for (size_t j = 0; j < network->width; j++)
    ab_point_clip(x[ab_network_v(network, j)], &network->region.box, ab_network_v(network, j));
  ab_point_shorten(x, &network->region.box, slack < SLACK_MAX ? slack : SLACK_MAX);
  for (size_t j = 0; j < network->width; j++) {
    bool on = ab_growth_network_range(unused, h, network, i, j);
    lift_unit(x, network, i, j, on ? point[j] : unused, slack);
  }
  mpq_clears(unused, h, NULL);
}

/* On a ball: v_1 and w_1, which is along x_i, with v_1 w_1.x_i = q and nearly all of the radius. */
static void lift_on_ball(mpq_t *x, const ab_network *network, size_t i, const mpq_t norm,
                         const mpq_t q, unsigned slack) {
  double r = mpq_get_d(network->region.ball), size = sqrt(mpq_get_d(norm)), at = mpq_get_d(q);
  double product = fmin(fabs(at) / size, r * r / 2);
  double square = r * r / 2 + sqrt(fmax(r * r * r * r / 4 - product * product, 0));
  double shrink = 1 - ldexp(1, -(int)(slack < SLACK_MAX ? slack + 2 : SLACK_MAX));
  double along = sqrt(square) * shrink;
  double v = along > 0 ? product / sqrt(square) * shrink : 0;
  mpq_t factor;
  mpq_init(factor);
  mpq_set_d(factor, along / size);
  for (size_t l = 0; l < network->points.columns; l++)
    mpq_mul(x[ab_network_w(network, 0) + l], ab_network_point(network, i)[l], factor);
  mpq_set_d(x[ab_network_v(network, 0)], at < 0 ? -v : v);
  mpq_clear(factor);
}

static bool refute(ab_witness *witness, const ab_proof *proof, const ab_statement *statement,
                   unsigned slack) {
  const ab_network *network = &statement->network;
  bool on_ball = proof->certificate.witness.choice_count > 0;
  if (on_ball && !network->region.has_ball)
    return false;
  bool squared = network->loss == AB_LOSS_SQUARED;
  size_t i = squared ? proof->open_clause : proof->open_clause / 2;
  size_t number = squared ? 0 : proof->open_clause % 2; /* the labels 1 and -1 */
  mpq_t norm;
  mpq_init(norm);
  ab_witness_init(witness);
  ab_choice *point = ab_witness_add_choice(witness, "point", network->region.box.count);
  const mpq_t *met = (const mpq_t *)proof->open.point;
  if (on_ball) {
    i = ab_growth_network_farthest(norm, network);
    number = 0;
    lift_on_ball(point->values, network, i, norm, met[0], slack);
  } else {
    lift(point->values, network, i, met, slack);
  }
  ab_choice *sample = ab_witness_add_choice(witness, "sample", 2);
  mpq_set_ui(sample->values[0], i + 1, 1);
  mpq_set_ui(sample->values[1], number + 1, 1);
  mpq_clear(norm);
  return true;
}

const ab_method ab_method_growth_network = {
    .condition = &ab_condition_growth_network,
    .make = make,
    .next = next,
    .refute = refute,
};

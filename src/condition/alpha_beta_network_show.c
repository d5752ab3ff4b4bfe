/* SPDX-License-Identifier: MIT
 * The condition for two-layer networks as mathematics, for people. */
#include "condition/conditions.h"
#include "condition/network_claim.h"
#include "condition/network_regularized.h"
#include "family/network_data.h"
#include "num/rational.h"

enum { POINTS_SHOWN = 8, FEATURES_SHOWN = 8, TARGETS_SHOWN = 8 };

/* How a loss reads: of a sample, what the points carry, and the outputs of the minimizers. */
static const struct {
  const char *loss, *samples, *output;
} words[] = {
    [AB_LOSS_LOGISTIC] = {"phi(y z_i) over all samples, phi(q) = log(1 + e^-q)",
                          "a_i labels y = 1 and b_i labels y = -1", "log(a_i/b_i)"},
    [AB_LOSS_SMOOTHED_HINGE] = {"phi(y z_i) over all samples, phi(q) = 1/2 - q for q <= 0, "
                                "(1 - q)^2/2 for 0 <= q <= 1, 0 for q >= 1",
                                "a_i labels y = 1 and b_i labels y = -1",
                                "1 - b_i/a_i, or a_i/b_i - 1 if a_i < b_i"},
    [AB_LOSS_SQUARED] = {"(z_i - t)^2/2 over all samples", "targets t",
                         "the mean of the targets of point i"}};

/* The labels or targets of point i. */
static void show_measured(ab_text *text, const ab_network *network, size_t i) {
  if (!ab_network_has_targets(network)) {
    ab_text_add(text, ", a = ");
    ab_rational_append(text, network->positive[i]);
    ab_text_add(text, ", b = ");
    ab_rational_append(text, network->negative[i]);
    return;
  }
  size_t first = network->first_target[i], count = network->first_target[i + 1] - first;
  ab_text_add(text, ", t = ");
  for (size_t s = 0; s < count && s < TARGETS_SHOWN; s++) {
    ab_text_add(text, s ? ", " : "");
    ab_rational_append(text, network->targets[first + s]);
  }
  ab_text_add(text, count > TARGETS_SHOWN ? ", .." : "");
}

static void show_points(ab_text *text, const ab_network *network) {
  size_t p = network->points.rows, d = network->points.columns;
  for (size_t i = 0; i < p && i < POINTS_SHOWN; i++) {
    ab_text_printf(text, "x_%zu = (", i + 1);
    for (size_t l = 0; l < d && l < FEATURES_SHOWN; l++) {
      ab_text_add(text, l ? ", " : "");
      ab_rational_append(text, ab_network_point(network, i)[l]);
    }
    ab_text_add(text, d > FEATURES_SHOWN ? ", ..)" : ")");
    show_measured(text, network, i);
    ab_text_add(text, "\n");
  }
  if (p > POINTS_SHOWN)
    ab_text_printf(text, "  and %zu more\n", p - POINTS_SHOWN);
}

static void show_domain(ab_text *text, const ab_network *network) {
  ab_text block;
  ab_text_init(&block);
  ab_network_append_domain(&block, network);
  ab_domain_show_block(text, &block);
  ab_text_clear(&block);
}

static void show_penalty(ab_text *text, const ab_network *network) {
  ab_text_add(text, "every f_i has the penalty l1 |v|^2 + l2 |W|^2 added, l1 = ");
  ab_rational_append(text, network->penalty_v);
  ab_text_add(text, ", l2 = ");
  ab_rational_append(text, network->penalty_w);
  ab_text_add(text, "\n");
}

/* Whether one unit cannot attain the outputs of least loss: it makes outputs of one sign, at
 * independent points any. */
static bool is_narrow(const ab_network *network) {
  bool up = false, down = false;
  for (size_t i = 0; i < network->points.rows; i++) {
    up = up || ab_network_sign(network, i) > 0;
    down = down || ab_network_sign(network, i) < 0;
  }
  return network->width == 1 &&
         ((up && down) || ab_matrix_rank(&network->points) < network->points.rows);
}

static void show_minimizers(ab_text *text, const ab_network *network) {
  int sign = ab_network_sign(network, 0);
  if (!network->regularized && network->loss == AB_LOSS_LOGISTIC && is_narrow(network))
    ab_text_add(text, "M = argmin f, unless one unit attains z_i = log(a_i/b_i) for all i");
  else if (!network->regularized)
    ab_text_printf(text, "M = {(W, v): z_i = %s for all i}", words[network->loss].output);
  else if (network->points.rows > 1)
    ab_text_add(text, "M = argmin f");
  else if (ab_regularized_is_zero(network))
    ab_text_add(text, "M = {0}");
  else
    ab_text_printf(text,
                   "M = {v = %skappa a, w_j = (a_j/kappa) x_1/|x_1|: a_j >= 0, |a|^2 = z/|x_1|}, "
                   "kappa = (l2/l1)^(1/4), z = log(r/(1 - r)), r = %s/(a + b) - k_1",
                   sign < 0 ? "-" : "", sign < 0 ? "b" : "a");
  ab_text_add(text, "   (all minimizers over the whole space)\n");
}

void ab_network_show_problem(ab_text *text, const ab_network *network) {
  size_t k = network->width, d = network->points.columns;
  ab_text_printf(text,
                 "f(W, v) = mean of %s, z_i = v . "
                 "relu(W x_i), W in R^(%zu x %zu), v in R^%zu\n",
                 words[network->loss].loss, k, d, k);
  ab_text_printf(text, "%zu points, x_i with %s:\n", network->points.rows,
                 words[network->loss].samples);
  show_points(text, network);
  if (network->regularized)
    show_penalty(text, network);
  show_domain(text, network);
}

void ab_network_show(ab_text *text, const ab_statement *statement) {
  const ab_network *network = &statement->network;
  ab_network_show_problem(text, network);
  show_minimizers(text, network);
  ab_text_add(text, network->regularized
                        ? "f_i* = -k_i log k_i - (1 - k_i) log(1 - k_i) if k_i < 1/2, else log 2, "
                          "k_i = 2 sqrt(l1 l2)/|x_i|"
                        : "f_i* = 0");
  ab_text_add(text, "   (the infimum over the whole space)\n"
                    "For all x in D, all y in Proj(x, M), all samples i, all generalised gradients "
                    "g_i of f_i at x:\n"
                    "  <g_i, x - y> >= alpha (f_i(x) - f_i(y)) - beta (f_i(x) - f_i*)\n"
                    "with ");
  ab_statement_show_constants(text, statement);
}

/* SPDX-License-Identifier: MIT
 * The condition for two-layer networks as mathematics, for people. */
#include "condition/conditions.h"
#include "condition/network_claim.h"
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

void ab_network_show_problem(ab_text *text, const ab_network *network) {
  size_t k = network->width, d = network->points.columns;
  ab_text_printf(text,
                 "f(W, v) = mean of %s, z_i = v . "
                 "relu(W x_i), W in R^(%zu x %zu), v in R^%zu\n",
                 words[network->loss].loss, k, d, k);
  ab_text_printf(text, "%zu points, x_i with %s:\n", network->points.rows,
                 words[network->loss].samples);
  show_points(text, network);
  show_domain(text, network);
}

void ab_network_show(ab_text *text, const ab_statement *statement) {
  ab_network_show_problem(text, &statement->network);
  ab_text_printf(text, "M = {(W, v): z_i = %s for all i}   (all minimizers over the whole space)\n",
                 words[statement->network.loss].output);
  ab_text_add(text, "f_i* = 0   (the infimum over the whole space)\n"
                    "For all x in D, all y in Proj(x, M), all samples i, all generalised gradients "
                    "g_i of f_i at x:\n"
                    "  <g_i, x - y> >= alpha (f_i(x) - f_i(y)) - beta (f_i(x) - f_i*)\n"
                    "with ");
  ab_statement_show_constants(text, statement);
}

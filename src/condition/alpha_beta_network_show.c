/* SPDX-License-Identifier: MIT
 * The condition for two-layer networks as mathematics, for people. */
#include "condition/conditions.h"
#include "num/rational.h"

enum { POINTS_SHOWN = 8, FEATURES_SHOWN = 8 };

static void show_points(ab_text *text, const ab_network *network) {
  size_t p = network->points.rows, d = network->points.columns;
  for (size_t i = 0; i < p && i < POINTS_SHOWN; i++) {
    ab_text_printf(text, "x_%zu = (", i + 1);
    for (size_t l = 0; l < d && l < FEATURES_SHOWN; l++) {
      ab_text_add(text, l ? ", " : "");
      ab_rational_append(text, ab_network_point(network, i)[l]);
    }
    ab_text_add(text, d > FEATURES_SHOWN ? ", ..), a = " : "), a = ");
    ab_rational_append(text, network->positive[i]);
    ab_text_add(text, ", b = ");
    ab_rational_append(text, network->negative[i]);
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

void ab_network_show(ab_text *text, const ab_statement *statement) {
  const ab_network *network = &statement->network;
  size_t k = network->width, d = network->points.columns;
  ab_text_printf(text,
                 "f(W, v) = mean of phi(y z_i) over all samples, phi(q) = log(1 + e^-q), z_i = v . "
                 "relu(W x_i), W in R^(%zu x %zu), v in R^%zu\n",
                 k, d, k);
  ab_text_printf(text, "%zu points, x_i with a_i labels y = 1 and b_i labels y = -1:\n",
                 network->points.rows);
  show_points(text, network);
  show_domain(text, network);
  ab_text_add(text, "M = {(W, v): z_i = log(a_i/b_i) for all i}   (all minimizers over the whole "
                    "space)\n"
                    "f_i* = 0   (the infimum over the whole space)\n"
                    "For all x in D, all y in Proj(x, M), all samples i, all generalised gradients "
                    "g_i of f_i at x:\n"
                    "  <g_i, x - y> >= alpha (f_i(x) - f_i(y)) - beta (f_i(x) - f_i*)\n"
                    "with ");
  ab_statement_show_constants(text, statement);
}

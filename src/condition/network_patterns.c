/* SPDX-License-Identifier: MIT
 * One unit that cannot realise the outputs z*: wherever the unit is on at other points than at the
 * minimizer, f is larger (docs/theory/two-layer-relu.md, section 13). One clause without variables
 * for each part of the parameters that multipliers bound. */
#include "base/memory.h"
#include "condition/arithmetic.h"
#include "condition/network_argument.h"
#include "condition/network_terms.h"
#include "family/network_narrow.h"

/* -s log s - (1 - s) log(1 - s). */
static ab_expr entropy(ab_graph *g, ab_expr s) {
  ab_expr rest = ab_sub(g, ab_graph_integer(g, 1), s);
  ab_expr first = ab_mul(g, s, ab_graph_unary(g, AB_OP_LOG, s));
  ab_expr second = ab_mul(g, rest, ab_graph_unary(g, AB_OP_LOG, rest));
  return ab_neg(g, ab_add(g, first, second));
}

/* Phi_i at relu of parameter number i: f at the minimizer, as for v > 0. */
static ab_expr value_at(ab_graph *g, const ab_network *network, int sign, size_t i) {
  ab_expr c = ab_graph_parameter(g, (uint32_t)i);
  if (sign < 0)
    c = ab_neg(g, c);
  ab_expr z = ab_graph_unary(g, AB_OP_RELU, c);
  ab_expr own = ab_graph_constant(g, ab_network_narrow_for(network, sign, i));
  ab_expr others = ab_graph_constant(g, ab_network_narrow_against(network, sign, i));
  ab_expr first = ab_mul(g, own, ab_network_loss(g, network->loss, z));
  ab_expr second = ab_mul(g, others, ab_network_loss(g, network->loss, ab_neg(g, z)));
  return ab_add(g, first, second);
}

/* Parameters: c_1, .., then the shares s_1, ... */
static void add_template(ab_clauses *clauses, const ab_network *network, int sign) {
  size_t p = network->points.rows;
  ab_text *texts = ab_allocate(2 * p, sizeof *texts);
  const char **names = ab_allocate(2 * p, sizeof *names);
  for (size_t k = 0; k < 2 * p; k++) {
    ab_text_init(&texts[k]);
    ab_text_printf(&texts[k], "%c%zu", k < p ? 'c' : 's', k % p + 1);
    names[k] = texts[k].data;
  }
  ab_template *t = ab_clauses_add_template(clauses, "pattern", NULL, 0, names, 2 * p);
  ab_graph *g = t->graph;
  ab_expr excess = ab_graph_integer(g, 0);
  mpq_t all;
  mpq_init(all);
  for (size_t i = 0; i < p; i++) {
    mpq_add(all, network->positive[i], network->negative[i]);
    ab_expr bound = entropy(g, ab_graph_parameter(g, (uint32_t)(p + i)));
    ab_expr least = ab_mul(g, ab_graph_constant(g, all), bound);
    excess = ab_add(g, excess, ab_sub(g, least, value_at(g, network, sign, i)));
  }
  mpq_clear(all);
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, excess);
  for (size_t k = 0; k < 2 * p; k++)
    ab_text_clear(&texts[k]);
  ab_free(names);
  ab_free(texts);
}

void ab_network_patterns_compile(ab_clauses *clauses, const ab_network *network,
                                 const ab_witness *witness) {
  size_t p = network->points.rows;
  add_template(clauses, network, ab_network_narrow_sign(witness));
  size_t template_index = clauses->template_count - 1;
  ab_narrow_walk walk;
  ab_narrow_walk_begin(&walk, network, witness);
  while (ab_narrow_walk_next(&walk) == AB_WALK_LEAF) {
    if (walk.is_minimizer)
      continue;
    ab_text name;
    ab_text_init(&name);
    ab_text_printf(&name, "pattern[%zu]", walk.row);
    ab_clause *clause = ab_clauses_add(clauses, name.data, template_index);
    ab_text_clear(&name);
    for (size_t i = 0; i < p; i++) {
      ab_network_bind(clause, i, i);
      ab_narrow_share(clause->arguments[p + i].value, &walk, i);
    }
  }
  ab_narrow_walk_end(&walk);
}

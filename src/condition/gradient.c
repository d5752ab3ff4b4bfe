/* SPDX-License-Identifier: MIT
 * The reduction "gradient": declares the gradients of literals, for the rule tangent
 * (docs/theory/clauses.md, section 12). */
#include "condition/gradient.h"
#include "base/memory.h"
#include "condition/normalize.h"
#include "problem/calculus.h"

/* The values are numbers of literals, increasing, without kinks. */
static ab_status verify(const ab_clauses *clauses, size_t clause, const ab_reduction *reduction,
                        ab_error *error) {
  const ab_template *t = ab_clause_template(clauses, &clauses->clauses[clause]);
  ab_status status = ab_reduction_expect_plain(reduction, t, error);
  if (status == AB_OK && (reduction->count == 0 || !ab_gradient_suits(t)))
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the reduction 'gradient' needs literals, of a clause with 1 to %d "
                        "variables and at most %d nodes",
                        AB_GRADIENT_VARIABLES_MAX, AB_GRADIENT_NODES_MAX);
  size_t literal = 0, next = 0;
  for (size_t i = 0; i < reduction->count && status == AB_OK; i++, next = literal + 1) {
    status = ab_reduction_number(&literal, reduction, i, t->literal_count, "literal", error);
    if (status != AB_OK)
      return status;
    if (literal < next)
      return ab_error_set(error, AB_NOT_VERIFIED,
                          "the literals of the reduction 'gradient' are not in order");
    if (ab_kinks(t->graph, t->literals[literal].expr, NULL, 0) > 0)
      return ab_error_set(error, AB_NOT_VERIFIED,
                          "literal %zu of the reduction 'gradient' has kinks", literal + 1);
  }
  return status;
}

bool ab_gradient_suits(const ab_template *t) {
  return t->variable_count > 0 && t->variable_count <= AB_GRADIENT_VARIABLES_MAX &&
         ab_graph_size(t->graph) <= AB_GRADIENT_NODES_MAX;
}

/* The derivatives by the rules (calculus.md): undefined or right wherever e is differentiable. */
static void add_gradient(ab_template *t, size_t literal) {
  ab_expr partials[AB_GRADIENT_VARIABLES_MAX];
  size_t n = t->variable_count;
  for (size_t k = 0; k < n; k++)
    partials[k] = ab_partial(t->graph, t->literals[literal].expr, k, n, 0);
  ab_template_add_gradient(t, literal, partials);
}

static void compile(ab_clauses *out, const ab_clauses *clauses, size_t clause,
                    const ab_reduction *reduction) {
  const ab_clause *from = &clauses->clauses[clause];
  const ab_template *t = ab_clause_template(clauses, from);
  size_t count = ab_graph_size(t->graph);
  ab_template *made = ab_reduction_add_template(
      out, clauses, clause, ":smooth", (const char *const *)t->variables, t->variable_count);
  ab_expr *map = ab_allocate(count, sizeof *map);
  for (size_t i = 0; i < count; i++)
    map[i] = ab_node_copy(made->graph, t->graph, (ab_expr)i, map);
  for (size_t l = 0; l < t->literal_count; l++)
    ab_template_add_literal(made, t->literals[l].kind, map[t->literals[l].expr]);
  ab_free(map);
  for (size_t i = 0; i < reduction->count; i++)
    add_gradient(made, mpz_get_ui(mpq_numref(reduction->values[i])) - 1);
  ab_clause *to = ab_reduction_add_clause(out, clauses, clause);
  for (size_t k = 0; k < t->variable_count; k++) {
    mpq_set(to->lo[k], from->lo[k]);
    mpq_set(to->hi[k], from->hi[k]);
  }
}

static void show(ab_text *text, const ab_clauses *clauses, size_t clause,
                 const ab_reduction *reduction) {
  (void)clauses;
  (void)clause;
  ab_text_printf(text, "the gradient of literal");
  for (size_t i = 0; i < reduction->count; i++)
    ab_text_printf(text, "%s %lu", i ? "," : "", mpz_get_ui(mpq_numref(reduction->values[i])));
  ab_text_add(text, " is declared, for tangents");
}

const ab_reduction_kind ab_reduction_gradient = {
    .name = "gradient",
    .verify = verify,
    .compile = compile,
    .show = show,
};

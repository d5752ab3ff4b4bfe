/* SPDX-License-Identifier: MIT */
#include "condition/intermediate.h"

#include "base/memory.h"
#include "condition/normalize.h"

#include <string.h>

bool ab_intermediate_is_chosen(const ab_witness *witness) {
  return witness->choice_count == 1 && strcmp(witness->choices[0].name, "intermediate") == 0;
}

ab_status ab_intermediate_verify(const ab_template *claim, const ab_choice *choice,
                                 ab_error *error) {
  if (choice->count != AB_INTERMEDIATE_VALUES)
    return ab_error_set(error, AB_NOT_VERIFIED, "the choice 'intermediate' needs %d numbers",
                        AB_INTERMEDIATE_VALUES);
  mpq_srcptr node = choice->values[AB_INTERMEDIATE_NODE];
  if (mpz_cmp_ui(mpq_denref(node), 1) != 0 || mpq_cmp_ui(node, 1, 1) < 0 ||
      mpq_cmp_ui(node, ab_graph_size(claim->graph), 1) > 0)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the choice 'intermediate' names no node of the claim");
  if (mpq_cmp(choice->values[AB_INTERMEDIATE_LO], choice->values[AB_INTERMEDIATE_HI]) > 0 ||
      mpq_sgn(choice->values[AB_INTERMEDIATE_BOUND]) < 0)
    return ab_error_set(error, AB_NOT_VERIFIED, "a range of the choice 'intermediate' is empty");
  if (claim->variable_count + 2 > AB_VARIABLES_MAX)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the choice 'intermediate' makes more than %d variables", AB_VARIABLES_MAX);
  return AB_OK;
}

/* What the parts of the compilation share. */
typedef struct {
  ab_clauses *out;
  const ab_template *claim;
  const ab_clause *clause;
  const ab_choice *choice;
} relaxation;

static size_t node_of(const relaxation *r) {
  return mpz_get_ui(mpq_numref(r->choice->values[AB_INTERMEDIATE_NODE])) - 1;
}

/* Copies of all nodes of the claim; if `replaced`, with that variable in the place of the
 * intermediate node. */
static ab_expr *copy_nodes(const relaxation *r, ab_graph *to, bool replaced) {
  size_t count = ab_graph_size(r->claim->graph);
  ab_expr *map = ab_allocate(count, sizeof *map);
  for (size_t i = 0; i < count; i++)
    map[i] = replaced && i == node_of(r) ? ab_graph_variable(to, (uint32_t)r->claim->variable_count)
                                         : ab_node_copy(to, r->claim->graph, (ab_expr)i, map);
  return map;
}

/* A template with the variables and parameters of the claim and `more` (at most 2) variables. */
static ab_template *add_template(const relaxation *r, const char *name, size_t more) {
  static const char *const names[] = {":value", ":multiplier"};
  const char *variables[AB_VARIABLES_MAX];
  size_t n = r->claim->variable_count;
  for (size_t k = 0; k < n + more; k++)
    variables[k] = k < n ? r->claim->variables[k] : names[k - n];
  return ab_clauses_add_template(r->out, name, variables, n + more,
                                 (const char *const *)r->claim->parameters,
                                 r->claim->parameter_count);
}

/* The clause of the last template, over the claim's box and what is left to be set. */
static ab_clause *add_clause(const relaxation *r) {
  size_t last = r->out->template_count - 1;
  ab_clause *clause = ab_clauses_add(r->out, r->out->templates[last].name, last);
  for (size_t k = 0; k < r->claim->variable_count; k++) {
    mpq_set(clause->lo[k], r->clause->lo[k]);
    mpq_set(clause->hi[k], r->clause->hi[k]);
  }
  for (size_t j = 0; j < r->claim->parameter_count; j++) {
    clause->arguments[j].bound = r->clause->arguments[j].bound;
    clause->arguments[j].constant = r->clause->arguments[j].constant;
    mpq_set(clause->arguments[j].value, r->clause->arguments[j].value);
  }
  return clause;
}

/* value >= lo, or hi >= value. */
static void add_range(const relaxation *r, const char *name, bool low) {
  ab_template *t = add_template(r, name, 0);
  ab_expr *map = copy_nodes(r, t->graph, false);
  ab_expr value = map[node_of(r)];
  ab_expr end =
      ab_graph_constant(t->graph, r->choice->values[low ? AB_INTERMEDIATE_LO : AB_INTERMEDIATE_HI]);
  ab_template_add_literal(
      t, AB_LITERAL_NONNEGATIVE,
      ab_graph_binary(t->graph, AB_OP_SUB, low ? value : end, low ? end : value));
  ab_free(map);
  add_clause(r);
}

/* e with the variable y in the place of the node, and for e >= 0 and e > 0 the multiplier times
 * (y - node) added, with which nothing changes where y is the node's value. */
static void add_literals(const relaxation *r, ab_template *t) {
  size_t n = r->claim->variable_count;
  ab_expr *own = copy_nodes(r, t->graph, false), *with = copy_nodes(r, t->graph, true);
  ab_expr y = ab_graph_variable(t->graph, (uint32_t)n);
  ab_expr multiplier = ab_graph_variable(t->graph, (uint32_t)n + 1);
  ab_expr gap = ab_graph_binary(t->graph, AB_OP_SUB, y, own[node_of(r)]);
  ab_expr term = ab_graph_binary(t->graph, AB_OP_MUL, multiplier, gap);
  for (size_t l = 0; l < r->claim->literal_count; l++) {
    const ab_literal *literal = &r->claim->literals[l];
    ab_expr e = with[literal->expr];
    if (literal->kind != AB_LITERAL_NONZERO)
      e = ab_graph_binary(t->graph, AB_OP_ADD, e, term);
    ab_template_add_literal(t, literal->kind, e);
  }
  ab_free(own);
  ab_free(with);
}

static void add_claim(const relaxation *r) {
  size_t n = r->claim->variable_count;
  ab_template *t = add_template(r, "claim", 2);
  t->chosen_count = 1;
  add_literals(r, t);
  ab_clause *clause = add_clause(r);
  mpq_set(clause->lo[n], r->choice->values[AB_INTERMEDIATE_LO]);
  mpq_set(clause->hi[n], r->choice->values[AB_INTERMEDIATE_HI]);
  mpq_neg(clause->lo[n + 1], r->choice->values[AB_INTERMEDIATE_BOUND]);
  mpq_set(clause->hi[n + 1], r->choice->values[AB_INTERMEDIATE_BOUND]);
}

void ab_intermediate_compile(ab_clauses *out, const ab_clauses *claim, const ab_choice *choice) {
  relaxation r = {out, &claim->templates[0], &claim->clauses[0], choice};
  add_range(&r, "value:low", true);
  add_range(&r, "value:high", false);
  add_claim(&r);
}

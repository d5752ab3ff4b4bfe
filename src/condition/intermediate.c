/* SPDX-License-Identifier: MIT */
#include "condition/intermediate.h"

#include "base/memory.h"
#include "condition/expression_show.h"
#include "condition/normalize.h"
#include "num/rational.h"

static ab_status verify(const ab_clauses *clauses, size_t clause, const ab_reduction *reduction,
                        ab_error *error) {
  const ab_template *t = ab_clause_template(clauses, &clauses->clauses[clause]);
  size_t unused;
  ab_status status = ab_reduction_expect_plain(reduction, t, error);
  if (status == AB_OK)
    status = ab_reduction_expect_values(reduction, AB_INTERMEDIATE_VALUES, error);
  if (status == AB_OK)
    status = ab_reduction_number(&unused, reduction, AB_INTERMEDIATE_NODE, ab_graph_size(t->graph),
                                 "node", error);
  if (status != AB_OK)
    return status;
  if (mpq_cmp(reduction->values[AB_INTERMEDIATE_LO], reduction->values[AB_INTERMEDIATE_HI]) > 0 ||
      mpq_sgn(reduction->values[AB_INTERMEDIATE_BOUND]) < 0)
    return ab_error_set(error, AB_NOT_VERIFIED, "a range of the reduction 'intermediate' is empty");
  if (t->variable_count + 2 > AB_VARIABLES_MAX)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the reduction 'intermediate' makes more than %d variables",
                        AB_VARIABLES_MAX);
  return AB_OK;
}

/* What the parts of the compilation share. */
typedef struct {
  ab_clauses *out;
  const ab_clauses *from;
  size_t clause;
  const ab_template *template_; /* of the clause */
  const ab_reduction *reduction;
} relaxation;

static size_t node_of(const relaxation *r) {
  return mpz_get_ui(mpq_numref(r->reduction->values[AB_INTERMEDIATE_NODE])) - 1;
}

/* Copies of all nodes; if `replaced`, with the new variable in the place of the intermediate node.
 */
static ab_expr *copy_nodes(const relaxation *r, ab_graph *to, bool replaced) {
  const ab_template *t = r->template_;
  size_t count = ab_graph_size(t->graph);
  ab_expr *map = ab_allocate(count, sizeof *map);
  for (size_t i = 0; i < count; i++)
    map[i] = replaced && i == node_of(r) ? ab_graph_variable(to, (uint32_t)t->variable_count)
                                         : ab_node_copy(to, t->graph, (ab_expr)i, map);
  return map;
}

/* A template with the variables of the clause and `more` (at most 2). */
static ab_template *add_template(const relaxation *r, const char *suffix, size_t more) {
  static const char *const names[] = {":value", ":multiplier"};
  const char *variables[AB_VARIABLES_MAX];
  size_t n = r->template_->variable_count;
  for (size_t k = 0; k < n + more; k++)
    variables[k] = k < n ? r->template_->variables[k] : names[k - n];
  return ab_reduction_add_template(r->out, r->from, r->clause, suffix, variables, n + more);
}

/* The clause of the last template, over the old box and what is left to be set. */
static ab_clause *add_clause(const relaxation *r) {
  ab_clause *clause = ab_reduction_add_clause(r->out, r->from, r->clause);
  const ab_clause *from = &r->from->clauses[r->clause];
  for (size_t k = 0; k < r->template_->variable_count; k++) {
    mpq_set(clause->lo[k], from->lo[k]);
    mpq_set(clause->hi[k], from->hi[k]);
  }
  return clause;
}

/* value >= lo, or hi >= value. */
static void add_range(const relaxation *r, const char *suffix, bool low) {
  ab_template *t = add_template(r, suffix, 0);
  ab_expr *map = copy_nodes(r, t->graph, false);
  ab_expr value = map[node_of(r)];
  ab_expr end = ab_graph_constant(
      t->graph, r->reduction->values[low ? AB_INTERMEDIATE_LO : AB_INTERMEDIATE_HI]);
  ab_template_add_literal(
      t, AB_LITERAL_NONNEGATIVE,
      ab_graph_binary(t->graph, AB_OP_SUB, low ? value : end, low ? end : value));
  ab_free(map);
  add_clause(r);
}

/* e with the variable y in the place of the node, and for e >= 0 and e > 0 the multiplier times
 * (y - node) added, with which nothing changes where y is the node's value. */
static void add_literals(const relaxation *r, ab_template *t) {
  const ab_template *from = r->template_;
  size_t n = from->variable_count;
  ab_expr *own = copy_nodes(r, t->graph, false), *with = copy_nodes(r, t->graph, true);
  ab_expr y = ab_graph_variable(t->graph, (uint32_t)n);
  ab_expr multiplier = ab_graph_variable(t->graph, (uint32_t)n + 1);
  ab_expr gap = ab_graph_binary(t->graph, AB_OP_SUB, y, own[node_of(r)]);
  ab_expr term = ab_graph_binary(t->graph, AB_OP_MUL, multiplier, gap);
  for (size_t l = 0; l < from->literal_count; l++) {
    const ab_literal *literal = &from->literals[l];
    ab_expr e = with[literal->expr];
    if (literal->kind != AB_LITERAL_NONZERO)
      e = ab_graph_binary(t->graph, AB_OP_ADD, e, term);
    ab_template_add_literal(t, literal->kind, e);
  }
  ab_free(own);
  ab_free(with);
}

static void add_rest(const relaxation *r) {
  size_t n = r->template_->variable_count;
  ab_template *t = add_template(r, ":value:rest", 2);
  t->chosen_count = 1;
  add_literals(r, t);
  ab_clause *clause = add_clause(r);
  mpq_set(clause->lo[n], r->reduction->values[AB_INTERMEDIATE_LO]);
  mpq_set(clause->hi[n], r->reduction->values[AB_INTERMEDIATE_HI]);
  mpq_neg(clause->lo[n + 1], r->reduction->values[AB_INTERMEDIATE_BOUND]);
  mpq_set(clause->hi[n + 1], r->reduction->values[AB_INTERMEDIATE_BOUND]);
}

static void compile(ab_clauses *out, const ab_clauses *clauses, size_t clause,
                    const ab_reduction *reduction) {
  relaxation r = {out, clauses, clause, ab_clause_template(clauses, &clauses->clauses[clause]),
                  reduction};
  add_range(&r, ":value:low", true);
  add_range(&r, ":value:high", false);
  add_rest(&r);
}

static void show(ab_text *text, const ab_clauses *clauses, size_t clause,
                 const ab_reduction *reduction) {
  static const char *const words[] = {"intermediate quantity ", " in [", ", ",
                                      "], multiplier up to "};
  const ab_template *t = ab_clause_template(clauses, &clauses->clauses[clause]);
  size_t node = mpz_get_ui(mpq_numref(reduction->values[AB_INTERMEDIATE_NODE])) - 1;
  for (size_t i = 0; i < AB_INTERMEDIATE_VALUES; i++) {
    ab_text_add(text, words[i]);
    if (i == AB_INTERMEDIATE_NODE)
      ab_expression_show(text, t, (ab_expr)node);
    else
      ab_rational_append(text, reduction->values[i]);
  }
}

const ab_reduction_kind ab_reduction_intermediate = {
    .name = "intermediate", .verify = verify, .compile = compile, .show = show};

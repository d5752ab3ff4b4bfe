/* SPDX-License-Identifier: MIT
 * The clauses of a claim clause.
 *
 * Proof: one clause, literals in the order of the text; a hypothesis enters as its negation, an
 * undefined hypothesis counts as met (docs/theory/clauses.md, section 2). Over an unbounded domain
 * that clause in the cube of a radius, and its images in charts at infinity. Refutation: a rational
 * point of the box, and for each literal a clause without variables that says that the literal is
 * false there (section 5). */
#include "base/memory.h"
#include "condition/charts.h"
#include "condition/inequality.h"
#include "condition/inequality_zeros.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "problem/calculus_walk.h"

#include <string.h>

bool ab_inequality_is_given(const ab_entry *entry) {
  return strcmp(entry->keyword, "given") == 0;
}

void ab_inequality_visit(const ab_entry *claim,
                         void (*visit)(void *context, const ab_comparison *c, bool given),
                         void *context) {
  for (int given = 0; given < 2; given++)
    for (size_t i = 0; i < claim->entry_count; i++)
      for (size_t k = 0; k < claim->entries[i].comparison_count; k++)
        if (ab_inequality_is_given(&claim->entries[i]) == (given == 1))
          visit(context, &claim->entries[i].comparisons[k], given == 1);
}

/* Literals of one comparison: kind and which side is subtracted from which. A hypothesis is negated
 * here. */
typedef struct {
  ab_literal_kind kind;
  bool reversed; /* right - left instead of left - right */
} literal_form;

static size_t literal_forms(literal_form out[2], ab_relation relation, bool given) {
  static const literal_form shown[] = {
      [AB_RELATION_GE] = {AB_LITERAL_NONNEGATIVE, false},
      [AB_RELATION_GT] = {AB_LITERAL_POSITIVE, false},
      [AB_RELATION_LE] = {AB_LITERAL_NONNEGATIVE, true},
      [AB_RELATION_LT] = {AB_LITERAL_POSITIVE, true},
      [AB_RELATION_NE] = {AB_LITERAL_NONZERO, false},
  };
  static const literal_form negated[] = {
      [AB_RELATION_GE] = {AB_LITERAL_POSITIVE, true},
      [AB_RELATION_GT] = {AB_LITERAL_NONNEGATIVE, true},
      [AB_RELATION_LE] = {AB_LITERAL_POSITIVE, false},
      [AB_RELATION_LT] = {AB_LITERAL_NONNEGATIVE, false},
      [AB_RELATION_EQ] = {AB_LITERAL_POSITIVE, false},
  };
  out[0] = given ? negated[relation] : shown[relation];
  out[1] = (literal_form){AB_LITERAL_POSITIVE, true};
  return given && relation == AB_RELATION_EQ ? 2 : 1;
}

/* The literals of the claim in one graph. */
typedef struct {
  const ab_statement *statement;
  ab_graph *graph;
  ab_literal *literals;
  size_t count, capacity;
} builder;

static ab_expr expression(builder *b, ab_term term) {
  ab_expr out = 0;
  ab_error unused; /* check_claim has built it before without an error */
  ab_definitions_expression(b->statement->definitions, b->graph, term, &out, &unused);
  return out;
}

static bool is_zero(const ab_graph *graph, ab_expr e) {
  return ab_graph_node(graph, e)->op == AB_OP_CONSTANT &&
         mpq_sgn(ab_graph_constant_value(graph, e)) == 0;
}

/* x - y, without the zero where one is 0. */
static ab_expr difference(ab_graph *graph, ab_expr x, ab_expr y) {
  if (is_zero(graph, y))
    return x;
  if (is_zero(graph, x))
    return ab_graph_unary(graph, AB_OP_NEG, y);
  return ab_graph_binary(graph, AB_OP_SUB, x, y);
}

static void build_comparison(void *context, const ab_comparison *c, bool given) {
  builder *b = context;
  ab_expr left = expression(b, c->left), right = expression(b, c->right);
  literal_form forms[2];
  size_t count = literal_forms(forms, c->relation, given);
  for (size_t i = 0; i < count; i++) {
    ab_reserve(&b->literals, &b->capacity, b->count + 1, sizeof *b->literals);
    b->literals[b->count++] =
        (ab_literal){forms[i].kind, forms[i].reversed ? difference(b->graph, right, left)
                                                      : difference(b->graph, left, right)};
  }
}

static const char **variable_names(const ab_statement *statement) {
  size_t count = statement->domain.count;
  const char **names = ab_allocate(count, sizeof *names);
  for (size_t k = 0; k < count; k++)
    names[k] = ab_definitions_variable_name(statement->definitions, k);
  return names;
}

/* A template in the variables, with the root constants as parameters. */
static ab_template *add_template(ab_clauses *clauses, const ab_statement *statement,
                                 const char *name) {
  size_t n = statement->domain.count, roots = ab_definitions_root_count(statement->definitions);
  const char **variables = variable_names(statement);
  const char **parameters = ab_allocate(roots, sizeof *parameters);
  for (size_t r = 0; r < roots; r++)
    parameters[r] = ab_definitions_root_name(statement->definitions, r);
  ab_template *t = ab_clauses_add_template(clauses, name, variables, n, parameters, roots);
  ab_free(variables);
  ab_free(parameters);
  return t;
}

/* A clause of the last template over the box [lo, hi]. */
static void add_clause(ab_clauses *clauses, const char *name, const mpq_t *lo, const mpq_t *hi) {
  ab_clause *clause = ab_clauses_add(clauses, name, clauses->template_count - 1);
  const ab_template *t = ab_clause_template(clauses, clause);
  for (size_t k = 0; k < t->variable_count; k++) {
    mpq_set(clause->lo[k], lo[k]);
    mpq_set(clause->hi[k], hi[k]);
  }
  for (size_t r = 0; r < t->parameter_count; r++) {
    clause->arguments[r].bound = true;
    clause->arguments[r].constant = r;
  }
}

ab_template *ab_inequality_add_claim(ab_clauses *clauses, const ab_statement *statement) {
  ab_template *t = add_template(clauses, statement, "claim");
  builder b = {.statement = statement, .graph = t->graph};
  ab_inequality_visit(statement->claim, build_comparison, &b);
  for (size_t i = 0; i < b.count; i++)
    ab_template_add_literal(t, b.literals[i].kind, b.literals[i].expr);
  ab_free(b.literals);
  return t;
}

/* Over the part of an unbounded domain in the cube of the radius, and in the charts that it
 * reaches. */
static ab_status compile_unbounded(ab_clauses *clauses, const ab_statement *statement,
                                   const ab_witness *witness, ab_error *error) {
  const ab_domain *domain = &statement->domain;
  mpq_srcptr radius = witness->choices[0].values[0];
  mpq_t *lo = ab_rationals_create(domain->count), *hi = ab_rationals_create(domain->count);
  ab_charts_near_box(lo, hi, domain, radius);
  add_clause(clauses, "claim", (const mpq_t *)lo, (const mpq_t *)hi);
  ab_rationals_destroy(lo, domain->count);
  ab_rationals_destroy(hi, domain->count);
  ab_clauses scratch;
  ab_clauses_init(&scratch);
  const ab_template *near = ab_inequality_add_claim(&scratch, statement);
  ab_status status = ab_charts_compile(clauses, near, "claim", domain, radius, &witness->constants,
                                       NULL, NULL, error);
  ab_clauses_clear(&scratch);
  return status;
}

static ab_status compile_proof(ab_clauses *clauses, const ab_statement *statement,
                               const ab_witness *witness, ab_error *error) {
  const ab_domain *domain = &statement->domain;
  bool bounded = ab_domain_is_bounded(domain);
  ab_template *claim = ab_inequality_add_claim(clauses, statement);
  ab_inequality_add_zeros(claim, witness, bounded ? 0 : 1);
  if (!bounded)
    return compile_unbounded(clauses, statement, witness, error);
  add_clause(clauses, "claim", (const mpq_t *)domain->lo, (const mpq_t *)domain->hi);
  return AB_OK;
}

/* Literals of "this literal is false": e >= 0 becomes -e > 0, e > 0 becomes -e >= 0, e != 0 becomes
 * -e^2 >= 0. */
static ab_literal negation(ab_graph *graph, ab_literal literal) {
  ab_expr e = literal.expr;
  if (literal.kind == AB_LITERAL_NONZERO)
    e = ab_graph_pow(graph, e, 2);
  e = ab_graph_unary(graph, AB_OP_NEG, e);
  return (ab_literal){
      literal.kind == AB_LITERAL_NONNEGATIVE ? AB_LITERAL_POSITIVE : AB_LITERAL_NONNEGATIVE, e};
}

static bool may_be(const unsigned char *signs, ab_expr e, unsigned set) {
  return (signs[e] & set) != 0;
}

/* A literal that says that the argument of a node lies outside the domain of its operation; false
 * if there is none, or none is needed as the signs of the parts show. */
static bool outside_domain(ab_graph *graph, ab_expr e, const unsigned char *signs,
                           ab_literal *out) {
  const ab_node node = *ab_graph_node(graph, e);
  ab_expr one = ab_graph_integer(graph, 1);
  switch (node.op) {
  case AB_OP_SQRT: /* x < 0 */
    *out = (ab_literal){AB_LITERAL_POSITIVE, ab_build_neg(graph, node.left)};
    return may_be(signs, node.left, AB_SIGN_NEGATIVE);
  case AB_OP_LOG: /* x <= 0 */
    *out = (ab_literal){AB_LITERAL_NONNEGATIVE, ab_build_neg(graph, node.left)};
    return may_be(signs, node.left, AB_SIGN_NEGATIVE | AB_SIGN_ZERO);
  case AB_OP_LOG1P: /* x <= -1 */
    *out = (ab_literal){AB_LITERAL_NONNEGATIVE,
                        ab_build_neg(graph, ab_build_add(graph, node.left, one))};
    return may_be(signs, node.left, AB_SIGN_NEGATIVE);
  case AB_OP_ASIN:
  case AB_OP_ACOS: /* |x| > 1 */
    *out = (ab_literal){AB_LITERAL_POSITIVE,
                        ab_build_sub(graph, ab_build_pow(graph, node.left, 2), one)};
    return true;
  case AB_OP_DIV: /* y = 0, as -y^2 >= 0 */
    *out = (ab_literal){AB_LITERAL_NONNEGATIVE,
                        ab_build_neg(graph, ab_build_pow(graph, node.right, 2))};
    return may_be(signs, node.right, AB_SIGN_ZERO);
  case AB_OP_POW:
    *out = (ab_literal){AB_LITERAL_NONNEGATIVE,
                        ab_build_neg(graph, ab_build_pow(graph, node.left, 2))};
    return node.exponent < 0 && may_be(signs, node.left, AB_SIGN_ZERO);
  default:
    return false;
  }
}

/* Adds literals that say that e is undefined: some part of it is applied outside its domain. */
static void add_undefined(ab_template *t, ab_expr e) {
  bool *needed = ab_graph_parts(t->graph, e);
  unsigned char *signs = ab_walk_signs(t->graph, e, needed);
  for (ab_expr i = 0; i <= e && t->literal_count < AB_LITERALS_MAX; i++) {
    ab_literal literal;
    if (needed[i] && outside_domain(t->graph, i, signs, &literal))
      ab_template_add_literal(t, literal.kind, literal.expr);
  }
  ab_free(signs);
  ab_free(needed);
}

/* The point of a refutation: a single choice named "point". Each literal of the claim is false
 * there: its negation holds, or it is undefined. */
static void compile_refutation(ab_clauses *clauses, const ab_statement *statement,
                               const ab_choice *point) {
  builder all = {.statement = statement, .graph = ab_graph_create()};
  ab_inequality_visit(statement->claim, build_comparison, &all);
  for (size_t i = 0; i < all.count; i++) {
    ab_template *t = add_template(clauses, statement, "false");
    builder b = {.statement = statement, .graph = t->graph};
    ab_inequality_visit(statement->claim, build_comparison, &b);
    ab_literal literal = negation(t->graph, b.literals[i]);
    ab_template_add_literal(t, literal.kind, literal.expr);
    add_undefined(t, b.literals[i].expr);
    ab_free(b.literals);
    add_clause(clauses, "false", (const mpq_t *)point->values, (const mpq_t *)point->values);
  }
  ab_graph_destroy(all.graph);
  ab_free(all.literals);
}

ab_status ab_inequality_compile(ab_clauses *clauses, const ab_statement *statement,
                                ab_certificate_kind kind, const ab_witness *witness,
                                ab_error *error) {
  if (kind == AB_CERTIFICATE_PROOF)
    return compile_proof(clauses, statement, witness, error);
  compile_refutation(clauses, statement, &witness->choices[0]);
  return AB_OK;
}

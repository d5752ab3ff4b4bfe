/* SPDX-License-Identifier: MIT
 * A claim clause about variables: for all points of the box, the hypotheses imply one of the
 * conclusions.
 *
 * Proof: one clause, literals in the order of the text; a hypothesis enters as its negation, an
 * undefined hypothesis counts as met (docs/theory/clauses.md, section 3). Refutation: a rational
 * point of the box, and for each literal a clause without variables that says that the literal is
 * false there (section 4). */
#include "base/memory.h"
#include "condition/conditions.h"
#include "family/root_constants.h"
#include "num/rational.h"
#include "problem/entries.h"
#include "problem/print.h"

#include <string.h>

static ab_status find_coordinate(void *context, ab_term target, size_t *first, size_t *count,
                                 ab_error *error) {
  const ab_statement *statement = context;
  return ab_definitions_find_variable(statement->definitions, target, first, count, error);
}

static void coordinate_name(void *context, size_t coordinate, ab_text *text) {
  const ab_statement *statement = context;
  ab_text_add(text, ab_definitions_variable_name(statement->definitions, coordinate));
}

static bool is_given(const ab_entry *entry) {
  return strcmp(entry->keyword, "given") == 0;
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

static ab_status check_comparison(const ab_statement *statement, const ab_comparison *comparison,
                                  bool given, ab_error *error) {
  if (given && comparison->relation == AB_RELATION_NE)
    return ab_syntax_error(statement->syntax, comparison->place, error,
                           "!= cannot be a hypothesis: its negation, an equation, cannot be a "
                           "literal");
  if (!given && comparison->relation == AB_RELATION_EQ)
    return ab_syntax_error(statement->syntax, comparison->place, error,
                           "an equation cannot be a conclusion; write two claims, >= and <=");
  ab_graph *graph = ab_graph_create(); /* names and operations are checked once here */
  ab_expr unused;
  ab_status status =
      ab_definitions_expression(statement->definitions, graph, comparison->left, &unused, error);
  if (status == AB_OK)
    status =
        ab_definitions_expression(statement->definitions, graph, comparison->right, &unused, error);
  ab_graph_destroy(graph);
  return status;
}

static ab_status check_claim(const ab_statement *statement, ab_error *error) {
  const ab_entry *claim = statement->claim;
  size_t conclusions = 0, literals = 0;
  for (size_t i = 0; i < claim->entry_count; i++) {
    const ab_entry *entry = &claim->entries[i];
    if (entry->kind != AB_ENTRY_DISJUNCTION)
      return ab_syntax_error(statement->syntax, entry->place, error,
                             "expected an inequality, such as 'x^2 >= 0 or x > 1;'");
    if (is_given(entry) && entry->comparison_count != 1)
      return ab_syntax_error(
          statement->syntax, entry->place, error,
          "a hypothesis is a single inequality; move the alternatives to 'show'");
    conclusions += !is_given(entry);
    for (size_t k = 0; k < entry->comparison_count; k++) {
      ab_status status =
          check_comparison(statement, &entry->comparisons[k], is_given(entry), error);
      if (status != AB_OK)
        return status;
      literals += 2;
    }
  }
  if (conclusions != 1)
    return ab_syntax_error(statement->syntax, claim->place, error,
                           conclusions
                               ? "a claim has one conclusion (alternatives joined by 'or'); "
                                 "write several claims"
                               : "this claim has no conclusion");
  if (literals > AB_LITERALS_MAX)
    return ab_syntax_error(statement->syntax, claim->place, error,
                           "this claim has too many alternatives (at most %d)",
                           AB_LITERALS_MAX / 2);
  return AB_OK;
}

static ab_status read(ab_statement *statement, ab_error *error) {
  static const char *const keywords[] = {"variables", "constant", "parameter",
                                         "function",  "domain",   "claim"};
  ab_status status = ab_entries_keywords(
      statement->syntax, keywords, sizeof keywords / sizeof *keywords, "a claim clause", error);
  if (status != AB_OK)
    return status;
  size_t count = ab_definitions_variable_count(statement->definitions);
  ab_coordinates coordinates = {statement, find_coordinate, coordinate_name};
  if (count == 0) /* a statement about numbers */
    return check_claim(statement, error);
  status = ab_domain_read(&statement->domain, statement->syntax, statement->definitions, count,
                          &coordinates, false, error);
  return status == AB_OK ? check_claim(statement, error) : status;
}

/* Calls visit for every comparison, conclusions first: literal 1 is what the claim is about. */
static void visit_comparisons(const ab_entry *claim,
                              void (*visit)(void *context, const ab_comparison *c, bool given),
                              void *context) {
  for (int given = 0; given < 2; given++)
    for (size_t i = 0; i < claim->entry_count; i++)
      for (size_t k = 0; k < claim->entries[i].comparison_count; k++)
        if (is_given(&claim->entries[i]) == (given == 1))
          visit(context, &claim->entries[i].comparisons[k], given == 1);
}

/* Canonical text: >, >=, != and = only, hypotheses first. */
static void append_comparison(ab_text *text, const ab_syntax *syntax, const ab_comparison *c) {
  static const char *const signs[] = {
      [AB_RELATION_GE] = ">=", [AB_RELATION_LE] = ">=", [AB_RELATION_GT] = ">",
      [AB_RELATION_LT] = ">",  [AB_RELATION_NE] = "!=", [AB_RELATION_EQ] = "="};
  bool reversed = c->relation == AB_RELATION_LE || c->relation == AB_RELATION_LT;
  ab_syntax_print_term(text, syntax, reversed ? c->right : c->left);
  ab_text_printf(text, " %s ", signs[c->relation]);
  ab_syntax_print_term(text, syntax, reversed ? c->left : c->right);
}

typedef struct {
  ab_term *terms;
  size_t count, capacity;
} term_list;

static void collect_terms(void *context, const ab_comparison *c, bool given) {
  (void)given;
  term_list *list = context;
  ab_reserve(&list->terms, &list->capacity, list->count + 2, sizeof *list->terms);
  list->terms[list->count++] = c->left;
  list->terms[list->count++] = c->right;
}

static void append_claim(ab_text *text, const ab_statement *statement) {
  const ab_entry *claim = statement->claim;
  ab_text_add(text, "claim clause {\n");
  for (int given = 1; given >= 0; given--)
    for (size_t i = 0; i < claim->entry_count; i++) {
      const ab_entry *entry = &claim->entries[i];
      if (is_given(entry) != (given == 1))
        continue;
      ab_text_add(text, given ? "  given " : "  show ");
      for (size_t k = 0; k < entry->comparison_count; k++) {
        ab_text_add(text, k ? " or " : "");
        append_comparison(text, statement->syntax, &entry->comparisons[k]);
      }
      ab_text_add(text, ";\n");
    }
  ab_text_add(text, "}\n");
}

static void append_domain(ab_text *text, const ab_statement *statement) {
  if (statement->domain.count == 0)
    return;
  ab_text_add(text, "domain {\n");
  for (size_t k = 0; k < statement->domain.count; k++) {
    ab_text_add(text, "  ");
    ab_domain_append_range(text, &statement->domain, k,
                           ab_definitions_variable_name(statement->definitions, k));
    ab_text_add(text, "\n");
  }
  ab_text_add(text, "}\n");
}

static void append(ab_text *text, const ab_statement *statement) {
  term_list list = {0};
  visit_comparisons(statement->claim, collect_terms, &list);
  ab_definitions_append(text, statement->definitions, list.terms, list.count);
  ab_free(list.terms);
  append_domain(text, statement);
  append_claim(text, statement);
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

static void compile_proof(ab_clauses *clauses, const ab_statement *statement) {
  ab_template *t = add_template(clauses, statement, "claim");
  builder b = {.statement = statement, .graph = t->graph};
  visit_comparisons(statement->claim, build_comparison, &b);
  for (size_t i = 0; i < b.count; i++)
    ab_template_add_literal(t, b.literals[i].kind, b.literals[i].expr);
  ab_free(b.literals);
  add_clause(clauses, "claim", (const mpq_t *)statement->domain.lo,
             (const mpq_t *)statement->domain.hi);
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

/* The point of a refutation: a single choice named "point". */
static void compile_refutation(ab_clauses *clauses, const ab_statement *statement,
                               const ab_choice *point) {
  builder all = {.statement = statement, .graph = ab_graph_create()};
  visit_comparisons(statement->claim, build_comparison, &all);
  for (size_t i = 0; i < all.count; i++) {
    ab_template *t = add_template(clauses, statement, "false");
    builder b = {.statement = statement, .graph = t->graph};
    visit_comparisons(statement->claim, build_comparison, &b);
    ab_literal literal = negation(t->graph, b.literals[i]);
    ab_template_add_literal(t, literal.kind, literal.expr);
    ab_free(b.literals);
    add_clause(clauses, "false", (const mpq_t *)point->values, (const mpq_t *)point->values);
  }
  ab_graph_destroy(all.graph);
  ab_free(all.literals);
}

static ab_status verify_point(const ab_statement *statement, const ab_witness *witness,
                              ab_error *error) {
  const ab_domain *domain = &statement->domain;
  if (witness->choice_count != 1 || strcmp(witness->choices[0].name, "point") != 0 ||
      witness->choices[0].count != domain->count)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "a refutation needs one choice 'point' with %zu numbers", domain->count);
  for (size_t k = 0; k < domain->count; k++)
    if (mpq_cmp(witness->choices[0].values[k], domain->lo[k]) < 0 ||
        mpq_cmp(witness->choices[0].values[k], domain->hi[k]) > 0)
      return ab_error_set(error, AB_NOT_VERIFIED, "the point is not in the domain: %s",
                          ab_definitions_variable_name(statement->definitions, k));
  return AB_OK;
}

static ab_status verify(const ab_statement *statement, ab_certificate_kind kind,
                        const ab_witness *witness, ab_error *error) {
  if (witness->constants.count != ab_definitions_root_count(statement->definitions))
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the constants of the witness are not the root constants of the claim");
  if (ab_root_constants_verify(statement->definitions, &witness->constants, error) != AB_OK)
    return AB_NOT_VERIFIED;
  if (kind == AB_CERTIFICATE_REFUTATION)
    return verify_point(statement, witness, error);
  if (kind == AB_CERTIFICATE_PROOF && witness->choice_count == 0)
    return AB_OK;
  return ab_error_set(error, AB_NOT_VERIFIED,
                      "a proof of this claim needs no witness, and no theorem settles it");
}

static ab_status compile(ab_clauses *clauses, const ab_statement *statement,
                         ab_certificate_kind kind, const ab_witness *witness, ab_error *error) {
  (void)error;
  if (kind == AB_CERTIFICATE_REFUTATION)
    compile_refutation(clauses, statement, &witness->choices[0]);
  else
    compile_proof(clauses, statement);
  return AB_OK;
}

static void coordinate(ab_text *text, const ab_statement *statement, size_t k) {
  ab_text_add(text, ab_definitions_variable_name(statement->definitions, k));
}

const ab_condition ab_condition_inequality = {.claim = "clause",
                                              .family = NULL,
                                              .coordinate = coordinate,
                                              .read = read,
                                              .append = append,
                                              .show = ab_inequality_show,
                                              .verify = verify,
                                              .compile = compile};

/* SPDX-License-Identifier: MIT
 * A claim clause about variables: for all points of the box, the hypotheses imply one of the
 * conclusions.
 *
 * Reading, canonical text and witness; the clauses are in inequality_compile.c. */
#include "condition/inequality.h"
#include "base/memory.h"
#include "condition/charts.h"
#include "condition/conditions.h"
#include "condition/inequality_zeros.h"
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
    if (ab_inequality_is_given(entry) && entry->comparison_count != 1)
      return ab_syntax_error(
          statement->syntax, entry->place, error,
          "a hypothesis is a single inequality; move the alternatives to 'show'");
    conclusions += !ab_inequality_is_given(entry);
    for (size_t k = 0; k < entry->comparison_count; k++) {
      ab_status status =
          check_comparison(statement, &entry->comparisons[k], ab_inequality_is_given(entry), error);
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
                          &coordinates, true, error);
  return status == AB_OK ? check_claim(statement, error) : status;
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
      if (ab_inequality_is_given(entry) != (given == 1))
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
  ab_inequality_visit(statement->claim, collect_terms, &list);
  ab_definitions_append(text, statement->definitions, list.terms, list.count);
  ab_free(list.terms);
  append_domain(text, statement);
  append_claim(text, statement);
}

static ab_status verify_point(const ab_statement *statement, const ab_witness *witness,
                              ab_error *error) {
  const ab_domain *domain = &statement->domain;
  if (witness->choice_count != 1 || strcmp(witness->choices[0].name, "point") != 0 ||
      witness->choices[0].count != domain->count)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "a refutation needs one choice 'point' with %zu numbers", domain->count);
  return ab_domain_holds(domain, (const mpq_t *)witness->choices[0].values)
             ? AB_OK
             : ab_error_set(error, AB_NOT_VERIFIED, "the point is not in the domain");
}

/* An unbounded domain needs a radius; both kinds may have zeros. */
static ab_status verify_proof(const ab_statement *statement, const ab_witness *witness,
                              ab_error *error) {
  const ab_domain *domain = &statement->domain;
  bool bounded = ab_domain_is_bounded(domain);
  if (!bounded && (witness->choice_count == 0 || strcmp(witness->choices[0].name, "radius") != 0 ||
                   witness->choices[0].count != 1 ||
                   !ab_charts_radius_is_good(domain, witness->choices[0].values[0])))
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "a proof over an unbounded domain needs the choice 'radius', not below the "
                        "size of any finite end");
  ab_clauses clauses;
  ab_clauses_init(&clauses);
  const ab_template *claim = ab_inequality_add_claim(&clauses, statement);
  ab_status status = ab_inequality_verify_zeros(claim, witness, bounded ? 0 : 1, error);
  ab_clauses_clear(&clauses);
  return status;
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
  return kind == AB_CERTIFICATE_PROOF
             ? verify_proof(statement, witness, error)
             : ab_error_set(error, AB_NOT_VERIFIED, "no theorem settles this claim");
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
                                              .compile = ab_inequality_compile};

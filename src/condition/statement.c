/* SPDX-License-Identifier: MIT */
#include "condition/statement.h"

#include "base/memory.h"
#include "condition/conditions.h"
#include "condition/normalize.h"
#include "condition/reduction.h"
#include "problem/entries.h"

#include <string.h>

static const ab_condition *const conditions[] = {&ab_condition_inequality,
                                                 &ab_condition_alpha_beta_factorization,
                                                 &ab_condition_alpha_beta_network,
                                                 &ab_condition_alpha_beta_functions,
                                                 &ab_condition_pl,
                                                 &ab_condition_pl_star,
                                                 &ab_condition_aiming,
                                                 &ab_condition_quasar_convexity,
                                                 &ab_condition_rsi,
                                                 &ab_condition_error_bound,
                                                 &ab_condition_quadratic_growth,
                                                 &ab_condition_growth,
                                                 &ab_condition_growth_factorization,
                                                 &ab_condition_growth_network};
enum {
  CONDITIONS = sizeof conditions / sizeof *conditions,
  PRECISION = 64 /* of certificates, unless another is asked for */
};

ab_status ab_statement_claims(const ab_syntax *syntax, const ab_entry ***claims, size_t *count,
                              ab_error *error) {
  const ab_entry **found = ab_allocate(syntax->entry_count, sizeof *found);
  ab_status status = AB_OK;
  size_t n = 0;
  for (size_t i = 0; i < syntax->entry_count && status == AB_OK; i++) {
    const ab_entry *entry = &syntax->entries[i];
    if (strcmp(entry->keyword, "claim") != 0)
      continue;
    for (size_t k = 0; k < n && status == AB_OK; k++) {
      if (entry->name && found[k]->name == entry->name)
        status = ab_syntax_error(syntax, entry->name_place, error,
                                 "a second claim named %s (the first is on line %zu)", entry->name,
                                 found[k]->place.line);
      else if (!entry->name && !found[k]->name)
        status = ab_syntax_error(syntax, entry->place, error,
                                 "a second claim without a name (the first is on line %zu): give "
                                 "each a name, as in 'claim clause first { ... }'",
                                 found[k]->place.line);
    }
    found[n++] = entry;
  }
  if (status == AB_OK && n == 0)
    status = ab_syntax_error(syntax, (ab_place){1, 1}, error, "the problem has no claim");
  if (status != AB_OK) {
    ab_free(found);
    found = NULL;
    n = 0;
  }
  *claims = found;
  *count = n;
  return status;
}

/* The family word of the problem; NULL without a family block. */
static ab_status find_family(const ab_syntax *syntax, const ab_entry **family, ab_error *error) {
  ab_status status = ab_entries_only(syntax, "family", family, error);
  if (status != AB_OK || !*family)
    return status;
  const char *names[CONDITIONS];
  size_t count = 0;
  for (size_t i = 0; i < CONDITIONS; i++) {
    if (conditions[i]->family)
      names[count++] = conditions[i]->family;
    if (conditions[i]->family && (*family)->subject &&
        strcmp(conditions[i]->family, (*family)->subject) == 0)
      return AB_OK;
  }
  const char *subject = (*family)->subject ? (*family)->subject : "";
  const char *close = ab_closest_name(subject, names, count);
  return ab_syntax_error(syntax, (*family)->subject_place, error,
                         close ? "unknown family '%s'; did you mean '%s'?" : "unknown family '%s'",
                         subject, close);
}

static ab_status find_condition(ab_statement *statement, ab_error *error) {
  const ab_entry *family;
  ab_status status = find_family(statement->syntax, &family, error);
  if (status != AB_OK)
    return status;
  const ab_entry *claim = statement->claim;
  const char *subject = claim->subject ? claim->subject : "", *names[CONDITIONS];
  bool known = false;
  for (size_t i = 0; i < CONDITIONS; i++) {
    const ab_condition *c = conditions[i];
    names[i] = c->claim;
    if (strcmp(c->claim, subject) != 0)
      continue;
    known = true;
    if (family ? c->family && strcmp(c->family, family->subject) == 0 : !c->family) {
      statement->condition = c;
      return AB_OK;
    }
  }
  if (known)
    return ab_syntax_error(statement->syntax, claim->subject_place, error,
                           "a claim '%s' cannot be made about %s%s", subject,
                           family ? "the family " : "variables without a family",
                           family ? family->subject : "");
  const char *close = ab_closest_name(subject, names, CONDITIONS);
  return ab_syntax_error(statement->syntax, claim->subject_place, error,
                         close ? "unknown kind of claim '%s'; did you mean '%s'?"
                               : "unknown kind of claim '%s'",
                         subject, close);
}

/* The root constants of the file are well-formed: said where they stand in it. */
static ab_status check_roots(ab_definitions *definitions, ab_error *error) {
  ab_status status = AB_OK;
  for (size_t r = 0; r < ab_definitions_root_count(definitions) && status == AB_OK; r++) {
    ab_graph *graph = ab_graph_create();
    ab_root_definition root;
    ab_root_definition_init(&root);
    status = ab_definitions_root(definitions, r, graph, &root, error);
    ab_root_definition_clear(&root);
    ab_graph_destroy(graph);
  }
  return status;
}

ab_status ab_statement_read(ab_statement *statement, const ab_syntax *syntax, const ab_entry *claim,
                            ab_error *error) {
  *statement = (ab_statement){.syntax = syntax, .claim = claim};
  ab_claim_constants_init(&statement->constants);
  ab_status status = find_condition(statement, error);
  if (status == AB_OK)
    status = ab_definitions_read(&statement->definitions, syntax, error);
  if (status == AB_OK)
    status = check_roots(statement->definitions, error);
  if (status == AB_OK)
    status = statement->condition->read(statement, error);
  if (status != AB_OK)
    ab_statement_clear(statement);
  return status;
}

void ab_statement_clear(ab_statement *statement) {
  ab_definitions_destroy(statement->definitions);
  ab_matrix_factorization_clear(&statement->factorization);
  ab_network_clear(&statement->network);
  ab_domain_clear(&statement->domain);
  ab_functions_clear(&statement->functions);
  ab_claim_constants_clear(&statement->constants);
  *statement = (ab_statement){0};
}

ab_status ab_statement_parse(ab_statement *statement, ab_syntax **syntax, const ab_text *text,
                             ab_error *error) {
  const ab_entry **claims = NULL;
  size_t count;
  *syntax = NULL;
  ab_status status =
      ab_syntax_parse(syntax, "canonical claim text", text->data, text->length, error);
  if (status == AB_OK)
    status = ab_statement_claims(*syntax, &claims, &count, error);
  if (status == AB_OK)
    status = ab_statement_read(statement, *syntax, claims[0], error);
  ab_free(claims);
  if (status == AB_OK)
    return AB_OK;
  ab_syntax_destroy(*syntax);
  *syntax = NULL;
  return error->status = AB_INTERNAL;
}

ab_status ab_statement_read_constants(ab_statement *statement, ab_error *error) {
  return ab_claim_constants_read(&statement->constants, statement->condition->constants,
                                 statement->syntax, statement->claim, statement->definitions,
                                 error);
}

void ab_statement_append_constants(ab_text *text, const ab_statement *statement) {
  ab_claim_constants_append(text, &statement->constants, statement->condition->claim);
}

void ab_statement_show_constants(ab_text *text, const ab_statement *statement) {
  ab_claim_constants_show(text, &statement->constants, statement->syntax);
}

mpq_srcptr ab_statement_constant(const ab_statement *statement, size_t k) {
  return statement->constants.items[k].value;
}

bool ab_statement_has_free_constant(const ab_statement *statement) {
  return statement->condition->constants && !statement->constants.is_set;
}

ab_status ab_statement_set_best(ab_statement *statement, const mpq_t value, ab_error *error) {
  return ab_claim_constants_set(&statement->constants, value, statement->syntax, error);
}

void ab_basis_clear(ab_basis *basis) {
  ab_text_clear(&basis->argument);
  ab_text_clear(&basis->assumptions);
  *basis = (ab_basis){0};
}

void ab_statement_basis(ab_basis *basis, const ab_statement *statement, const ab_witness *witness) {
  *basis = (ab_basis){0};
  if (statement->condition->basis)
    statement->condition->basis(basis, statement, witness);
}

static ab_status check_size(const ab_clauses *clauses, ab_error *error) {
  return ab_clauses_workspace(clauses, PRECISION) <= AB_WORKSPACE_MAX
             ? AB_OK
             : ab_error_set(error, AB_NOT_VERIFIED,
                            "the claim is too large: its clauses ask for too much memory");
}

/* The clauses before any reduction. */
static ab_status compile(ab_clauses *clauses, const ab_statement *statement,
                         ab_certificate_kind kind, const ab_witness *witness, ab_error *error) {
  ab_status status = statement->condition->compile(clauses, statement, kind, witness, error);
  ab_clauses_normalize(clauses);
  return status == AB_OK ? check_size(clauses, error) : status;
}

ab_status ab_statement_compile(ab_clauses *clauses, const ab_statement *statement,
                               ab_certificate_kind kind, const ab_witness *witness,
                               ab_error *error) {
  ab_status status = compile(clauses, statement, kind, witness, error);
  if (status == AB_OK && kind != AB_CERTIFICATE_PROOF && witness->reduction_count > 0)
    status = ab_error_set(error, AB_NOT_VERIFIED, "only a proof may have reductions");
  for (size_t i = 0; i < witness->reduction_count && status == AB_OK; i++) {
    status = ab_reduction_apply(clauses, &witness->reductions[i], error);
    if (status == AB_OK)
      status = check_size(clauses, error);
  }
  return status;
}

void ab_statement_show_reductions(ab_text *text, const ab_statement *statement,
                                  const ab_witness *witness) {
  ab_clauses clauses;
  ab_error unused;
  ab_clauses_init(&clauses);
  ab_status status = witness->reduction_count
                         ? compile(&clauses, statement, AB_CERTIFICATE_PROOF, witness, &unused)
                         : AB_NOT_VERIFIED;
  for (size_t i = 0; i < witness->reduction_count && status == AB_OK; i++) {
    ab_reduction_show(text, &clauses, &witness->reductions[i]);
    status = ab_reduction_apply(&clauses, &witness->reductions[i], &unused);
  }
  ab_clauses_clear(&clauses);
}

void ab_statement_coordinate_name(ab_text *text, const ab_statement *statement, size_t k) {
  statement->condition->coordinate(text, statement, k);
}

void ab_statement_append(ab_text *text, const ab_statement *statement) {
  ab_text_add(text, "language 1;\n");
  statement->condition->append(text, statement);
}

/* The terms of a claim: of its comparisons, and for own functions of the f_i and what they use. */
typedef struct {
  void (*report)(void *context, const char *warning);
  void *context;
} warner;

static void warn_unused(void *context, const char *name) {
  const warner *w = context;
  ab_text text;
  ab_text_init(&text);
  ab_text_printf(&text, "the variable %s does not occur in the claim", name);
  w->report(w->context, text.data);
  ab_text_clear(&text);
}

typedef struct {
  ab_term *items;
  size_t count, capacity;
} terms_of_claim;

static void add_term(terms_of_claim *terms, ab_term term) {
  ab_reserve(&terms->items, &terms->capacity, terms->count + 1, sizeof *terms->items);
  terms->items[terms->count++] = term;
}

static void collect(terms_of_claim *terms, const ab_statement *statement) {
  const ab_entry *claim = statement->claim;
  for (size_t i = 0; i < claim->entry_count; i++)
    for (size_t k = 0; k < claim->entries[i].comparison_count; k++) {
      add_term(terms, claim->entries[i].comparisons[k].left);
      add_term(terms, claim->entries[i].comparisons[k].right);
    }
  const ab_syntax *syntax = statement->syntax;
  for (size_t i = 0; i < syntax->entry_count && statement->functions.function_count > 0; i++)
    if (syntax->entries[i].kind == AB_ENTRY_DEFINITION &&
        strcmp(syntax->entries[i].keyword, "function") == 0)
      add_term(terms, syntax->entries[i].value);
}

void ab_statement_warnings(const ab_statement *statement,
                           void (*report)(void *context, const char *warning), void *context) {
  terms_of_claim terms = {0};
  collect(&terms, statement);
  warner w = {report, context};
  ab_definitions_unused(statement->definitions, terms.items, terms.count, warn_unused, &w);
  ab_free(terms.items);
}

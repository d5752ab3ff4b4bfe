/* SPDX-License-Identifier: MIT */
#include "family/functions.h"

#include "base/memory.h"
#include "expr/exact.h"
#include "family/faces.h"
#include "family/functions_across.h"
#include "family/level.h"
#include "num/rational.h"
#include "problem/calculus_walk.h"
#include "problem/entries.h"
#include "problem/print.h"
#include "real/singular.h"

#include <string.h>

enum { POINTS_MAX = 64 };

typedef struct {
  ab_functions *family;
  const ab_syntax *syntax;
  ab_error *error;
} reader;

static ab_status fail_at(const reader *r, ab_term term, const char *message) {
  return ab_syntax_error(r->syntax, r->syntax->terms[term].place, r->error, "%s", message);
}

static ab_status read_functions(reader *r) {
  ab_functions *f = r->family;
  f->variable_count = ab_definitions_variable_count(f->definitions);
  f->function_count = ab_definitions_objective_count(f->definitions);
  f->root_count = ab_definitions_root_count(f->definitions);
  f->graph = ab_graph_create();
  if (f->function_count == 0 || f->variable_count == 0)
    return ab_syntax_error(r->syntax, (ab_place){1, 1}, r->error,
                           "the problem needs variables and functions, such as 'variables x; "
                           "function f1 = x^2;'");
  f->names = ab_allocate(f->variable_count, sizeof *f->names);
  for (size_t k = 0; k < f->variable_count; k++) {
    const char *name = ab_definitions_variable_name(f->definitions, k);
    f->names[k] = ab_copy_text(name, strlen(name));
  }
  f->functions = ab_allocate(f->function_count, sizeof *f->functions);
  f->infima = ab_allocate(f->function_count, sizeof *f->infima);
  f->infimum_found = ab_allocate(f->function_count, sizeof *f->infimum_found);
  ab_expr sum = ab_graph_integer(f->graph, 0);
  for (size_t i = 0; i < f->function_count; i++) {
    ab_status status =
        ab_definitions_objective(f->definitions, f->graph, i, &f->functions[i], r->error);
    if (status != AB_OK)
      return status;
    f->infima[i] = ab_graph_integer(f->graph, 0);
    sum = ab_build_add(f->graph, sum, f->functions[i]);
  }
  f->mean = ab_build_div(f->graph, sum, ab_graph_integer(f->graph, (long)f->function_count));
  return AB_OK;
}

/* Whether no operation of this kind occurs in an expression. */
static bool is_free_of(const ab_graph *graph, ab_expr root, ab_op op) {
  bool *parts = ab_graph_parts(graph, root);
  bool free = true;
  for (size_t i = 0; i <= root && free; i++)
    free = !parts[i] || ab_graph_node(graph, (ab_expr)i)->op != op;
  ab_free(parts);
  return free;
}

static ab_status read_constant(const reader *r, ab_term term, ab_expr *out) {
  ab_functions *f = r->family;
  ab_status status = ab_definitions_expression(f->definitions, f->graph, term, out, r->error);
  if (status == AB_OK && !is_free_of(f->graph, *out, AB_OP_VARIABLE))
    status = fail_at(r, term, "expected a number, found a formula with variables");
  return status;
}

/* Which function the target of an infimum names. */
static ab_status find_function(const reader *r, ab_term target, size_t *index) {
  ab_text name;
  ab_text_init(&name);
  ab_syntax_print_term(&name, r->syntax, target);
  size_t i = 0;
  while (i < r->family->function_count &&
         strcmp(ab_definitions_objective_name(r->family->definitions, i), name.data) != 0)
    i++;
  ab_status status = AB_OK;
  if (i == r->family->function_count)
    status = ab_syntax_error(r->syntax, r->syntax->terms[target].place, r->error,
                             "%s is not one of the functions of this problem", name.data);
  ab_text_clear(&name);
  *index = i;
  return status;
}

static ab_status read_infimum(const reader *r, bool *given) {
  const ab_entry *block;
  ab_status status = ab_entries_only(r->syntax, "infimum", &block, r->error);
  if (status != AB_OK || !block)
    return status;
  bool *seen = given;
  for (size_t k = 0; k < block->entry_count && status == AB_OK; k++) {
    const ab_entry *entry = &block->entries[k];
    size_t i;
    if (entry->kind != AB_ENTRY_ASSIGN) {
      status = ab_syntax_error(r->syntax, entry->place, r->error, "expected 'f1 = 0;'");
      break;
    }
    status = find_function(r, entry->target, &i);
    if (status == AB_OK && seen[i])
      status = fail_at(r, entry->target, "the infimum of this function is given twice");
    if (status == AB_OK) {
      seen[i] = true;
      status = read_constant(r, entry->value, &r->family->infima[i]);
    }
  }
  return status;
}

static ab_status read_point(const reader *r, ab_term term) {
  ab_functions *f = r->family;
  const ab_term_node *node = &r->syntax->terms[term];
  size_t d = f->variable_count, count = node->kind == AB_TERM_TUPLE ? node->count : 1;
  if (count != d)
    return ab_syntax_error(r->syntax, node->place, r->error,
                           "this point has %zu coordinates, the problem has %zu variables", count,
                           d);
  if (f->point_count == POINTS_MAX)
    return fail_at(r, term, "too many points");
  ab_status status = AB_OK;
  for (size_t j = 0; j < d && status == AB_OK; j++)
    status =
        read_constant(r, node->kind == AB_TERM_TUPLE ? ab_term_child(r->syntax, term, j) : term,
                      &f->points[f->point_count * d + j]);
  f->point_count++;
  return status;
}

static ab_status read_points(const reader *r, const ab_entry *entry) {
  ab_status status = AB_OK;
  for (size_t k = 0; k < entry->entry_count && status == AB_OK; k++)
    status = entry->entries[k].kind == AB_ENTRY_TERM
                 ? read_point(r, entry->entries[k].value)
                 : ab_syntax_error(r->syntax, entry->entries[k].place, r->error,
                                   "expected a point, such as (0, 1);");
  if (status == AB_OK && r->family->point_count == 0)
    status = ab_syntax_error(r->syntax, entry->place, r->error, "no point is given");
  return status;
}

/* Whether the parts with variables in them are sums, products, quotients by a part without and
 * powers: the expression is then a polynomial, defined wherever its parts without variables are,
 * and its derivatives are those of one formula everywhere (a kink has several). */
static bool is_polynomial(const ab_graph *graph, ab_expr root) {
  bool *needed = ab_graph_parts(graph, root), *depends = ab_walk_depends(graph, root, needed);
  bool polynomial = true;
  for (size_t i = 0; i <= root && polynomial; i++) {
    const ab_node *node = ab_graph_node(graph, (ab_expr)i);
    if (needed[i] && depends[i])
      polynomial = node->op == AB_OP_VARIABLE || node->op == AB_OP_ADD || node->op == AB_OP_SUB ||
                   node->op == AB_OP_MUL || node->op == AB_OP_NEG ||
                   (node->op == AB_OP_DIV && !depends[node->right]) ||
                   (node->op == AB_OP_POW && node->exponent >= 0);
  }
  ab_free(depends);
  ab_free(needed);
  return polynomial;
}

/* The coefficients of an affine polynomial: its partial derivatives, which are rational constants,
 * and its value at 0. */
static ab_status read_equation(const reader *r, const ab_comparison *c, mpq_t *row, mpq_t offset) {
  ab_functions *f = r->family;
  size_t d = f->variable_count;
  ab_expr left, right;
  ab_status status = ab_definitions_expression(f->definitions, f->graph, c->left, &left, r->error);
  if (status == AB_OK)
    status = ab_definitions_expression(f->definitions, f->graph, c->right, &right, r->error);
  if (status != AB_OK)
    return status;
  if (c->relation != AB_RELATION_EQ)
    return ab_syntax_error(r->syntax, c->place, r->error, "expected an equation");
  ab_expr e = ab_build_sub(f->graph, left, right);
  bool polynomial = is_polynomial(f->graph, e);
  for (size_t j = 0; j < d; j++) { /* affine: every partial derivative is a rational constant */
    ab_expr partial = polynomial ? ab_partial(f->graph, e, j, d, 0) : e;
    if (ab_graph_node(f->graph, partial)->op != AB_OP_CONSTANT)
      return ab_syntax_error(r->syntax, c->place, r->error,
                             "this equation is not affine with rational coefficients");
    mpq_set(row[j], ab_graph_constant_value(f->graph, partial));
  }
  ab_expr *origin = ab_allocate(d, sizeof *origin);
  for (size_t j = 0; j < d; j++)
    origin[j] = ab_graph_integer(f->graph, 0);
  ab_expr at_zero = ab_substitute(f->graph, f->graph, e, origin);
  ab_free(origin);
  mpq_t *none = ab_rationals_create(1);
  ab_exact found =
      ab_exact_evaluate(offset, f->graph, at_zero, (const mpq_t *)none, (const mpq_t *)none, NULL);
  ab_rationals_destroy(none, 1);
  mpq_neg(offset, offset);
  return found == AB_EXACT_VALUE ? AB_OK
                                 : ab_syntax_error(r->syntax, c->place, r->error,
                                                   "this equation has no rational right side");
}

/* Whether the rows of A are linearly independent. */
static bool is_independent(const ab_functions *f) {
  ab_matrix matrix = {f->equation_count, f->variable_count, f->matrix};
  return ab_matrix_rank(&matrix) == f->equation_count;
}

static ab_status read_affine(const reader *r, const ab_entry *entry) {
  ab_functions *f = r->family;
  size_t d = f->variable_count;
  ab_status status = AB_OK;
  for (size_t k = 0; k < entry->entry_count && status == AB_OK; k++) {
    const ab_entry *e = &entry->entries[k];
    if (e->kind != AB_ENTRY_DISJUNCTION || e->comparison_count != 1)
      return ab_syntax_error(r->syntax, e->place, r->error,
                             "expected an equation, such as 'x + y = 1;'");
    if (f->equation_count == d)
      return ab_syntax_error(r->syntax, e->place, r->error, "more equations than variables");
    status = read_equation(r, &e->comparisons[0], f->matrix + f->equation_count * d,
                           f->offset[f->equation_count]);
    f->equation_count++;
  }
  if (status == AB_OK && f->equation_count == 0)
    status = ab_syntax_error(r->syntax, entry->place, r->error, "no equation is given");
  if (status == AB_OK && !is_independent(f))
    status = ab_syntax_error(r->syntax, entry->place, r->error,
                             "the equations are not linearly independent");
  return status;
}

static ab_status read_minimizers(const reader *r) {
  ab_functions *f = r->family;
  size_t d = f->variable_count;
  const ab_entry *entry;
  ab_status status = ab_entries_required(
      r->syntax, "minimizers", "add 'minimizers points auto;' or 'minimizers points { (0, 0); }'",
      &entry, r->error);
  if (status != AB_OK)
    return status;
  f->points = ab_allocate(POINTS_MAX * d, sizeof *f->points);
  f->matrix = ab_rationals_create(d * d);
  f->offset = ab_rationals_create(d);
  const char *kind = entry->subject ? entry->subject : "";
  if (strcmp(kind, "at") == 0) {
    f->minimizers = AB_MINIMIZERS_AT;
    return read_point(r, entry->value);
  }
  if (strcmp(kind, "affine") == 0) {
    f->minimizers = AB_MINIMIZERS_AFFINE;
    return read_affine(r, entry);
  }
  if (strcmp(kind, "equations") == 0) {
    status = ab_curve_read(&f->curve, &f->circle, f->graph, d, f->definitions, r->syntax, entry,
                           r->error);
    f->minimizers = f->circle.is_set     ? AB_MINIMIZERS_CIRCLE
                    : f->curve.is_affine ? AB_MINIMIZERS_CURVE
                                         : AB_MINIMIZERS_LEVEL;
    return status;
  }
  if (strcmp(kind, "points") == 0 && entry->kind == AB_ENTRY_BLOCK) {
    f->minimizers = AB_MINIMIZERS_POINTS;
    return read_points(r, entry);
  }
  if (strcmp(kind, "points") == 0 && entry->kind == AB_ENTRY_WORDS && entry->name &&
      strcmp(entry->name, "auto") == 0) {
    f->minimizers = AB_MINIMIZERS_AUTO;
    return AB_OK;
  }
  return ab_syntax_error(r->syntax, entry->place, r->error,
                         "expected 'minimizers points { .. }', 'minimizers points auto;', "
                         "'minimizers affine { .. }', 'minimizers equations { .. }' or 'minimizers "
                         "at (..);'");
}

static ab_status read_scope(const reader *r) {
  static const char *const names[] = {"minimizers", "infimum"};
  bool *flags[] = {&r->family->minimizers_on_domain, &r->family->infimum_on_domain};
  const ab_entry *scope;
  ab_status status = ab_entries_only(r->syntax, "scope", &scope, r->error);
  if (status != AB_OK || !scope)
    return status;
  status = ab_entries_allowed(r->syntax, scope, names, 2, r->error);
  for (size_t i = 0; i < 2 && status == AB_OK; i++) {
    ab_term value;
    status = ab_entries_assignment(r->syntax, scope, names[i], &value, r->error);
    if (status != AB_OK || value == AB_NO_TERM)
      continue;
    const ab_term_node *node = &r->syntax->terms[value];
    *flags[i] = node->name && strcmp(node->name, "domain") == 0;
    if (node->kind != AB_TERM_NAME || (!*flags[i] && strcmp(node->name, "space") != 0))
      status = fail_at(r, value, "expected 'space' or 'domain'");
  }
  r->family->infimum_on_domain = r->family->infimum_on_domain && r->family->uses_infima;
  if (status == AB_OK && r->family->infimum_on_domain && !r->family->minimizers_on_domain)
    status =
        ab_syntax_error(r->syntax, scope->place, r->error,
                        "f_i* over the domain together with minimisers over the space can make "
                        "f_i(y) - f_i* negative; use 'minimizers = domain' or 'infimum = space'");
  return status;
}

static ab_status read_assumptions(const reader *r) {
  for (size_t i = 0; i < r->syntax->entry_count; i++) {
    const ab_entry *entry = &r->syntax->entries[i];
    if (strcmp(entry->keyword, "assume") != 0)
      continue;
    const char *what = entry->subject ? entry->subject : "";
    if (strcmp(what, "minimizers") == 0 && r->family->minimizers == AB_MINIMIZERS_AUTO)
      return ab_syntax_error(r->syntax, entry->place, r->error,
                             "minimizers that the tool locates cannot be assumed");
    if (strcmp(what, "minimizers") == 0)
      r->family->assume_minimizers = true;
    else if (strcmp(what, "infimum") == 0)
      r->family->assume_infimum = r->family->uses_infima;
    else
      return ab_syntax_error(r->syntax, entry->place, r->error,
                             "expected 'assume minimizers;' or 'assume infimum;'");
  }
  return AB_OK;
}

/* Sets given by an equation. Over the domain all of them are dealt with by its faces; else all but
 * circles need a bounded domain, for the range of nearest points. */
static ab_status check_curve(const reader *r) {
  ab_functions *f = r->family;
  bool circle = f->minimizers == AB_MINIMIZERS_CIRCLE;
  if (f->minimizers != AB_MINIMIZERS_CURVE && f->minimizers != AB_MINIMIZERS_LEVEL && !circle)
    return AB_OK;
  if (f->minimizers_on_domain && f->variable_count > AB_LEVEL_DOMAIN_VARIABLES_MAX)
    return ab_syntax_error(r->syntax, f->curve.place, r->error,
                           "'minimizers equations' over the domain is dealt with in at most %d "
                           "variables; use the scope 'minimizers = space'",
                           AB_LEVEL_DOMAIN_VARIABLES_MAX);
  if ((!circle || f->minimizers_on_domain) && !ab_domain_is_bounded(&f->domain))
    return ab_syntax_error(r->syntax, f->curve.place, r->error,
                           f->minimizers_on_domain
                               ? "'minimizers equations' over the domain needs a bounded domain"
                               : "'minimizers equations' needs a bounded domain, but for a circle");
  if (f->minimizers_on_domain) {
    f->minimizers = AB_MINIMIZERS_LEVEL;
    ab_circle_clear(&f->circle);
  }
  return AB_OK;
}

/* Affine minimizers over the domain: there are some, and not too many faces to look at. */
static ab_status check_affine(const reader *r) {
  const ab_functions *f = r->family;
  const ab_entry *entry;
  if (f->minimizers != AB_MINIMIZERS_AFFINE || !f->minimizers_on_domain)
    return AB_OK;
  ab_status status = ab_entries_only(r->syntax, "minimizers", &entry, r->error);
  if (status == AB_OK && f->variable_count > AB_FACES_VARIABLES_MAX)
    return ab_syntax_error(r->syntax, entry->place, r->error,
                           "affine minimizers over the domain are dealt with in at most %d "
                           "variables, as the faces of the domain are looked at one by one",
                           AB_FACES_VARIABLES_MAX);
  if (status != AB_OK)
    return status;
  ab_faces faces;
  ab_faces_init(&faces, f);
  mpq_t *origin = ab_rationals_create(f->variable_count),
        *y = ab_rationals_create(f->variable_count);
  if (!ab_faces_nearest(&faces, (const mpq_t *)origin, y))
    status = ab_syntax_error(r->syntax, entry->place, r->error,
                             "no point of this affine set lies in the domain, and the minimizers "
                             "are meant to be those over the domain");
  ab_rationals_destroy(origin, f->variable_count);
  ab_rationals_destroy(y, f->variable_count);
  ab_faces_clear(&faces);
  return status;
}

static ab_status find_coordinate(void *context, ab_term target, size_t *first, size_t *count,
                                 ab_error *error) {
  return ab_definitions_find_variable(context, target, first, count, error);
}

static void coordinate_name(void *context, size_t coordinate, ab_text *text) {
  ab_text_add(text, ab_definitions_variable_name(context, coordinate));
}

ab_status ab_functions_read(ab_functions *family, const ab_syntax *syntax,
                            ab_definitions *definitions, bool uses_infima, ab_error *error) {
  *family = (ab_functions){.definitions = definitions, .uses_infima = uses_infima};
  reader r = {family, syntax, error};
  ab_coordinates coordinates = {definitions, find_coordinate, coordinate_name};
  ab_status status = read_functions(&r);
  bool *given = ab_allocate(family->function_count, sizeof *given);
  if (status == AB_OK && uses_infima)
    status = read_infimum(&r, given);
  if (status == AB_OK)
    status = read_minimizers(&r);
  if (status == AB_OK)
    status = read_scope(&r);
  if (status == AB_OK)
    status = read_assumptions(&r);
  for (size_t i = 0; i < family->function_count && status == AB_OK; i++)
    family->infimum_found[i] = family->infimum_on_domain && !given[i] && !family->assume_infimum;
  ab_free(given);
  if (status == AB_OK)
    status = ab_domain_read(&family->domain, syntax, definitions, family->variable_count,
                            &coordinates, true, error);
  if (status == AB_OK)
    status = check_curve(&r);
  if (status == AB_OK)
    status = check_affine(&r);
  if (status == AB_OK && family->minimizers == AB_MINIMIZERS_AFFINE)
    family->across = ab_functions_across(family);
  if (status != AB_OK)
    ab_functions_clear(family);
  return status;
}

void ab_functions_measure_in_domain(ab_functions *family) {
  if (!family->across || !family->minimizers_on_domain)
    return;
  ab_functions_clear(family->across);
  ab_free(family->across);
  family->across = NULL;
}

bool ab_functions_proves_infima(const ab_functions *family) {
  return family->uses_infima && !family->assume_infimum;
}

void ab_functions_clear(ab_functions *family) {
  if (family->across)
    ab_functions_clear(family->across);
  ab_free(family->across);
  for (size_t k = 0; family->names && k < family->variable_count; k++)
    ab_free(family->names[k]);
  ab_free(family->names);
  ab_graph_destroy(family->graph);
  ab_free(family->functions);
  ab_free(family->infima);
  ab_free(family->infimum_found);
  ab_free(family->points);
  if (family->matrix)
    ab_rationals_destroy(family->matrix, family->variable_count * family->variable_count);
  if (family->offset)
    ab_rationals_destroy(family->offset, family->variable_count);
  ab_circle_clear(&family->circle);
  ab_domain_clear(&family->domain);
  *family = (ab_functions){0};
}

/* SPDX-License-Identifier: MIT
 * The condition AB(alpha, beta; D, M) for the user's own functions (docs/theory/functions.md).
 *
 * One clause a function and minimiser: T_i(x, y_k) >= 0, or some other minimiser is strictly nearer
 * to x than y_k; for an affine M with y the projection of x. Beside them stand the clauses that
 * show that M and the f_i* are right on D (and, with a radius, beyond). */
#include "base/memory.h"
#include "condition/conditions.h"
#include "condition/functions_facts.h"
#include "problem/entries.h"

#include <stdio.h>
#include <string.h>

static ab_status read(ab_statement *statement, ab_error *error) {
  static const char *const keywords[] = {"variables", "constant",   "parameter", "function",
                                         "infimum",   "minimizers", "domain",    "scope",
                                         "assume",    "claim",      "sgd"};
  ab_status status =
      ab_entries_keywords(statement->syntax, keywords, sizeof keywords / sizeof *keywords,
                          "a claim alpha_beta about functions", error);
  if (status == AB_OK)
    status = ab_alpha_beta_read(statement, error);
  if (status == AB_OK)
    status =
        ab_functions_read(&statement->functions, statement->syntax, statement->definitions, error);
  for (size_t i = 0; status == AB_OK && i < statement->functions.function_count; i++)
    if (ab_kinks(statement->functions.graph, statement->functions.functions[i], NULL, 0) > 0)
      status = ab_syntax_error(statement->syntax, (ab_place){1, 1}, error,
                               "%s uses abs, min, max or relu: a claim alpha_beta about own "
                               "functions needs differentiable ones",
                               ab_definitions_objective_name(statement->definitions, i));
  return status;
}

static void append(ab_text *text, const ab_statement *statement) {
  ab_functions_append(text, &statement->functions, statement->syntax);
  ab_alpha_beta_append(text, statement);
}

/* A template under construction: its graph, with variable k as x[k], and the parameters' names. */
typedef struct {
  const ab_statement *statement;
  const ab_facts *facts;
  ab_clauses *clauses;
  ab_template *template_;
  ab_graph *graph;
  ab_expr *x;
} builder;

/* Parameters of every template here: all constants of the witness, in order. */
static builder begin(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness,
                     const ab_facts *facts, const char *name) {
  const ab_functions *f = &statement->functions;
  size_t d = f->variable_count, count = witness->constants.count;
  const char **variables = ab_allocate(d, sizeof *variables);
  const char **parameters = ab_allocate(count, sizeof *parameters);
  for (size_t k = 0; k < d; k++)
    variables[k] = ab_definitions_variable_name(statement->definitions, k);
  for (size_t c = 0; c < count; c++)
    parameters[c] = witness->constants.items[c].name;
  builder b = {statement, facts, clauses,
               ab_clauses_add_template(clauses, name, variables, d, parameters, count)};
  b.graph = b.template_->graph;
  b.x = ab_allocate(d, sizeof *b.x);
  for (size_t k = 0; k < d; k++)
    b.x[k] = ab_graph_variable(b.graph, (uint32_t)k);
  ab_free(variables);
  ab_free(parameters);
  return b;
}

/* Adds the clause of the finished template over the box [lo, hi]. */
static void end(builder *b, const char *name, const mpq_t *lo, const mpq_t *hi) {
  ab_clause *clause = ab_clauses_add(b->clauses, name, b->clauses->template_count - 1);
  for (size_t k = 0; k < b->template_->variable_count; k++) {
    mpq_set(clause->lo[k], lo[k]);
    mpq_set(clause->hi[k], hi[k]);
  }
  for (size_t c = 0; c < b->template_->parameter_count; c++) {
    clause->arguments[c].bound = true;
    clause->arguments[c].constant = c;
  }
  ab_free(b->x);
}

static ab_expr parameter(builder *b, size_t constant) {
  return ab_graph_parameter(b->graph, (uint32_t)constant);
}

/* An expression of the problem in the template's graph, at the point with these coordinates. */
static ab_expr at(builder *b, ab_expr e, const ab_expr *point) {
  return ab_substitute(b->graph, b->statement->functions.graph, e, point);
}

static ab_expr *point_expressions(builder *b, size_t k) {
  size_t d = b->statement->functions.variable_count;
  ab_expr *y = ab_allocate(d, sizeof *y);
  for (size_t j = 0; j < d; j++)
    y[j] = parameter(b, ab_facts_point(b->facts, k, j));
  return y;
}

/* Directions along which the second derivatives of a zero set are taken: the unit vectors for a
 * point, the rows of A for an affine M. */
static ab_expr *directions(builder *b, size_t *count) {
  const ab_functions *f = &b->statement->functions;
  size_t d = f->variable_count;
  bool affine = f->minimizers == AB_MINIMIZERS_AFFINE;
  *count = affine ? f->equation_count : d;
  ab_expr *v = ab_allocate(*count * d, sizeof *v);
  for (size_t a = 0; a < *count; a++)
    for (size_t j = 0; j < d; j++)
      v[a * d + j] = affine ? ab_graph_constant(b->graph, f->matrix[a * d + j])
                            : ab_graph_integer(b->graph, a == j);
  return v;
}

/* Declares that `e`, the last literal's expression in the variables x with everything at the foot
 * held fixed, vanishes to second order at `feet`: functions.md, section 5. */
static void add_zero_set(builder *b, ab_expr e, const ab_expr *feet) {
  size_t d = b->statement->functions.variable_count, m;
  ab_expr *v = directions(b, &m);
  ab_expr *hessian = ab_allocate(m * (m + 1) / 2, sizeof *hessian);
  for (size_t i = 0, k = 0; i < m; i++) {
    ab_expr first = ab_derivative(b->graph, e, v + i * d, d, 0);
    for (size_t j = 0; j <= i; j++)
      hessian[k++] = ab_derivative(b->graph, first, v + j * d, d, 0);
  }
  ab_template_add_zero_set(b->template_, b->template_->literal_count - 1, m, feet, hessian);
  ab_free(hessian);
  ab_free(v);
}

/* f > f* on the box except on M (for a fixed minimiser: f >= f*). */
static void compile_minimum(ab_clauses *clauses, const ab_statement *statement,
                            const ab_witness *witness, const ab_facts *facts) {
  const ab_functions *f = &statement->functions;
  builder b = begin(clauses, statement, witness, facts, "minimum");
  bool affine = f->minimizers == AB_MINIMIZERS_AFFINE;
  ab_expr mean = at(&b, f->mean, b.x);
  ab_expr *y = affine ? ab_facts_foot(facts, b.graph, b.x) : NULL;
  ab_expr lowest = affine ? at(&b, f->mean, y) : parameter(&b, ab_facts_minimum(facts));
  ab_template_add_literal(b.template_,
                          f->minimizers == AB_MINIMIZERS_AT ? AB_LITERAL_NONNEGATIVE
                                                            : AB_LITERAL_POSITIVE_OFF,
                          ab_build_sub(b.graph, mean, lowest));
  if (affine)
    add_zero_set(&b, mean, y);
  ab_free(y);
  for (size_t k = 0; k < facts->point_count; k++) {
    y = point_expressions(&b, k);
    add_zero_set(&b, mean, y);
    ab_free(y);
  }
  end(&b, "minimum", facts->radius ? (const mpq_t *)facts->cube_lo : (const mpq_t *)f->domain.lo,
      facts->radius ? (const mpq_t *)facts->cube_hi : (const mpq_t *)f->domain.hi);
}

/* f_i >= f_i* on D, where it does not follow for the whole space. */
static void compile_infimum(ab_clauses *clauses, const ab_statement *statement,
                            const ab_witness *witness, const ab_facts *facts, size_t i) {
  const ab_functions *f = &statement->functions;
  char name[AB_NAME_MAX];
  snprintf(name, sizeof name, "infimum[%zu]", i + 1);
  builder b = begin(clauses, statement, witness, facts, name);
  ab_expr e = ab_build_sub(b.graph, at(&b, f->functions[i], b.x), at(&b, f->infima[i], b.x));
  ab_template_add_literal(b.template_, AB_LITERAL_NONNEGATIVE, e);
  const ab_choice *attained = facts->attained[i];
  if (attained && facts->attained_flat[i] && f->minimizers != AB_MINIMIZERS_AFFINE) {
    ab_expr *feet = ab_allocate(f->variable_count, sizeof *feet);
    for (size_t j = 0; j < f->variable_count; j++)
      feet[j] = ab_graph_constant(b.graph, attained->values[j]);
    add_zero_set(&b, e, feet);
    ab_free(feet);
  }
  end(&b, name, (const mpq_t *)f->domain.lo, (const mpq_t *)f->domain.hi);
}

/* T = <grad f_i(x), x - y> - (alpha - beta) f_i(x) + alpha f_i(y) - beta f_i*, with f_i(y) as
 * `value`. */
static ab_expr build_t(builder *b, size_t i, const ab_expr *y, ab_expr value) {
  const ab_statement *statement = b->statement;
  const ab_functions *f = &statement->functions;
  size_t d = f->variable_count;
  ab_graph *g = b->graph;
  ab_expr function = at(b, f->functions[i], b->x);
  ab_expr *offset = ab_allocate(d, sizeof *offset);
  for (size_t j = 0; j < d; j++)
    offset[j] = ab_build_sub(g, b->x[j], y[j]);
  ab_expr inner = ab_derivative(g, function, offset, d, 0);
  ab_free(offset);
  mpq_t difference;
  mpq_init(difference);
  mpq_sub(difference, statement->alpha.value, statement->beta.value);
  ab_expr descent = ab_build_mul(g, ab_graph_constant(g, difference), function);
  mpq_clear(difference);
  ab_expr rest = ab_build_sub(
      g, ab_build_mul(g, ab_graph_constant(g, statement->alpha.value), value),
      ab_build_mul(g, ab_graph_constant(g, statement->beta.value), at(b, f->infima[i], b->x)));
  return ab_build_add(g, ab_build_sub(g, inner, descent), rest);
}

/* |x - y_k|^2 - |x - y_j|^2 = sum over l of (y_j - y_k)_l (2 x_l - y_j,l - y_k,l) > 0: y_j is
 * strictly nearer. */
static ab_expr nearer(builder *b, size_t k, size_t j) {
  size_t d = b->statement->functions.variable_count;
  ab_graph *g = b->graph;
  ab_expr sum = ab_graph_integer(g, 0), two = ab_graph_integer(g, 2);
  for (size_t l = 0; l < d; l++) {
    ab_expr here = parameter(b, ab_facts_point(b->facts, k, l));
    ab_expr there = parameter(b, ab_facts_point(b->facts, j, l));
    ab_expr twice = ab_build_mul(g, two, b->x[l]);
    ab_expr factor = ab_build_sub(g, twice, ab_build_add(g, there, here));
    sum = ab_build_add(g, sum, ab_build_mul(g, ab_build_sub(g, there, here), factor));
  }
  return sum;
}

static void compile_t_point(ab_clauses *clauses, const ab_statement *statement,
                            const ab_witness *witness, const ab_facts *facts, size_t i, size_t k) {
  const ab_functions *f = &statement->functions;
  char name[AB_NAME_MAX];
  snprintf(name, sizeof name, "T[%zu,%zu]", i + 1, k + 1);
  builder b = begin(clauses, statement, witness, facts, name);
  ab_expr *y = point_expressions(&b, k);
  ab_expr t = build_t(&b, i, y, parameter(&b, ab_facts_value(facts, i, k)));
  ab_template_add_literal(b.template_, AB_LITERAL_NONNEGATIVE, t);
  if (facts->interpolates[i * facts->point_count + k])
    add_zero_set(&b, t, y);
  for (size_t j = 0; j < facts->point_count; j++)
    if (j != k)
      ab_template_add_literal(b.template_, AB_LITERAL_POSITIVE, nearer(&b, k, j));
  ab_free(y);
  end(&b, name, (const mpq_t *)f->domain.lo, (const mpq_t *)f->domain.hi);
}

static void compile_t_affine(ab_clauses *clauses, const ab_statement *statement,
                             const ab_witness *witness, const ab_facts *facts, size_t i) {
  const ab_functions *f = &statement->functions;
  char name[AB_NAME_MAX];
  snprintf(name, sizeof name, "T[%zu]", i + 1);
  builder b = begin(clauses, statement, witness, facts, name);
  ab_expr *y = ab_facts_foot(facts, b.graph, b.x);
  ab_expr t = build_t(&b, i, y, at(&b, f->functions[i], y));
  ab_template_add_literal(b.template_, AB_LITERAL_NONNEGATIVE, t);
  ab_free(y);
  end(&b, name, (const mpq_t *)f->domain.lo, (const mpq_t *)f->domain.hi);
}

static void compile(ab_clauses *clauses, const ab_statement *statement, ab_certificate_kind kind,
                    const ab_witness *witness) {
  (void)kind;
  const ab_functions *f = &statement->functions;
  ab_facts facts;
  ab_error unused; /* verify has read the same facts without an error */
  if (ab_facts_read(&facts, f, witness, &unused) != AB_OK)
    return;
  if (!f->assume_minimizers)
    compile_minimum(clauses, statement, witness, &facts);
  for (size_t i = 0; i < f->function_count; i++)
    if (!f->assume_infimum && !facts.bounded_below[i])
      compile_infimum(clauses, statement, witness, &facts, i);
  for (size_t i = 0; i < f->function_count; i++) {
    if (f->minimizers == AB_MINIMIZERS_AFFINE)
      compile_t_affine(clauses, statement, witness, &facts, i);
    for (size_t k = 0; k < facts.point_count; k++)
      compile_t_point(clauses, statement, witness, &facts, i, k);
  }
  ab_facts_clear(&facts);
}

static ab_status verify(const ab_statement *statement, ab_certificate_kind kind,
                        const ab_witness *witness, ab_error *error) {
  if (kind != AB_CERTIFICATE_PROOF)
    return ab_error_set(error, AB_NOT_VERIFIED, "a %s of this claim is not understood",
                        ab_certificate_kind_word(kind));
  ab_facts facts;
  ab_status status = ab_facts_read(&facts, &statement->functions, witness, error);
  if (status != AB_OK)
    return status;
  status = ab_facts_verify(&facts, error);
  ab_facts_clear(&facts);
  return status;
}

static void basis(ab_basis *out, const ab_statement *statement, const ab_witness *witness) {
  const ab_functions *f = &statement->functions;
  ab_facts facts;
  ab_error unused;
  if (ab_facts_read(&facts, f, witness, &unused) != AB_OK)
    return;
  out->reading = f->minimizers == AB_MINIMIZERS_AT ? "fixed-y" : "every-y";
  out->minimizers = "proved";
  out->infimum = "proved";
  if (f->assume_minimizers || (!f->minimizers_on_domain && !facts.radius)) {
    out->minimizers = "declared";
    ab_text_add(&out->assumptions,
                f->assume_minimizers
                    ? "the set of minimizers is the one given\n"
                    : "f has no value below or equal to its minimum on D outside D, but at the "
                      "minimizers given (on D this is proved)\n");
  }
  for (size_t i = 0; i < f->function_count; i++) {
    bool below = f->infimum_on_domain || facts.bounded_below[i];
    if (!f->assume_infimum && below && facts.attained[i])
      continue;
    out->infimum = "declared";
    ab_text_printf(&out->assumptions, "the infimum of %s is the one given%s\n",
                   ab_definitions_objective_name(statement->definitions, i),
                   f->assume_infimum ? ""
                   : !below          ? " (that it is a lower bound is proved on D)"
                                     : " (that it is a lower bound is proved)");
  }
  ab_facts_clear(&facts);
}

static void coordinate(ab_text *text, const ab_statement *statement, size_t k) {
  ab_text_add(text, ab_definitions_variable_name(statement->definitions, k));
}

const ab_condition ab_condition_alpha_beta_functions = {.claim = "alpha_beta",
                                                        .family = NULL,
                                                        .read = read,
                                                        .append = append,
                                                        .show = ab_functions_show,
                                                        .verify = verify,
                                                        .compile = compile,
                                                        .basis = basis,
                                                        .coordinate = coordinate};

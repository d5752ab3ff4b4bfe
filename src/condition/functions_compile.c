/* SPDX-License-Identifier: MIT
 * The clauses of the condition for own functions (docs/theory/functions.md).
 *
 * One clause a function and minimiser: T_i(x, y_k) >= 0, or some other minimiser is strictly nearer
 * to x than y_k; for an affine M with y the projection of x. Beside them stand the clauses that
 * show that M and the f_i* are right on D and, with a radius, beyond. */
#include "condition/functions_compile.h"

#include "condition/alpha_beta_curve.h"

#include "base/memory.h"
#include "condition/averaged.h"
#include "condition/averaged_compile.h"
#include "condition/charts.h"
#include "condition/circle.h"
#include "condition/conditions.h"
#include "condition/functions_boxes.h"
#include "condition/functions_builder.h"
#include "condition/functions_facts.h"
#include "condition/level_set.h"
#include "num/rational.h"

#include <stdio.h>
#include <string.h>

const ab_functions *ab_functions_working(const ab_statement *statement) {
  const ab_functions *f = &statement->functions;
  return f->across ? f->across : f;
}

/* |x_j - y_j| on the box of the clause. */
static ab_expr distance_to(const ab_builder *b, size_t k, size_t j) {
  const ab_constant *y = &b->facts->witness->constants.items[ab_facts_point(b->facts, k, j)];
  ab_expr step = ab_build_sub(b->graph, b->x[j], ab_graph_constant(b->graph, y->lo));
  if (b->lo && mpq_cmp(b->lo[j], y->lo) >= 0)
    return step;
  return b->hi && mpq_cmp(b->hi[j], y->lo) <= 0 ? ab_build_neg(b->graph, step)
                                                : ab_graph_unary(b->graph, AB_OP_ABS, step);
}

/* f - f* >= sharpness |x - y_k|_1: f > f* but at y_k, which is rational. */
static void add_sharp_literal(ab_builder *b, ab_expr excess, size_t k) {
  const ab_functions *f = b->facts->family;
  ab_graph *g = b->graph;
  ab_expr sum = ab_graph_integer(g, 0);
  for (size_t j = 0; j < f->variable_count; j++)
    sum = ab_build_add(g, sum, distance_to(b, k, j));
  ab_expr factor = ab_graph_constant(g, b->facts->sharpness[k]->values[0]);
  ab_expr e = ab_build_sub(g, excess, ab_build_mul(g, factor, sum));
  ab_template_add_literal(b->template_, AB_LITERAL_NONNEGATIVE, e);
  if (b->facts->penalty)
    ab_template_add_literal(b->template_, AB_LITERAL_NONNEGATIVE,
                            ab_builder_penalize(b, f->mean, e));
}

/* Whether y_k is a zero set of f, or of the branch that the clause is about. */
static bool is_smooth_at(const ab_builder *b, size_t k) {
  return b->facts->kink_count == 0 || ab_builder_is_branch_near(b, b->facts->family->mean, k);
}

/* f > f* on the box except on M (for a fixed minimiser: f >= f*), or with kinks: that for a branch
 * of f, or x is not where it is f. */
static void build_minimum(ab_builder *b) {
  const ab_functions *f = b->facts->family;
  bool affine = f->minimizers == AB_MINIMIZERS_AFFINE, off = affine;
  for (size_t k = 0; k < b->facts->point_count; k++)
    off = off || is_smooth_at(b, k);
  ab_expr mean = ab_builder_branch(b, f->mean);
  ab_expr *y = affine ? ab_functions_foot(f, b->graph, b->x) : NULL;
  ab_expr lowest =
      affine ? ab_builder_at(b, f->mean, y) : ab_builder_parameter(b, ab_facts_minimum(b->facts));
  ab_expr excess = ab_build_sub(b->graph, mean, lowest);
  if (b->facts->kink_count > 0)
    excess = ab_derivative_on_domain(b->graph, ab_builder_at(b, f->mean, b->x), excess);
  ab_template_add_literal(b->template_,
                          f->minimizers == AB_MINIMIZERS_AT ? AB_LITERAL_NONNEGATIVE
                          : off                             ? AB_LITERAL_POSITIVE_OFF
                                                            : AB_LITERAL_POSITIVE,
                          excess);
  if (affine)
    ab_builder_add_zero_set(b, mean, y);
  ab_free(y);
  for (size_t k = 0; k < b->facts->point_count; k++) {
    if (!is_smooth_at(b, k))
      continue;
    y = ab_builder_point(b, k);
    ab_builder_add_zero_set(b, mean, y);
    ab_free(y);
  }
  ab_builder_add_wrong_sides(b, f->mean);
  for (size_t k = 0; k < b->facts->point_count; k++)
    if (b->facts->sharp[k])
      add_sharp_literal(b, excess, k);
}

/* f_i - f_i* has the zero sets y_k at which f_i interpolates. */
static void add_interpolating_zeros(ab_builder *b, ab_expr e, size_t i) {
  const ab_facts *facts = b->facts;
  bool smooth = ab_kinks(facts->family->graph, facts->family->functions[i], NULL, 0) == 0;
  for (size_t k = 0; k < facts->point_count && smooth; k++) {
    if (!facts->interpolates[i * facts->point_count + k])
      continue;
    ab_expr *y = ab_builder_point(b, k);
    ab_builder_add_zero_set(b, e, y);
    ab_free(y);
  }
}

/* f_i >= f_i*, where it does not follow for the whole space by the natural range. */
static void build_infimum(ab_builder *b, size_t i) {
  const ab_functions *f = b->facts->family;
  ab_expr lowest = ab_builder_at(b, f->infima[i], b->x);
  if (f->infimum_found[i]) /* the lower end of its enclosure */
    lowest = ab_graph_constant(
        b->graph, b->facts->witness->constants.items[ab_facts_infimum(b->facts, i)].lo);
  ab_expr e = ab_build_sub(b->graph, ab_builder_at(b, f->functions[i], b->x), lowest);
  ab_template_add_literal(b->template_, AB_LITERAL_NONNEGATIVE, e);
  const ab_choice *attained = b->facts->attained[i];
  if (!attained) {
    add_interpolating_zeros(b, e, i);
    return;
  }
  if (f->infimum_found[i] || !b->facts->attained_flat[i] || f->minimizers == AB_MINIMIZERS_AFFINE)
    return;
  ab_expr *feet = ab_allocate(f->variable_count, sizeof *feet);
  for (size_t j = 0; j < f->variable_count; j++)
    feet[j] = ab_graph_constant(b->graph, attained->values[j]);
  ab_builder_add_zero_set(b, e, feet);
  ab_free(feet);
}

/* T = <grad f_i(x), x - y> - (alpha - beta) f_i(x) + alpha f_i(y) - beta f_i*, with f_i(y) as
 * `value`. */
static ab_expr build_t(ab_builder *b, size_t i, const ab_expr *y, ab_expr value) {
  const ab_statement *statement = b->statement;
  const ab_functions *f = b->facts->family;
  size_t d = f->variable_count;
  ab_graph *g = b->graph;
  ab_expr function = ab_builder_branch(b, f->functions[i]);
  ab_expr *offset = ab_allocate(d, sizeof *offset);
  for (size_t j = 0; j < d; j++)
    offset[j] = ab_build_sub(g, b->x[j], y[j]);
  ab_expr inner = ab_derivative(g, function, offset, d, 0);
  ab_free(offset);
  mpq_t difference;
  mpq_init(difference);
  mpq_sub(difference, ab_statement_constant(statement, AB_ALPHA),
          ab_statement_constant(statement, AB_BETA));
  ab_expr descent = ab_build_mul(g, ab_graph_constant(g, difference), function);
  mpq_clear(difference);
  ab_expr rest = ab_build_sub(
      g, ab_build_mul(g, ab_graph_constant(g, ab_statement_constant(statement, AB_ALPHA)), value),
      ab_build_mul(g, ab_graph_constant(g, ab_statement_constant(statement, AB_BETA)),
                   ab_builder_infimum(b, i)));
  ab_expr t = ab_build_add(g, ab_build_sub(g, inner, descent), rest);
  return ab_kinks(f->graph, f->functions[i], NULL, 0) == 0
             ? t
             : ab_derivative_on_domain(g, ab_builder_at(b, f->functions[i], b->x), t);
}

/* T_i(x, y_k) >= 0, or another point is strictly nearer, or with kinks: x is not where f_i is the
 * branch that the clause is about. */
static void build_t_point(ab_builder *b, size_t i, size_t k) {
  ab_expr *y = ab_builder_point(b, k);
  ab_expr t = build_t(b, i, y, ab_builder_parameter(b, ab_facts_value(b->facts, i, k)));
  ab_template_add_literal(b->template_, AB_LITERAL_NONNEGATIVE, t);
  ab_expr function = b->facts->family->functions[i];
  if (b->facts->interpolates[i * b->facts->point_count + k] &&
      ab_builder_is_branch_near(b, function, k))
    ab_builder_add_zero_set(b, t, y);
  for (size_t j = 0; j < b->facts->point_count; j++)
    if (j != k)
      ab_template_add_literal(b->template_, AB_LITERAL_POSITIVE, ab_builder_nearer(b, k, j));
  ab_builder_add_wrong_sides(b, function);
  if (b->facts->penalty && ab_kinks(b->facts->family->graph, function, NULL, 0) > 0)
    ab_template_add_literal(b->template_, AB_LITERAL_NONNEGATIVE,
                            ab_builder_penalize(b, function, t));
  ab_free(y);
}

static void build_t_affine(ab_builder *b, size_t i) {
  const ab_functions *f = b->facts->family;
  ab_expr *y = ab_functions_foot(f, b->graph, b->x);
  ab_expr t = build_t(b, i, y, ab_builder_at(b, f->functions[i], y));
  ab_template_add_literal(b->template_, AB_LITERAL_NONNEGATIVE, t);
  ab_free(y);
}

/* Where M is affine and over the domain: or the foot is not the nearest point. */
static void add_off_face(ab_builder *b) {
  if (!b->face)
    return;
  ab_expr *y = ab_functions_foot(b->facts->family, b->graph, b->x);
  ab_builder_add_off_face(b, y);
  ab_free(y);
}

/* The three kinds of templates, by one function: what it is about goes to its name. */
typedef enum { MINIMUM, INFIMUM, CONDITION } subject;

static void build(ab_builder *b, subject about, size_t i, size_t k) {
  if (about == MINIMUM)
    build_minimum(b);
  else if (about == INFIMUM)
    build_infimum(b, i);
  else if (b->statement->condition->averaged)
    ab_averaged_add_literals(b, i, k);
  else if (b->facts->family->minimizers == AB_MINIMIZERS_AFFINE)
    build_t_affine(b, i);
  else
    build_t_point(b, i, k);
  if (about == CONDITION)
    add_off_face(b);
}

bool ab_functions_is_fact(const char *clause) {
  return strncmp(clause, "minimum", 7) == 0 || strncmp(clause, "infimum", 7) == 0 ||
         strncmp(clause, "regular", 7) == 0;
}

static void write_name(char name[AB_NAME_MAX], const ab_statement *statement, subject about,
                       size_t i, size_t k) {
  if (about == MINIMUM)
    snprintf(name, AB_NAME_MAX, "minimum");
  else if (about == INFIMUM)
    snprintf(name, AB_NAME_MAX, "infimum[%zu]", i + 1);
  else if (statement->condition->averaged && statement->condition->averaged->growth)
    snprintf(name, AB_NAME_MAX, "growth[%zu]", i + 1);
  else if (statement->condition->averaged && !ab_averaged_has_point(statement->condition->averaged))
    snprintf(name, AB_NAME_MAX, "bound");
  else if (statement->condition->averaged)
    snprintf(name, AB_NAME_MAX, "bound[%zu]", k + 1);
  else
    snprintf(name, AB_NAME_MAX, "T[%zu,%zu]", i + 1, k + 1);
}

/* What the kinks of a clause are those of. */
static ab_expr kinky_expression(const ab_statement *statement, const ab_functions *f, subject about,
                                size_t i) {
  const ab_averaged *averaged = statement->condition->averaged;
  return about == MINIMUM || (averaged && !averaged->growth) ? f->mean : f->functions[i];
}

/* How many branches there is a clause for. */
static size_t pattern_count(const ab_statement *statement, const ab_facts *facts, subject about,
                            size_t i) {
  if (about == INFIMUM)
    return 1;
  const ab_functions *f = facts->family;
  return (size_t)1 << ab_kinks(f->graph, kinky_expression(statement, f, about, i), NULL, 0);
}

typedef struct {
  ab_clauses *clauses;
  const ab_statement *statement;
  const ab_witness *witness;
  const ab_facts *facts;
  const ab_faces *faces; /* none but for affine minimizers over the domain */
  uint64_t pattern;
  ab_status status; /* not AB_OK: a chart at infinity does not exist for some expression */
  ab_error *error;
} compiler;

/* A template about M, or about the face k of D that the nearest point is on: then with facts about
 * the set of the face, in *own. */
static ab_builder begin(const compiler *c, ab_clauses *clauses, subject about, size_t k,
                        const char *name, ab_facts *own) {
  *own = *c->facts;
  bool on_face = about == CONDITION && c->faces->count > 0;
  if (on_face)
    own->family = &c->faces->items[k].set;
  ab_builder b = ab_builder_begin(clauses, c->statement, c->witness, own, name);
  b.face = on_face ? &c->faces->items[k] : NULL;
  return b;
}

/* "T[1,2]" for branch number 3 is "T[1,2,3]", and "minimum" then "minimum[3]". */
static void write_branch_name(char name[AB_NAME_MAX], const compiler *c, subject about, size_t i,
                              size_t k) {
  write_name(name, c->statement, about, i, k);
  if (pattern_count(c->statement, c->facts, about, i) == 1)
    return;
  size_t length = strlen(name);
  bool indexed = name[length - 1] == ']';
  size_t end = indexed ? length - 1 : length;
  snprintf(name + end, AB_NAME_MAX - end, "%c%zu]", indexed ? ',' : '[', (size_t)c->pattern + 1);
}

/* Over a box, or the part of it where the branch is f. */
static void compile_box(compiler *c, subject about, size_t i, size_t k, mpq_t *lo, mpq_t *hi,
                        const char *suffix) {
  char name[AB_NAME_MAX], full[2 * AB_NAME_MAX];
  if (c->facts->kink_count > 0 && about != INFIMUM &&
      !ab_boxes_reduce(c->facts, kinky_expression(c->statement, c->facts->family, about, i),
                       c->pattern, lo, hi))
    return;
  write_branch_name(name, c, about, i, k);
  snprintf(full, sizeof full, "%s%s", name, suffix);
  ab_facts own;
  ab_builder b = begin(c, c->clauses, about, k, full, &own);
  b.pattern = c->pattern;
  b.lo = (const mpq_t *)lo;
  b.hi = (const mpq_t *)hi;
  build(&b, about, i, k);
  ab_builder_end(&b, full, (const mpq_t *)lo, (const mpq_t *)hi);
}

static void compile_near(compiler *c, subject about, size_t i, size_t k, const mpq_t *lo,
                         const mpq_t *hi) {
  size_t d = c->facts->family->variable_count;
  mpq_t *low = ab_rationals_create(d), *high = ab_rationals_create(d);
  ab_boxes boxes;
  ab_boxes_init(&boxes, c->facts, lo, hi);
  for (size_t n = 0; n < boxes.total; n++) {
    char suffix[32] = "";
    if (boxes.total > 1)
      snprintf(suffix, sizeof suffix, "#%zu", n + 1);
    ab_boxes_get(&boxes, n, low, high);
    compile_box(c, about, i, k, low, high, suffix);
  }
  ab_boxes_clear(&boxes);
  ab_rationals_destroy(low, d);
  ab_rationals_destroy(high, d);
}

/* In the charts at infinity that a domain reaches, but for those in which the natural range
 * suffices. */
static void compile_far(compiler *c, subject about, size_t i, size_t k, const ab_domain *domain,
                        bool (*skip)(const void *context, size_t axis, int sign)) {
  if (!c->facts->radius || ab_domain_is_bounded(domain) || c->status != AB_OK)
    return;
  char name[AB_NAME_MAX];
  ab_clauses scratch;
  ab_clauses_init(&scratch);
  write_branch_name(name, c, about, i, k);
  ab_facts own;
  ab_builder near = begin(c, &scratch, about, k, name, &own);
  near.pattern = c->pattern;
  build(&near, about, i, k);
  c->status =
      ab_charts_compile(c->clauses, near.template_, name, domain, c->facts->radius->values[0],
                        &c->witness->constants, skip, c->facts, c->error);
  ab_free(near.x);
  ab_clauses_clear(&scratch);
}

/* Over the domain; where that is unbounded, over its part in the cube and in the charts it reaches.
 */
static void compile_over_domain(compiler *c, subject about, size_t i, size_t k) {
  const ab_domain *domain = &c->facts->family->domain;
  size_t d = domain->count;
  mpq_t *lo = ab_rationals_create(d), *hi = ab_rationals_create(d), none;
  mpq_init(none);
  ab_charts_near_box(lo, hi, domain, c->facts->radius ? c->facts->radius->values[0] : none);
  size_t patterns = pattern_count(c->statement, c->facts, about, i);
  for (c->pattern = 0; c->pattern < patterns; c->pattern++) {
    compile_near(c, about, i, k, (const mpq_t *)lo, (const mpq_t *)hi);
    compile_far(c, about, i, k, domain, NULL);
  }
  mpq_clear(none);
  ab_rationals_destroy(lo, d);
  ab_rationals_destroy(hi, d);
}

static bool is_far_above(const void *facts, size_t axis, int sign) {
  return ab_facts_far_above(facts, axis, sign);
}

/* Over the whole space, but for the charts in which the natural range suffices. */
static void compile_over_space(compiler *c, subject about, size_t i) {
  const ab_facts *facts = c->facts;
  ab_domain space;
  ab_domain_init_space(&space, facts->family->variable_count);
  size_t patterns = pattern_count(c->statement, facts, about, i);
  for (c->pattern = 0; c->pattern < patterns; c->pattern++) {
    compile_near(c, about, i, 0, (const mpq_t *)facts->cube_lo, (const mpq_t *)facts->cube_hi);
    compile_far(c, about, i, 0, &space, about == MINIMUM ? is_far_above : NULL);
  }
  ab_domain_clear(&space);
}

/* Where nothing is claimed, as at a kink of all functions, nothing holds: 0 > 0. */
static void end_refuted(const compiler *c, ab_builder *b, const char *name) {
  if (b->template_->literal_count == 0)
    ab_template_add_literal(b->template_, AB_LITERAL_POSITIVE, ab_graph_integer(b->graph, 0));
  ab_builder_end(b, name, (const mpq_t *)c->facts->refuted_at, (const mpq_t *)c->facts->refuted_at);
}

/* At the point x of a refutation: another point than y_k is strictly nearer, or T_i(x, y_k) < 0 for
 * some i. */
static void compile_refuted(compiler *c, size_t k) {
  char name[AB_NAME_MAX];
  snprintf(name, sizeof name, "violated[%zu]", k + 1);
  ab_facts own;
  ab_builder b = begin(c, c->clauses, CONDITION, k, name, &own);
  const ab_functions *f = own.family;
  if (c->statement->condition->averaged) {
    ab_averaged_add_negation(&b, k);
    add_off_face(&b);
    end_refuted(c, &b, name);
    return;
  }
  bool affine = f->minimizers == AB_MINIMIZERS_AFFINE;
  ab_expr *y = affine ? ab_functions_foot(f, b.graph, b.x) : ab_builder_point(&b, k);
  for (size_t i = 0; i < f->function_count; i++) {
    if (!ab_facts_pattern_at_point(c->facts, f->functions[i], &b.pattern))
      continue; /* at a kink the gradient is not one number */
    ab_expr value = affine ? ab_builder_at(&b, f->functions[i], y)
                           : ab_builder_parameter(&b, ab_facts_value(c->facts, i, k));
    ab_template_add_literal(b.template_, AB_LITERAL_POSITIVE,
                            ab_build_neg(b.graph, build_t(&b, i, y, value)));
  }
  for (size_t j = 0; j < c->facts->point_count; j++)
    if (j != k)
      ab_template_add_literal(b.template_, AB_LITERAL_POSITIVE, ab_builder_nearer(&b, k, j));
  ab_free(y);
  add_off_face(&b);
  end_refuted(c, &b, name);
}

static void compile_facts(compiler *c, ab_certificate_kind kind) {
  const ab_functions *f = c->facts->family;
  const ab_averaged *averaged = c->statement->condition->averaged;
  bool needs_minimum = !f->assume_minimizers && !(averaged && averaged->growth);
  if (f->minimizers == AB_MINIMIZERS_CURVE)
    c->status = ab_curve_compile(c->clauses, c->statement, kind, c->witness, c->facts, c->error);
  else if (f->minimizers == AB_MINIMIZERS_CIRCLE)
    c->status = ab_circle_compile(c->clauses, c->statement, kind, c->witness, c->facts, c->error);
  else if (f->minimizers == AB_MINIMIZERS_LEVEL)
    c->status = ab_level_compile(c->clauses, c->statement, kind, c->witness, c->facts, c->error);
  else if (needs_minimum && c->facts->radius && !f->minimizers_on_domain)
    compile_over_space(c, MINIMUM, 0);
  else if (needs_minimum)
    compile_over_domain(c, MINIMUM, 0, 0);
  for (size_t i = 0; i < f->function_count && ab_functions_proves_infima(f); i++) {
    if (c->facts->bounded_below[i])
      continue;
    if (c->facts->radius && !f->infimum_on_domain)
      compile_over_space(c, INFIMUM, i);
    else
      compile_over_domain(c, INFIMUM, i, 0);
  }
}

ab_status ab_functions_compile(ab_clauses *clauses, const ab_statement *statement,
                               ab_certificate_kind kind, const ab_witness *witness,
                               ab_error *error) {
  const ab_functions *f = ab_functions_working(statement);
  ab_facts facts;
  ab_status status = ab_facts_read(&facts, f, witness, error);
  if (status != AB_OK)
    return status;
  const ab_averaged *averaged = statement->condition->averaged;
  ab_faces faces = {0};
  bool has_faces = f->minimizers == AB_MINIMIZERS_AFFINE && f->minimizers_on_domain &&
                   (!averaged || ab_averaged_has_point(averaged));
  if (has_faces)
    ab_faces_init(&faces, f);
  compiler c = {clauses, statement, witness, &facts, &faces, 0, AB_OK, error};
  compile_facts(&c, kind);
  size_t feet = f->minimizers == AB_MINIMIZERS_AFFINE ? 1 : facts.point_count;
  bool own = f->minimizers == AB_MINIMIZERS_CURVE || f->minimizers == AB_MINIMIZERS_CIRCLE ||
             f->minimizers == AB_MINIMIZERS_LEVEL;
  if (averaged && !own)
    feet = ab_averaged_clause_count(&facts, averaged);
  if (has_faces)
    feet = faces.count;
  size_t conditions = averaged && !averaged->growth ? 1 : f->function_count;
  for (size_t k = 0; k < feet && kind == AB_CERTIFICATE_REFUTATION; k++)
    compile_refuted(&c, k);
  for (size_t i = 0; i < conditions && kind == AB_CERTIFICATE_PROOF && !own; i++)
    for (size_t k = 0; k < feet; k++)
      compile_over_domain(&c, CONDITION, i, k);
  ab_faces_clear(&faces);
  ab_facts_clear(&facts);
  return c.status;
}

/* SPDX-License-Identifier: MIT */
#include "condition/level_set.h"

#include "condition/averaged.h"
#include "condition/charts.h"
#include "condition/curve_builder.h"
#include "condition/functions_shared.h"
#include "condition/level_normals.h"
#include "condition/level_segments.h"
#include "family/level.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "real/identity.h"

#include <stdio.h>

/* ---- what is verified ---- */

static bool exists_on_segment(const ab_facts *facts, ab_expr e) {
  const ab_functions *f = facts->family;
  size_t d = f->variable_count;
  ab_interval *box = ab_intervals_create(d, AB_FACTS_PRECISION);
  for (size_t j = 0; j < d; j++) {
    mpq_srcptr p = ab_segment_end(facts, 0, 0)[j], q = ab_segment_end(facts, 0, 1)[j];
    bool ordered = mpq_cmp(p, q) <= 0;
    ab_interval_set_rationals(&box[j], ordered ? p : q, ordered ? q : p);
  }
  bool exists = ab_curve_defined_on(facts, e, box);
  ab_intervals_destroy(box, d);
  return exists;
}

ab_status ab_level_facts_verify(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  ab_level level = ab_normals_level(f);
  for (size_t k = 0; k < ab_segment_count(facts); k++)
    if (!ab_level_separates(&level, ab_segment_end(facts, k, 0), ab_segment_end(facts, k, 1)))
      return ab_error_set(error, AB_NOT_VERIFIED,
                          "segment %zu of the witness is not shown to meet the set of minimizers",
                          k + 1);
  for (size_t k = 0; k < 2 * ab_segment_count(facts) && f->minimizers_on_domain; k++)
    if (!ab_domain_holds(&f->domain, ab_segment_end(facts, k / 2, k % 2)))
      return ab_error_set(error, AB_NOT_VERIFIED, "segment %zu of the witness is not in the domain",
                          k / 2 + 1);
  if (mpq_sgn(facts->steepness->values[0]) <= 0)
    return ab_facts_refuse(error, "the choice 'steepness' is not positive");
  if (f->assume_minimizers)
    return AB_OK;
  ab_expr lowest = ab_graph_constant(f->graph, facts->level_value->values[0]);
  ab_expr excess = ab_build_sub(f->graph, f->mean, lowest);
  return exists_on_segment(facts, f->mean) && ab_level_vanishes(&level, excess)
             ? AB_OK
             : ab_facts_refuse(error, "f is not shown to have the value stated on the set of "
                                      "minimizers");
}

/* F with f = F(g) in variable number d. */
static bool compose(const ab_facts *facts, ab_expr *out) {
  ab_level level = ab_normals_level(facts->family);
  return ab_level_compose(&level, facts->family->mean, out);
}

bool ab_level_settles_space(const ab_facts *facts) {
  ab_expr unused;
  return facts->radius && !facts->family->assume_minimizers && compose(facts, &unused);
}

bool ab_level_minimum_is_zero(const ab_facts *facts) {
  return !facts->family->assume_minimizers && mpq_sgn(facts->level_value->values[0]) == 0;
}

/* ---- clauses ---- */

/* |grad g| > steepness at the points of M within the reach of D, or its part along a face at the
 * points of M on it. */
static void compile_regular(const ab_level_compiler *c, const char *name, const int *sides) {
  ab_normals n = ab_normals_begin(c, name, AB_NORMAL_FOOT, sides);
  mpq_srcptr steepness = c->facts->steepness->values[0];
  ab_expr least = ab_build_pow(n.b.graph, ab_curve_number(&n.b, steepness), 2);
  ab_normals_add(&n, AB_LITERAL_POSITIVE, ab_curve_sub(&n.b, n.square, least));
  ab_normals_off(&n);
  ab_normals_end(&n, c, name, AB_NORMAL_FOOT);
}

static void compile_on_domain(const ab_level_compiler *c, const char *name, size_t number,
                              const int *sides) {
  const ab_domain *domain = &c->facts->family->domain;
  ab_normals n = ab_normals_begin(c, name, AB_NORMAL, sides);
  ab_expr e = ab_normals_inequality(&n, number);
  bool strict = number == AB_NORMAL_MINIMUM;
  ab_normals_add(&n, strict ? AB_LITERAL_POSITIVE : AB_LITERAL_NONNEGATIVE, e);
  ab_normals_off(&n);
  ab_normals_outside(&n);
  ab_normals_far(&n, c->reach);
  ab_normals_wrong_sign(&n);
  for (size_t k = 0; k < ab_segment_count(c->facts); k++)
    ab_normals_nearer(&n, k, (const mpq_t *)domain->lo, (const mpq_t *)domain->hi);
  ab_normals_order_two(&n, e, strict ? AB_LITERAL_POSITIVE_OFF : AB_LITERAL_NONNEGATIVE);
  ab_normals_end(&n, c, name, AB_NORMAL);
}

/* Some inequality is false at x and y. */
static void add_violations(ab_normals *n) {
  for (size_t i = 0; i < ab_normals_inequality_count(n->b.statement); i++)
    ab_normals_add(n, AB_LITERAL_POSITIVE, ab_build_neg(n->b.graph, ab_normals_inequality(n, i)));
}

/* At y on a face: x_j - y_j - t g_j points into D for some fixed coordinate, with t = <(x - y),
 * grad g>/|grad g|^2 along the face, times |grad g|^2. */
static void add_outward(ab_normals *n) {
  ab_expr inner = ab_graph_integer(n->b.graph, 0);
  for (size_t j = 0; j < n->d; j++)
    if (!ab_normals_is_fixed(n->sides, j))
      inner = ab_curve_add(&n->b, inner, ab_curve_mul(&n->b, n->offset[j], n->gradient[j]));
  for (size_t j = 0; j < n->d; j++) {
    if (!ab_normals_is_fixed(n->sides, j))
      continue;
    ab_expr left = ab_curve_mul(&n->b, n->offset[j], n->square);
    ab_expr right = ab_curve_mul(&n->b, inner, n->gradient[j]);
    ab_expr e = ab_curve_sub(&n->b, left, right);
    ab_normals_add(n, AB_LITERAL_POSITIVE, n->sides[j] < 0 ? e : ab_build_neg(n->b.graph, e));
  }
}

/* At the point x: y is not on M, not stationary (x - y is no multiple of grad g(y)), farther than a
 * point of a segment, or some inequality is false. */
static void compile_violated(const ab_level_compiler *c, const char *name, const int *sides) {
  const mpq_t *point = (const mpq_t *)c->facts->refuted_at;
  ab_normals n = ab_normals_begin(c, name, AB_NORMAL_FIXED, sides);
  add_violations(&n);
  ab_normals_off(&n);
  for (size_t i = 0; i < n.d; i++)
    for (size_t j = 0; j < i && !ab_normals_is_fixed(sides, i); j++) {
      if (ab_normals_is_fixed(sides, j))
        continue;
      ab_expr left = ab_curve_mul(&n.b, n.offset[i], n.gradient[j]);
      ab_expr right = ab_curve_mul(&n.b, n.offset[j], n.gradient[i]);
      ab_normals_add(&n, AB_LITERAL_NONZERO, ab_curve_sub(&n.b, left, right));
    }
  add_outward(&n);
  for (size_t k = 0; k < ab_segment_count(c->facts); k++)
    ab_normals_nearer(&n, k, point, point);
  ab_normals_end(&n, c, name, AB_NORMAL_FIXED);
}

/* ---- faces of D, where M is the part of {g = 0} in D (section 7) ---- */

/* At the point of a refutation: if this corner of D is on M, some inequality is false there, or a
 * segment is nearer. */
static void compile_violated_corner(const ab_level_compiler *c, const char *name,
                                    const int *sides) {
  const ab_functions *f = c->facts->family;
  ab_level level = ab_normals_level(f);
  const mpq_t *point = (const mpq_t *)c->facts->refuted_at;
  mpq_t *corner = ab_rationals_create(f->variable_count);
  for (size_t j = 0; j < f->variable_count; j++)
    mpq_set(corner[j], ab_normals_end_of(f, sides, j));
  bool on_set = ab_level_separates(&level, (const mpq_t *)corner, (const mpq_t *)corner);
  ab_rationals_destroy(corner, f->variable_count);
  if (!on_set)
    return;
  ab_normals n = ab_normals_begin(c, name, AB_NORMAL_FIXED, sides);
  add_violations(&n);
  for (size_t k = 0; k < ab_segment_count(c->facts); k++)
    ab_normals_nearer(&n, k, point, point);
  ab_normals_end(&n, c, name, AB_NORMAL_FIXED);
}

/* What is said of each face: the claim, or at the point of a refutation its negation. */
static void compile_face(const ab_level_compiler *c, size_t number, size_t face, bool proof) {
  size_t d = c->facts->family->variable_count;
  int sides[AB_LEVEL_VARIABLES_MAX];
  bool corner = ab_domain_face(face, d, sides) == d;
  char name[AB_NAME_MAX];
  if (!proof)
    snprintf(name, sizeof name, "violated[%zu]", face + 1);
  else if (c->statement->condition->averaged)
    snprintf(name, sizeof name, "bound[%zu]", face + 1);
  else
    snprintf(name, sizeof name, "T[%zu,%zu]", number + 1, face + 1);
  if (proof && !corner) /* the clauses about other faces suffice at corners */
    compile_on_domain(c, name, number, sides);
  else if (!proof && corner)
    compile_violated_corner(c, name, sides);
  else if (!proof)
    compile_violated(c, name, sides);
}

static void compile_faces(const ab_level_compiler *c, bool proof) {
  size_t d = c->facts->family->variable_count, count = ab_domain_face_count(d);
  for (size_t face = 0; face < count && proof; face++) {
    int sides[AB_LEVEL_VARIABLES_MAX];
    char name[AB_NAME_MAX];
    snprintf(name, sizeof name, "regular[%zu]", face + 1);
    if (ab_domain_face(face, d, sides) < d)
      compile_regular(c, name, sides);
  }
  for (size_t i = 0; i < (proof ? ab_normals_inequality_count(c->statement) : 1); i++)
    for (size_t face = 0; face < count; face++)
      compile_face(c, i, face, proof);
}

static void compile_claim(const ab_level_compiler *c) {
  for (size_t i = 0; i < ab_normals_inequality_count(c->statement); i++) {
    char name[AB_NAME_MAX];
    snprintf(name, sizeof name, c->statement->condition->averaged ? "bound[%zu]" : "T[%zu,1]",
             i + 1);
    compile_on_domain(c, name, i, NULL);
  }
}

/* F(t) > f* for t != 0. */
static ab_template *add_composition(const ab_level_compiler *c, ab_clauses *clauses) {
  static const char *const names[] = {"g"};
  const ab_functions *f = c->facts->family;
  ab_curve_builder b =
      ab_curve_begin(clauses, c->statement, c->witness, c->facts, "minimum", names, 1);
  ab_expr composed = 0, at[AB_LEVEL_VARIABLES_MAX + 1];
  compose(c->facts, &composed);
  for (size_t j = 0; j <= f->variable_count; j++)
    at[j] = ab_graph_variable(b.graph, 0);
  ab_expr e = ab_curve_sub(&b, ab_curve_at(&b, composed, at),
                           ab_curve_number(&b, c->facts->level_value->values[0]));
  ab_expr foot = ab_graph_integer(b.graph, 0), slope = ab_partial(b.graph, e, 0, 1, 0);
  bool flat = ab_facts_is_zero(b.graph, ab_substitute(b.graph, b.graph, e, &foot)) &&
              ab_facts_is_zero(b.graph, ab_substitute(b.graph, b.graph, slope, &foot));
  ab_template_add_literal(b.template_, flat ? AB_LITERAL_POSITIVE_OFF : AB_LITERAL_POSITIVE, e);
  ab_expr second = ab_partial(b.graph, slope, 0, 1, 0);
  if (flat)
    ab_template_add_zero_set(b.template_, 0, 1, &foot, &second);
  return b.template_;
}

/* That for all real t, by the cube of the radius and the charts at infinity. */
static ab_status compile_composition(const ab_level_compiler *c) {
  mpq_srcptr radius = c->facts->radius->values[0];
  ab_curve_builder b = {.clauses = c->clauses, .template_ = add_composition(c, c->clauses)};
  ab_clause *clause = ab_curve_end(&b, "minimum");
  mpq_neg(clause->lo[0], radius);
  mpq_set(clause->hi[0], radius);
  ab_domain line;
  ab_clauses scratch;
  ab_domain_init_space(&line, 1);
  ab_clauses_init(&scratch);
  const ab_template *near = add_composition(c, &scratch);
  ab_status status = ab_charts_compile(c->clauses, near, "minimum", &line, radius,
                                       &c->witness->constants, NULL, NULL, c->error);
  ab_clauses_clear(&scratch);
  ab_domain_clear(&line);
  return status;
}

ab_status ab_level_compile(ab_clauses *clauses, const ab_statement *statement,
                           ab_certificate_kind kind, const ab_witness *witness,
                           const ab_facts *facts, ab_error *error) {
  ab_level_compiler c = {.clauses = clauses,
                         .statement = statement,
                         .witness = witness,
                         .facts = facts,
                         .error = error};
  ab_status status = AB_OK;
  bool composed = ab_level_settles_space(facts), proof = kind == AB_CERTIFICATE_PROOF;
  bool minimum_on_domain = !composed && !facts->family->assume_minimizers;
  mpq_init(c.reach);
  ab_segment_reach(c.reach, facts);
  if (composed)
    status = compile_composition(&c);
  bool by_faces = facts->family->minimizers_on_domain;
  if ((proof && !by_faces) || minimum_on_domain)
    compile_regular(&c, "regular", NULL);
  if (minimum_on_domain)
    compile_on_domain(&c, "minimum", AB_NORMAL_MINIMUM, NULL);
  if (by_faces)
    compile_faces(&c, proof);
  else if (proof)
    compile_claim(&c);
  else if (kind == AB_CERTIFICATE_REFUTATION)
    compile_violated(&c, "violated", NULL);
  mpq_clear(c.reach);
  return status;
}

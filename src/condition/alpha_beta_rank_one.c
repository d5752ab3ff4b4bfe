/* SPDX-License-Identifier: MIT
 * Rank-one matrix factorisation over a box D: the reduction of AB(alpha, beta; D, M).
 *
 * M = {(t a, b/t): t != 0} with Z = a b' the best rank-one approximation. By the rank-one reduction
 * (docs/theory/rank-one.md) the statement, for every projection y, is that for every entry (i, j),
 * for both signs of t, no (w_i, s_j, t) with three intervals for mu meeting has T_ij < 0. One
 * clause in the variables w, s, t an entry and a sign; the sign -1 on D is the sign +1 on -D. */
#include "condition/arithmetic.h"
#include "condition/factorization.h"
#include "condition/rank_one_area.h"
#include "condition/rank_one_groups.h"

#include <string.h>

/* sigma (x - 1/x) >= bound for every sigma of the enclosure, x > 0. */
static bool reaches(const ab_constant *sigma, const mpq_t x, const mpq_t bound) {
  mpq_t value;
  mpq_init(value);
  mpq_inv(value, x);
  mpq_sub(value, x, value);
  mpq_mul(value, value, mpq_sgn(value) >= 0 ? sigma->lo : sigma->hi);
  bool good = mpq_cmp(value, bound) >= 0;
  mpq_clear(value);
  return good;
}

/* [t_lo, t_hi] holds every t > 0 of a projection: p = sigma (t + mu/t) and |mu| <= 1 give
 * sigma (t - 1/t) <= max p, and likewise sigma (1/t - t) <= max q; rank-one.md, section 4. */
static ab_status verify_t(const ab_area *over, const ab_choice *choice, const char *name,
                          ab_error *error) {
  if (strcmp(choice->name, name) != 0 || choice->count != 2)
    return ab_error_set(error, AB_NOT_VERIFIED, "expected the choice '%s' with two numbers", name);
  mpq_srcptr lo = choice->values[0], hi = choice->values[1];
  if (mpq_sgn(lo) <= 0 || mpq_cmp(lo, hi) > 0)
    return ab_error_set(error, AB_NOT_VERIFIED, "the range %s is not a range of positive numbers",
                        name);
  const ab_constant *sigma = &over->constants->items[ab_rank_one_sigma(over->family)];
  mpq_t bound, inverse;
  mpq_inits(bound, inverse, NULL);
  ab_area_p_end(bound, over, 1);
  bool good = reaches(sigma, hi, bound);
  ab_area_q_end(bound, over, 1);
  mpq_inv(inverse, lo);
  good = good && reaches(sigma, inverse, bound);
  mpq_clears(bound, inverse, NULL);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "the range %s is not shown to hold every t of a projection", name);
}

/* How many signs of t have to be looked at: one over a box that is its own mirror image. */
static size_t sign_count(const ab_domain *domain) {
  return ab_domain_is_symmetric(domain) ? 1 : 2;
}

static ab_status verify_ranges(const ab_statement *statement, const ab_constants *constants,
                               const ab_domain *domain, const ab_choice *choices, ab_error *error) {
  static const char *const names[] = {"t", "t:mirrored"};
  ab_status status = AB_OK;
  for (size_t sign = 0; sign < sign_count(domain) && status == AB_OK; sign++) {
    ab_area over = {&statement->factorization, constants, domain, sign == 1};
    status = verify_t(&over, &choices[sign], names[sign], error);
  }
  return status;
}

/* A proof may settle many entries by groups. */
static bool has_groups(const ab_witness *witness, size_t signs) {
  return witness->choice_count == signs + AB_GROUPS_CHOICES;
}

static ab_status verify_proof(const ab_statement *statement, const ab_witness *witness,
                              ab_error *error) {
  const ab_domain *domain = &statement->factorization.domain;
  size_t signs = sign_count(domain);
  if (witness->choice_count != signs && !has_groups(witness, signs))
    return ab_error_set(error, AB_NOT_VERIFIED, "the witness has %zu choices, expected %zu or %zu",
                        witness->choice_count, signs, signs + AB_GROUPS_CHOICES);
  ab_status status = verify_ranges(statement, &witness->constants, domain, witness->choices, error);
  if (status == AB_OK && has_groups(witness, signs))
    status =
        ab_rank_one_groups_verify(statement, &witness->constants, &witness->choices[signs], error);
  return status;
}

/* A refutation has the choices: point (the coordinates of x), entry (i, j), t, and for x != 0 also
 * t:mirrored. */
enum { POINT, ENTRY, RANGES };

static ab_domain domain_of_point(const ab_choice *point) {
  return (ab_domain){.count = point->count, .lo = point->values, .hi = point->values};
}

static ab_status verify_refutation(const ab_statement *statement, const ab_witness *witness,
                                   ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  const ab_domain *domain = &f->domain;
  if (witness->choice_count < RANGES || strcmp(witness->choices[POINT].name, "point") != 0 ||
      witness->choices[POINT].count != domain->count ||
      strcmp(witness->choices[ENTRY].name, "entry") != 0 || witness->choices[ENTRY].count != 2)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "a refutation needs the choices 'point' and 'entry'");
  const ab_choice *point = &witness->choices[POINT], *entry = &witness->choices[ENTRY];
  for (size_t k = 0; k < domain->count; k++)
    if (mpq_cmp(point->values[k], domain->lo[k]) < 0 ||
        mpq_cmp(point->values[k], domain->hi[k]) > 0)
      return ab_error_set(error, AB_NOT_VERIFIED, "the point is not in the domain: coordinate %zu",
                          k + 1);
  for (size_t k = 0; k < 2; k++)
    if (mpz_cmp_ui(mpq_denref(entry->values[k]), 1) != 0 ||
        mpq_cmp_ui(entry->values[k], 1, 1) < 0 ||
        mpq_cmp_ui(entry->values[k], k ? f->x.columns : f->x.rows, 1) > 0)
      return ab_error_set(error, AB_NOT_VERIFIED, "the choice 'entry' names no entry of X");
  ab_domain here = domain_of_point(point);
  if (witness->choice_count != RANGES + sign_count(&here))
    return ab_error_set(error, AB_NOT_VERIFIED, "the witness has %zu choices, expected %zu",
                        witness->choice_count, RANGES + sign_count(&here));
  return verify_ranges(statement, &witness->constants, &here, &witness->choices[RANGES], error);
}

ab_status ab_rank_one_reduction_verify(const ab_statement *statement, ab_certificate_kind kind,
                                       const ab_witness *witness, ab_error *error) {
  ab_status status = ab_rank_one_verify(&statement->factorization, &witness->constants, error);
  if (status != AB_OK)
    return status;
  if (kind == AB_CERTIFICATE_PROOF)
    return verify_proof(statement, witness, error);
  return verify_refutation(statement, witness, error);
}

/* The literals: T >= 0, or two of the three intervals for mu are disjoint. With A = a w + P and B =
 * b s + Q, sigma mu lies in [-sigma, sigma], in A t - sigma t^2 and in B/t - sigma/t^2; each
 * literal is the difference of two ends, multiplied by a positive power of t: rank-one.md,
 * section 3. */
static void add_literals(ab_template *t_, const ab_statement *statement, ab_certificate_kind kind) {
  ab_graph *g = t_->graph;
  ab_expr w = ab_graph_variable(g, 0), s = ab_graph_variable(g, 1), t = ab_graph_variable(g, 2);
  ab_expr p[AB_AREA_PARAMETERS];
  for (uint32_t k = 0; k < AB_AREA_PARAMETERS; k++)
    p[k] = ab_graph_parameter(g, k);
  ab_expr value =
      ab_rank_one_twice_t(g, statement, w, s, t, p[AB_AREA_A], p[AB_AREA_B], p[AB_AREA_X]);
  if (kind == AB_CERTIFICATE_REFUTATION)
    ab_template_add_literal(t_, AB_LITERAL_POSITIVE, ab_graph_unary(g, AB_OP_NEG, value));
  else
    ab_template_add_literal(t_, AB_LITERAL_NONNEGATIVE, value);
  ab_expr aw = ab_mul(g, p[AB_AREA_A], w), bs = ab_mul(g, p[AB_AREA_B], s);
  ab_expr a_lower = ab_add(g, aw, p[AB_AREA_P_LOWER]), a_upper = ab_add(g, aw, p[AB_AREA_P_UPPER]);
  ab_expr b_lower = ab_add(g, bs, p[AB_AREA_Q_LOWER]), b_upper = ab_add(g, bs, p[AB_AREA_Q_UPPER]);
  ab_expr inverse = ab_div(g, ab_graph_integer(g, 1), t);
  ab_expr st = ab_mul(g, p[AB_AREA_SIGMA], t), si = ab_mul(g, p[AB_AREA_SIGMA], inverse);
  ab_expr difference = ab_sub(g, st, si), sum = ab_add(g, st, si);
  const ab_expr disjoint[] = {
      ab_sub(g, difference, a_upper),        /* mu < -1 by w: (sigma (t^2 - 1) - A t)/t */
      ab_sub(g, a_lower, sum),               /* mu > 1 by w */
      ab_sub(g, ab_sub(g, si, st), b_upper), /* mu < -1 by s: (sigma (1 - t^2) - B t)/t */
      ab_sub(g, b_lower, sum),               /* mu > 1 by s */
  };
  for (size_t k = 0; k < sizeof disjoint / sizeof *disjoint; k++)
    ab_template_add_literal(t_, AB_LITERAL_POSITIVE, disjoint[k]);
  /* mu by w above mu by s, and below: A t - B/t - sigma (t^2 - 1/t^2), sigma (t^2 - 1/t^2) = (st -
   * si)(t + 1/t) */
  ab_expr squares = ab_mul(g, difference, ab_add(g, t, inverse));
  ab_expr above = ab_sub(g, ab_sub(g, ab_mul(g, a_lower, t), ab_mul(g, b_upper, inverse)), squares);
  ab_expr below = ab_sub(g, ab_sub(g, ab_mul(g, b_lower, inverse), ab_mul(g, a_upper, t)),
                         ab_graph_unary(g, AB_OP_NEG, squares));
  ab_template_add_literal(t_, AB_LITERAL_POSITIVE, above);
  ab_template_add_literal(t_, AB_LITERAL_POSITIVE, below);
}

static void add_entry(ab_clauses *clauses, const ab_area *over, const ab_area_bounds *o,
                      const ab_choice *t, size_t i, size_t j) {
  ab_text name;
  ab_text_init(&name);
  ab_text_printf(&name, "entry[%zu,%zu]%s", i + 1, j + 1, over->mirrored ? ":mirrored" : "");
  ab_clause *clause = ab_clauses_add(clauses, name.data, 0);
  ab_text_clear(&name);
  ab_area_set_entry(clause, over, o, i, j);
  mpq_set(clause->lo[2], t->values[0]);
  mpq_set(clause->hi[2], t->values[1]);
}

/* The clauses of `count` entries, numbered row by row in `entries` or (NULL) from 1 on, over a box
 * and, if it is not symmetric, its mirror image. */
static void add_entries(ab_clauses *clauses, const ab_statement *statement,
                        const ab_constants *constants, const ab_domain *domain,
                        const ab_choice *ranges, const mpq_t *entries, size_t count) {
  const ab_matrix_factorization *f = &statement->factorization;
  for (size_t sign = 0; sign < sign_count(domain) && count > 0; sign++) {
    ab_area over = {f, constants, domain, sign == 1};
    ab_area_bounds o;
    ab_area_bounds_init(&o, &over);
    for (size_t k = 0; k < count; k++) {
      size_t entry = entries ? mpz_get_ui(mpq_numref(entries[k])) - 1 : k;
      add_entry(clauses, &over, &o, &ranges[sign], entry / f->x.columns, entry % f->x.columns);
    }
    ab_area_bounds_clear(&o, f->x.rows, f->x.columns);
  }
}

/* One entry over the box that is only the point x: "t belongs to no projection of x, or T_ij < 0";
 * rank-one.md, section 6. */
static void compile_refutation(ab_clauses *clauses, const ab_statement *statement,
                               const ab_witness *witness) {
  const ab_choice *entry = &witness->choices[ENTRY];
  ab_domain here = domain_of_point(&witness->choices[POINT]);
  mpq_t number;
  mpq_init(number);
  mpz_sub_ui(mpq_numref(number), mpq_numref(entry->values[0]), 1);
  mpz_mul_ui(mpq_numref(number), mpq_numref(number), statement->factorization.x.columns);
  mpz_add(mpq_numref(number), mpq_numref(number), mpq_numref(entry->values[1]));
  add_entries(clauses, statement, &witness->constants, &here, &witness->choices[RANGES],
              (const mpq_t *)&number, 1);
  mpq_clear(number);
}

/* The groups, if there are any, and the entries that belong to none. */
static void compile_proof(ab_clauses *clauses, const ab_statement *statement,
                          const ab_witness *witness) {
  const ab_matrix_factorization *f = &statement->factorization;
  size_t signs = sign_count(&f->domain), count = f->x.rows * f->x.columns;
  const mpq_t *entries = NULL;
  if (has_groups(witness, signs)) {
    const ab_choice *groups = &witness->choices[signs];
    ab_rank_one_groups_compile(clauses, statement, witness->choices, signs, groups);
    entries = (const mpq_t *)groups[AB_GROUPS_SINGLE].values;
    count = groups[AB_GROUPS_SINGLE].count;
  }
  add_entries(clauses, statement, &witness->constants, &f->domain, witness->choices, entries,
              count);
}

void ab_rank_one_reduction_compile(ab_clauses *clauses, const ab_statement *statement,
                                   ab_certificate_kind kind, const ab_witness *witness) {
  static const char *const variables[] = {"w", "s", "t"};
  add_literals(ab_clauses_add_template(clauses, "entry", variables, 3, ab_area_parameters,
                                       AB_AREA_PARAMETERS),
               statement, kind);
  if (kind == AB_CERTIFICATE_REFUTATION)
    compile_refutation(clauses, statement, witness);
  else
    compile_proof(clauses, statement, witness);
}

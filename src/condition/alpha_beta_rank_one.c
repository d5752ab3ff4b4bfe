/* SPDX-License-Identifier: MIT
 * Rank-one matrix factorisation over a box D: the reduction of AB(alpha, beta; D, M).
 *
 * M = {(t a, b/t): t != 0} with Z = a b' the best rank-one approximation. By the rank-one reduction
 * (docs/theory/rank-one.md) the statement, for every projection y, is that for every entry (i, j),
 * for both signs of t, no (w_i, s_j, t) with three intervals for mu meeting has T_ij < 0. One
 * clause in the variables w, s, t an entry and a sign; the sign -1 on D is the sign +1 on -D. */
#include "condition/arithmetic.h"
#include "condition/factorization.h"
#include "condition/rank_one_groups.h"
#include "num/rational.h"

#include <string.h>

enum { ROUNDING_BITS = 96 }; /* of the outer bounds for P and Q */

/* The parameters of the template, in this order. */
enum { A, B, SIGMA, X, P_LOWER, P_UPPER, Q_LOWER, Q_UPPER, PARAMETERS };

/* The box over which something is bounded: the domain or a point, or its mirror image at 0. */
typedef struct {
  const ab_matrix_factorization *family;
  const ab_constants *constants;
  const ab_domain *domain;
  bool mirrored;
} area;

/* out = an end of the interval {a w: a in the enclosure of c, w in [lo, hi]}, the lower one if
 * direction < 0. */
static void product_end(mpq_t out, const ab_constant *c, const mpq_t lo, const mpq_t hi,
                        int direction) {
  mpq_srcptr as[] = {c->lo, c->hi}, ws[] = {lo, hi};
  mpq_t product;
  mpq_init(product);
  for (int k = 0; k < 4; k++) {
    mpq_mul(product, as[k & 1], ws[k >> 1]);
    if (k == 0 || (direction < 0 ? mpq_cmp(product, out) < 0 : mpq_cmp(product, out) > 0))
      mpq_set(out, product);
  }
  mpq_clear(product);
}

/* An outer bound of sum a_l w_l over the domain, l from first to first + count - 1;
 * constants a_l from `constant` on. mirrored: over the domain's mirror image. */
static void sum_end(mpq_t out, const ab_domain *domain, const ab_constants *constants,
                    size_t constant, size_t first, size_t count, bool mirrored, int direction) {
  int inner = mirrored ? -direction : direction;
  mpq_t end;
  mpq_init(end);
  mpq_set_ui(out, 0, 1);
  for (size_t l = 0; l < count; l++) {
    product_end(end, &constants->items[constant + l], domain->lo[first + l], domain->hi[first + l],
                inner);
    mpq_add(out, out, end);
  }
  if (mirrored)
    mpq_neg(out, out);
  mpq_clear(end);
}

static void p_end(mpq_t out, const area *over, int direction) {
  const ab_matrix_factorization *f = over->family;
  sum_end(out, over->domain, over->constants, ab_rank_one_a(f, 0), ab_matrix_factorization_w(f, 0),
          f->x.rows, over->mirrored, direction);
}

static void q_end(mpq_t out, const area *over, int direction) {
  const ab_matrix_factorization *f = over->family;
  sum_end(out, over->domain, over->constants, ab_rank_one_b(f, 0), ab_matrix_factorization_s(f, 0),
          f->x.columns, over->mirrored, direction);
}

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
static ab_status verify_t(const area *over, const ab_choice *choice, const char *name,
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
  p_end(bound, over, 1);
  bool good = reaches(sigma, hi, bound);
  q_end(bound, over, 1);
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
    area over = {&statement->factorization, constants, domain, sign == 1};
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

/* 2 T = (2 - d) r^2 - 2 r (eps + delta) + alpha eps^2, d = alpha - beta; for d < 2 written as
 * (2 - d)(r - eps/(2 - d))^2 + (alpha - 1/(2 - d)) eps^2 - 2 r delta: rank-one.md, section 2. */
static ab_expr twice_t(ab_graph *g, const ab_statement *statement, ab_expr w, ab_expr s, ab_expr t,
                       ab_expr a, ab_expr b, ab_expr x) {
  ab_expr r = ab_sub(g, x, ab_mul(g, w, s)), eps = ab_sub(g, x, ab_mul(g, a, b));
  ab_expr delta = ab_mul(g, ab_sub(g, w, ab_mul(g, t, a)), ab_sub(g, s, ab_div(g, b, t)));
  ab_expr two = ab_graph_integer(g, 2), rest = ab_mul(g, two, ab_mul(g, r, delta));
  mpq_t c, e;
  mpq_inits(c, e, NULL);
  mpq_set_ui(c, 2, 1);
  mpq_sub(c, c, ab_statement_constant(statement, AB_ALPHA));
  mpq_add(c, c, ab_statement_constant(statement, AB_BETA)); /* 2 - d */
  ab_expr result;
  if (mpq_sgn(c) > 0) {
    ab_expr leading = ab_graph_constant(g, c);
    mpq_inv(e, c);
    ab_expr centre = ab_mul(g, ab_graph_constant(g, e), eps);
    mpq_sub(e, ab_statement_constant(statement, AB_ALPHA), e);
    ab_expr square = ab_mul(g, leading, ab_graph_pow(g, ab_sub(g, r, centre), 2));
    ab_expr noise = ab_mul(g, ab_graph_constant(g, e), ab_graph_pow(g, eps, 2));
    result = ab_sub(g, ab_add(g, square, noise), rest);
  } else {
    ab_expr square = ab_mul(g, ab_graph_constant(g, c), ab_graph_pow(g, r, 2));
    ab_expr noise = ab_mul(g, ab_graph_constant(g, ab_statement_constant(statement, AB_ALPHA)),
                           ab_graph_pow(g, eps, 2));
    ab_expr mixed = ab_mul(g, two, ab_mul(g, r, eps));
    result = ab_sub(g, ab_sub(g, ab_add(g, square, noise), mixed), rest);
  }
  mpq_clears(c, e, NULL);
  return result;
}

/* The literals: T >= 0, or two of the three intervals for mu are disjoint. With A = a w + P and B =
 * b s + Q, sigma mu lies in [-sigma, sigma], in A t - sigma t^2 and in B/t - sigma/t^2; each
 * literal is the difference of two ends, multiplied by a positive power of t: rank-one.md,
 * section 3. */
static void add_literals(ab_template *t_, const ab_statement *statement, ab_certificate_kind kind) {
  ab_graph *g = t_->graph;
  ab_expr w = ab_graph_variable(g, 0), s = ab_graph_variable(g, 1), t = ab_graph_variable(g, 2);
  ab_expr p[PARAMETERS];
  for (uint32_t k = 0; k < PARAMETERS; k++)
    p[k] = ab_graph_parameter(g, k);
  ab_expr value = twice_t(g, statement, w, s, t, p[A], p[B], p[X]);
  if (kind == AB_CERTIFICATE_REFUTATION)
    ab_template_add_literal(t_, AB_LITERAL_POSITIVE, ab_graph_unary(g, AB_OP_NEG, value));
  else
    ab_template_add_literal(t_, AB_LITERAL_NONNEGATIVE, value);
  ab_expr aw = ab_mul(g, p[A], w), bs = ab_mul(g, p[B], s);
  ab_expr a_lower = ab_add(g, aw, p[P_LOWER]), a_upper = ab_add(g, aw, p[P_UPPER]);
  ab_expr b_lower = ab_add(g, bs, p[Q_LOWER]), b_upper = ab_add(g, bs, p[Q_UPPER]);
  ab_expr inverse = ab_div(g, ab_graph_integer(g, 1), t);
  ab_expr st = ab_mul(g, p[SIGMA], t), si = ab_mul(g, p[SIGMA], inverse);
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

static void bind_constant(ab_clause *clause, size_t parameter, size_t constant) {
  clause->arguments[parameter].bound = true;
  clause->arguments[parameter].constant = constant;
}

static void set_range(ab_clause *clause, size_t variable, const ab_domain *domain, size_t k,
                      bool mirrored) {
  if (mirrored) {
    mpq_neg(clause->lo[variable], domain->hi[k]);
    mpq_neg(clause->hi[variable], domain->lo[k]);
  } else {
    mpq_set(clause->lo[variable], domain->lo[k]);
    mpq_set(clause->hi[variable], domain->hi[k]);
  }
}

/* The outer bounds of P for each i, and of Q for each j. */
typedef struct {
  mpq_t *p_lower, *p_upper, *q_lower, *q_upper;
} outer_bounds;

/* ROUNDING_BITS below the size of sigma, if that is small. */
static unsigned rounding_bits(const area *over) {
  mpq_srcptr sigma = over->constants->items[ab_rank_one_sigma(over->family)].hi;
  size_t above = mpz_sizeinbase(mpq_numref(sigma), 2), below = mpz_sizeinbase(mpq_denref(sigma), 2);
  return ROUNDING_BITS + (unsigned)(below > above ? below - above : 0);
}

/* ends[k] = total less the part of coordinate k, rounded outward. */
static void subtract_own(mpq_t *ends, const mpq_t total, const area *over, size_t constant,
                         size_t first, size_t count, int direction) {
  int inner = over->mirrored ? -direction : direction;
  unsigned bits = rounding_bits(over);
  for (size_t k = 0; k < count; k++) {
    product_end(ends[k], &over->constants->items[constant + k], over->domain->lo[first + k],
                over->domain->hi[first + k], inner);
    if (over->mirrored)
      mpq_neg(ends[k], ends[k]);
    mpq_sub(ends[k], total, ends[k]);
    ab_rational_round(ends[k], ends[k], bits, direction);
  }
}

static void make_bounds(outer_bounds *o, const area *over) {
  const ab_matrix_factorization *f = over->family;
  size_t n = f->x.rows, m = f->x.columns;
  *o = (outer_bounds){ab_rationals_create(n), ab_rationals_create(n), ab_rationals_create(m),
                      ab_rationals_create(m)};
  mpq_t total;
  mpq_init(total);
  for (int direction = -1; direction <= 1; direction += 2) {
    p_end(total, over, direction);
    subtract_own(direction < 0 ? o->p_lower : o->p_upper, total, over, ab_rank_one_a(f, 0),
                 ab_matrix_factorization_w(f, 0), n, direction);
    q_end(total, over, direction);
    subtract_own(direction < 0 ? o->q_lower : o->q_upper, total, over, ab_rank_one_b(f, 0),
                 ab_matrix_factorization_s(f, 0), m, direction);
  }
  mpq_clear(total);
}

static void clear_bounds(outer_bounds *o, size_t n, size_t m) {
  ab_rationals_destroy(o->p_lower, n);
  ab_rationals_destroy(o->p_upper, n);
  ab_rationals_destroy(o->q_lower, m);
  ab_rationals_destroy(o->q_upper, m);
}

static void add_entry(ab_clauses *clauses, const area *over, const outer_bounds *o,
                      const ab_choice *t, size_t i, size_t j) {
  const ab_matrix_factorization *f = over->family;
  ab_text name;
  ab_text_init(&name);
  ab_text_printf(&name, "entry[%zu,%zu]%s", i + 1, j + 1, over->mirrored ? ":mirrored" : "");
  ab_clause *clause = ab_clauses_add(clauses, name.data, 0);
  ab_text_clear(&name);
  set_range(clause, 0, over->domain, ab_matrix_factorization_w(f, i), over->mirrored);
  set_range(clause, 1, over->domain, ab_matrix_factorization_s(f, j), over->mirrored);
  mpq_set(clause->lo[2], t->values[0]);
  mpq_set(clause->hi[2], t->values[1]);
  bind_constant(clause, A, ab_rank_one_a(f, i));
  bind_constant(clause, B, ab_rank_one_b(f, j));
  bind_constant(clause, SIGMA, ab_rank_one_sigma(f));
  mpq_set(clause->arguments[X].value, f->x.entries[i * f->x.columns + j]);
  mpq_set(clause->arguments[P_LOWER].value, o->p_lower[i]);
  mpq_set(clause->arguments[P_UPPER].value, o->p_upper[i]);
  mpq_set(clause->arguments[Q_LOWER].value, o->q_lower[j]);
  mpq_set(clause->arguments[Q_UPPER].value, o->q_upper[j]);
}

/* The clauses of `count` entries, numbered row by row in `entries` or (NULL) from 1 on, over a box
 * and, if it is not symmetric, its mirror image. */
static void add_entries(ab_clauses *clauses, const ab_statement *statement,
                        const ab_constants *constants, const ab_domain *domain,
                        const ab_choice *ranges, const mpq_t *entries, size_t count) {
  const ab_matrix_factorization *f = &statement->factorization;
  for (size_t sign = 0; sign < sign_count(domain) && count > 0; sign++) {
    area over = {f, constants, domain, sign == 1};
    outer_bounds o;
    make_bounds(&o, &over);
    for (size_t k = 0; k < count; k++) {
      size_t entry = entries ? mpz_get_ui(mpq_numref(entries[k])) - 1 : k;
      add_entry(clauses, &over, &o, &ranges[sign], entry / f->x.columns, entry % f->x.columns);
    }
    clear_bounds(&o, f->x.rows, f->x.columns);
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
  static const char *const parameters[] = {"a",       "b",       "sigma",   "x",
                                           "p_lower", "p_upper", "q_lower", "q_upper"};
  add_literals(ab_clauses_add_template(clauses, "entry", variables, 3, parameters, PARAMETERS),
               statement, kind);
  if (kind == AB_CERTIFICATE_REFUTATION)
    compile_refutation(clauses, statement, witness);
  else
    compile_proof(clauses, statement, witness);
}

/* SPDX-License-Identifier: MIT */
#include "condition/rank_one_area.h"

#include "condition/arithmetic.h"
#include "num/rational.h"

enum { ROUNDING_BITS = 96 }; /* of the outer bounds for P and Q */

const char *const ab_area_parameters[AB_AREA_PARAMETERS] = {
    "a", "b", "sigma", "x", "p_lower", "p_upper", "q_lower", "q_upper"};

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

void ab_area_p_end(mpq_t out, const ab_area *over, int direction) {
  const ab_matrix_factorization *f = over->family;
  sum_end(out, over->domain, over->constants, ab_rank_one_a(f, 0), ab_matrix_factorization_w(f, 0),
          f->x.rows, over->mirrored, direction);
}

void ab_area_q_end(mpq_t out, const ab_area *over, int direction) {
  const ab_matrix_factorization *f = over->family;
  sum_end(out, over->domain, over->constants, ab_rank_one_b(f, 0), ab_matrix_factorization_s(f, 0),
          f->x.columns, over->mirrored, direction);
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

/* ROUNDING_BITS below the size of sigma, if that is small. */
static unsigned rounding_bits(const ab_area *over) {
  mpq_srcptr sigma = over->constants->items[ab_rank_one_sigma(over->family)].hi;
  size_t above = mpz_sizeinbase(mpq_numref(sigma), 2), below = mpz_sizeinbase(mpq_denref(sigma), 2);
  return ROUNDING_BITS + (unsigned)(below > above ? below - above : 0);
}

/* ends[k] = total less the part of coordinate k, rounded outward. */
static void subtract_own(mpq_t *ends, const mpq_t total, const ab_area *over, size_t constant,
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

void ab_area_bounds_init(ab_area_bounds *o, const ab_area *over) {
  const ab_matrix_factorization *f = over->family;
  size_t n = f->x.rows, m = f->x.columns;
  *o = (ab_area_bounds){ab_rationals_create(n), ab_rationals_create(n), ab_rationals_create(m),
                        ab_rationals_create(m)};
  mpq_t total;
  mpq_init(total);
  for (int direction = -1; direction <= 1; direction += 2) {
    ab_area_p_end(total, over, direction);
    subtract_own(direction < 0 ? o->p_lower : o->p_upper, total, over, ab_rank_one_a(f, 0),
                 ab_matrix_factorization_w(f, 0), n, direction);
    ab_area_q_end(total, over, direction);
    subtract_own(direction < 0 ? o->q_lower : o->q_upper, total, over, ab_rank_one_b(f, 0),
                 ab_matrix_factorization_s(f, 0), m, direction);
  }
  mpq_clear(total);
}

void ab_area_bounds_clear(ab_area_bounds *o, size_t n, size_t m) {
  ab_rationals_destroy(o->p_lower, n);
  ab_rationals_destroy(o->p_upper, n);
  ab_rationals_destroy(o->q_lower, m);
  ab_rationals_destroy(o->q_upper, m);
}

void ab_area_set_entry(ab_clause *clause, const ab_area *over, const ab_area_bounds *o, size_t i,
                       size_t j) {
  const ab_matrix_factorization *f = over->family;
  set_range(clause, 0, over->domain, ab_matrix_factorization_w(f, i), over->mirrored);
  set_range(clause, 1, over->domain, ab_matrix_factorization_s(f, j), over->mirrored);
  bind_constant(clause, AB_AREA_A, ab_rank_one_a(f, i));
  bind_constant(clause, AB_AREA_B, ab_rank_one_b(f, j));
  bind_constant(clause, AB_AREA_SIGMA, ab_rank_one_sigma(f));
  mpq_set(clause->arguments[AB_AREA_X].value, f->x.entries[i * f->x.columns + j]);
  mpq_set(clause->arguments[AB_AREA_P_LOWER].value, o->p_lower[i]);
  mpq_set(clause->arguments[AB_AREA_P_UPPER].value, o->p_upper[i]);
  mpq_set(clause->arguments[AB_AREA_Q_LOWER].value, o->q_lower[j]);
  mpq_set(clause->arguments[AB_AREA_Q_UPPER].value, o->q_upper[j]);
}

/* 2 T = (2 - d) r^2 - 2 r (eps + delta) + alpha eps^2, d = alpha - beta; for d < 2 written as
 * (2 - d)(r - eps/(2 - d))^2 + (alpha - 1/(2 - d)) eps^2 - 2 r delta: rank-one.md, section 2. */
ab_expr ab_rank_one_twice_t(ab_graph *g, const ab_statement *statement, ab_expr w, ab_expr s,
                            ab_expr t, ab_expr a, ab_expr b, ab_expr x) {
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

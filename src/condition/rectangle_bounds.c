/* SPDX-License-Identifier: MIT
 * What a witness of factorization_rectangle.c says is true: bounds of dist(x, M) and of delta over
 * a box. docs/theory/rectangles.md; the sections cited are its. */
#include "base/memory.h"
#include "condition/factorization_bounds.h"
#include "condition/factorization_rectangle.h"
#include "num/interval.h"
#include "num/rational.h"
#include "real/definite.h"

#include <string.h>

enum { BALL_PRECISION = 256, PRECISION = 192 };

static ab_status malformed(ab_error *error) {
  return ab_error_set(error, AB_NOT_VERIFIED, "the choices of the closed form are malformed");
}

static bool is_subset(const ab_choice *part, const ab_choice *list) {
  size_t next = 0;
  for (size_t k = 0; k < list->count && next < part->count; k++)
    next += mpq_equal(part->values[next], list->values[k]) != 0;
  return next == part->count;
}

static bool are_positive(const ab_choice *choice) {
  for (size_t k = 0; k < choice->count; k++)
    if (mpq_sgn(choice->values[k]) <= 0)
      return false;
  return true;
}

static bool has_names(const ab_matrix_factorization *f, const ab_witness *witness) {
  size_t listed = witness->choices[AB_RECTANGLE_ENTRIES].count;
  const size_t counts[AB_RECTANGLE_HINT] = {1,       1,
                                            listed,  witness->choices[AB_RECTANGLE_CUT].count,
                                            listed,  listed,
                                            listed,  listed,
                                            f->rank, f->rank * f->rank,
                                            2};
  bool good = true;
  for (size_t k = 0; k < AB_RECTANGLE_HINT + f->rank && good; k++) {
    ab_text name;
    ab_text_init(&name);
    if (k < AB_RECTANGLE_HINT)
      ab_text_add(&name, ab_rectangle_choice_names[k]);
    else
      ab_text_printf(&name, "v[%zu]", k - AB_RECTANGLE_HINT + 1);
    good = strcmp(name.data, witness->choices[k].name) == 0 &&
           witness->choices[k].count == (k < AB_RECTANGLE_HINT ? counts[k] : f->x.columns);
    ab_text_clear(&name);
  }
  return good;
}

static ab_status check_form(const ab_matrix_factorization *f, const ab_witness *witness,
                            ab_error *error) {
  const ab_choice *choices = witness->choices;
  if (witness->choice_count != AB_RECTANGLE_HINT + f->rank || !has_names(f, witness))
    return malformed(error);
  const ab_choice *entries = &choices[AB_RECTANGLE_ENTRIES];
  bool good =
      ab_norms_are_entries(entries, f->x.rows * f->x.columns) &&
      is_subset(&choices[AB_RECTANGLE_CUT], entries) &&
      are_positive(&choices[AB_RECTANGLE_NOISE]) && are_positive(&choices[AB_RECTANGLE_BALANCE]) &&
      are_positive(&choices[AB_RECTANGLE_NORMS]) && witness->constants.count == entries->count;
  for (size_t k = 0; k < entries->count && good; k++) {
    ab_text name;
    ab_text_init(&name);
    ab_rectangle_constant_name(&name, f, mpz_get_ui(mpq_numref(entries->values[k])) - 1);
    good = strcmp(name.data, witness->constants.items[k].name) == 0;
    ab_text_clear(&name);
  }
  return good ? AB_OK : malformed(error);
}

static ab_status check_constants(const ab_witness *witness, const ab_low_rank *z, ab_error *error) {
  for (size_t k = 0; k < witness->constants.count; k++) {
    const ab_constant *c = &witness->constants.items[k];
    size_t e = mpz_get_ui(mpq_numref(witness->choices[AB_RECTANGLE_ENTRIES].values[k])) - 1;
    if (mpq_cmp(c->lo, z->z_lo[e]) > 0 || mpq_cmp(z->z_hi[e], c->hi) > 0)
      return ab_error_set(error, AB_NOT_VERIFIED,
                          "the enclosure of the constant %s cannot be confirmed", c->name);
  }
  return AB_OK;
}

/* |C| < 1 for certain, or C = 0. */
static bool is_contraction(const ab_choice *c, size_t k) {
  ab_matrix matrix = {.rows = k, .columns = k, .entries = c->values};
  arb_mat_t balls;
  arb_t limit, square;
  arb_mat_init(balls, (slong)k, (slong)k);
  arb_init(limit);
  arb_init(square);
  ab_ball_matrix_set(balls, &matrix, BALL_PRECISION);
  arb_one(limit);
  bool good = ab_ball_norm_square_below(square, balls, limit);
  arb_mat_clear(balls);
  arb_clear(limit);
  arb_clear(square);
  return good;
}

/* One factor of the point (a_c W0_c, S0_c/a_c) of M: rank x columns intervals. */
static ab_interval *balanced(const mpq_t *lo, const mpq_t *hi, const ab_choice *balance,
                             size_t rank, size_t columns, bool divide) {
  ab_interval *out = ab_intervals_create(rank * columns, PRECISION), a;
  ab_interval_init(&a, PRECISION);
  for (size_t k = 0; k < rank * columns; k++) {
    ab_interval_set_rationals(&out[k], lo[k], hi[k]);
    ab_interval_set_rational(&a, balance->values[k / columns]);
    if (divide)
      ab_interval_div(&out[k], &out[k], &a);
    else
      ab_interval_mul(&out[k], &out[k], &a);
  }
  ab_interval_clear(&a);
  return out;
}

/* term holds the maximum of x^2 - 2 c x over x in [lo, hi]: at an end, since it is convex in x. */
static void add_greatest(ab_interval *sum, const ab_interval *c, const mpq_t lo, const mpq_t hi) {
  mpq_srcptr ends[] = {lo, hi};
  ab_interval term[2], x;
  ab_interval_init(&x, PRECISION);
  for (size_t k = 0; k < 2; k++) {
    ab_interval_init(&term[k], PRECISION);
    ab_interval_set_rational(&x, ends[k]);
    ab_interval_sub(&term[k], &x, c);
    ab_interval_sub(&term[k], &term[k], c);
    ab_interval_mul(&term[k], &term[k], &x);
  }
  ab_interval_max(&term[0], &term[0], &term[1]);
  ab_interval_add(sum, sum, &term[0]);
  ab_interval_clear(&term[0]);
  ab_interval_clear(&term[1]);
  ab_interval_clear(&x);
}

/* sum += |y|^2 + max (|x|^2 - 2 <C y, x>) for one factor, whose coordinates begin at `first`;
 * section 2. */
static void add_factor(ab_interval *sum, const ab_matrix_factorization *f, const ab_choice *c,
                       const ab_interval *y, size_t columns, size_t first) {
  ab_interval turned, term;
  ab_interval_init(&turned, PRECISION);
  ab_interval_init(&term, PRECISION);
  for (size_t k = 0; k < f->rank * columns; k++) {
    ab_interval_sqr(&term, &y[k]);
    ab_interval_add(sum, sum, &term);
    ab_interval_set_long(&turned, 0);
    for (size_t l = 0; l < f->rank; l++) {
      ab_interval_set_rational(&term, c->values[k / columns * f->rank + l]);
      ab_interval_mul(&term, &term, &y[l * columns + k % columns]);
      ab_interval_add(&turned, &turned, &term);
    }
    add_greatest(sum, &turned, f->domain.lo[first + k], f->domain.hi[first + k]);
  }
  ab_interval_clear(&turned);
  ab_interval_clear(&term);
}

/* value >= sum for certain. */
static bool is_above(const mpq_t value, const ab_interval *sum) {
  ab_interval difference;
  ab_interval_init(&difference, PRECISION);
  ab_interval_set_rational(&difference, value);
  ab_interval_sub(&difference, &difference, sum);
  bool good = ab_interval_is_nonnegative(&difference) == AB_TRUE;
  ab_interval_clear(&difference);
  return good;
}

static ab_status check_distance(const ab_matrix_factorization *f, const ab_witness *witness,
                                const ab_low_rank *z, ab_error *error) {
  const ab_choice *choices = witness->choices, *c = &choices[AB_RECTANGLE_CONTRACTION];
  if (!is_contraction(c, f->rank))
    return ab_error_set(error, AB_NOT_VERIFIED, "the contraction is not shown to have norm < 1");
  const ab_choice *balance = &choices[AB_RECTANGLE_BALANCE];
  size_t n = f->x.rows, m = f->x.columns;
  ab_interval *w =
      balanced((const mpq_t *)z->w_lo, (const mpq_t *)z->w_hi, balance, f->rank, n, false);
  ab_interval *s =
      balanced((const mpq_t *)z->s_lo, (const mpq_t *)z->s_hi, balance, f->rank, m, true);
  ab_interval sum;
  ab_interval_init(&sum, PRECISION);
  ab_interval_set_long(&sum, 0);
  add_factor(&sum, f, c, w, n, 0);
  add_factor(&sum, f, c, s, m, f->rank * n);
  bool good = is_above(choices[AB_RECTANGLE_DISTANCE].values[0], &sum);
  ab_interval_clear(&sum);
  ab_intervals_destroy(w, f->rank * n);
  ab_intervals_destroy(s, f->rank * m);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "the bound of the distance to the minimizers is not confirmed");
}

/* The ends of w_i.s_j are sums over c of the ends of products. */
void ab_rectangle_product(mpq_t lo, mpq_t hi, const ab_matrix_factorization *f, size_t entry) {
  const ab_domain *d = &f->domain;
  mpq_t product, least, most;
  mpq_inits(product, least, most, NULL);
  mpq_set_ui(lo, 0, 1);
  mpq_set_ui(hi, 0, 1);
  for (size_t c = 0; c < f->rank; c++) {
    size_t w = c * f->x.rows + entry / f->x.columns;
    size_t s = f->rank * f->x.rows + c * f->x.columns + entry % f->x.columns;
    for (size_t k = 0; k < 4; k++) {
      mpq_mul(product, k & 1 ? d->hi[w] : d->lo[w], k >> 1 ? d->hi[s] : d->lo[s]);
      if (k == 0 || mpq_cmp(product, least) < 0)
        mpq_set(least, product);
      if (k == 0 || mpq_cmp(product, most) > 0)
        mpq_set(most, product);
    }
    mpq_add(lo, lo, least);
    mpq_add(hi, hi, most);
  }
  mpq_clears(product, least, most, NULL);
}

void ab_rectangle_sum_square(mpq_t out, const ab_matrix_factorization *f, size_t entry, int sign) {
  const ab_domain *d = &f->domain;
  mpq_t low, high;
  mpq_inits(low, high, NULL);
  mpq_set_ui(out, 0, 1);
  for (size_t c = 0; c < f->rank; c++) {
    size_t w = c * f->x.rows + entry / f->x.columns;
    size_t s = f->rank * f->x.rows + c * f->x.columns + entry % f->x.columns;
    if (sign > 0) {
      mpq_add(low, d->lo[w], d->lo[s]);
      mpq_add(high, d->hi[w], d->hi[s]);
    } else {
      mpq_sub(low, d->lo[w], d->hi[s]);
      mpq_sub(high, d->hi[w], d->lo[s]);
    }
    mpq_mul(low, low, low);
    mpq_mul(high, high, high);
    mpq_add(out, out, mpq_cmp(low, high) > 0 ? low : high);
  }
  mpq_clears(low, high, NULL);
}

void ab_rectangle_square(mpq_t out, const ab_matrix_factorization *f, size_t entry) {
  const ab_domain *d = &f->domain;
  mpq_t low, high;
  mpq_inits(low, high, NULL);
  mpq_set_ui(out, 0, 1);
  for (size_t k = 0; k < 2 * f->rank; k++) {
    size_t c = k / 2;
    size_t at = k % 2 ? f->rank * f->x.rows + c * f->x.columns + entry % f->x.columns
                      : c * f->x.rows + entry / f->x.columns;
    mpq_mul(low, d->lo[at], d->lo[at]);
    mpq_mul(high, d->hi[at], d->hi[at]);
    mpq_add(out, out, mpq_cmp(low, high) > 0 ? low : high);
  }
  mpq_clears(low, high, NULL);
}

/* What bounds sign delta at an entry. */
typedef struct {
  const ab_matrix_factorization *f;
  size_t entry;
  int sign;
  mpq_srcptr slope;
  mpq_t z;           /* sign Z_ij, from above */
  mpq_t plus, minus; /* |w_i^y + sign s_j^y|^2/2 and |w_i^y - sign s_j^y|^2/2, from above */
} delta_bound;

static void set_sizes(delta_bound *b, const ab_witness *witness, const ab_low_rank *z) {
  mpq_srcptr lo = z->z_lo[b->entry], hi = z->z_hi[b->entry];
  ab_norms_size(b->plus, (const mpq_t *)witness->choices[AB_RECTANGLE_NORMS].values, z, b->entry);
  mpq_set(b->minus, b->plus);
  mpq_add(b->plus, b->plus, hi);
  mpq_sub(b->minus, b->minus, lo);
  mpq_set(b->z, hi);
  if (b->sign < 0) {
    mpq_swap(b->plus, b->minus);
    mpq_neg(b->z, lo);
  }
}

/* end >= (|w_i + sign s_j| + |w_i^y + sign s_j^y|)^2/4; section 3, (3). */
static bool is_above_sums(const mpq_t end, const delta_bound *b) {
  ab_interval own, other;
  mpq_t square;
  ab_interval_init(&own, PRECISION);
  ab_interval_init(&other, PRECISION);
  mpq_init(square);
  ab_rectangle_sum_square(square, b->f, b->entry, b->sign);
  ab_interval_set_rational(&own, square);
  ab_interval_sqrt(&own, &own);
  mpq_mul_2exp(square, b->plus, 1);
  if (mpq_sgn(square) < 0)
    mpq_set_ui(square, 0, 1);
  ab_interval_set_rational(&other, square);
  ab_interval_sqrt(&other, &other);
  ab_interval_add(&own, &own, &other);
  ab_interval_sqr(&own, &own);
  mpq_mul_2exp(square, end, 2);
  bool good = is_above(square, &own);
  ab_interval_clear(&own);
  ab_interval_clear(&other);
  mpq_clear(square);
  return good;
}

/* end >= sign z + (1 + u) Q + plus/(2 u) + minus/(2 (u + 2)); section 3, (4). */
static bool is_above_line(const mpq_t end, const delta_bound *b) {
  if (mpq_sgn(b->slope) <= 0)
    return false;
  mpq_t sum, term, u;
  mpq_inits(sum, term, u, NULL);
  mpq_mul_2exp(sum, b->z, 1);
  mpq_div(term, b->plus, b->slope);
  mpq_add(sum, sum, term);
  mpq_set_ui(u, 2, 1);
  mpq_add(u, u, b->slope);
  mpq_div(term, b->minus, u);
  mpq_add(sum, sum, term);
  mpq_set_ui(u, 1, 1);
  mpq_add(u, u, b->slope);
  ab_rectangle_square(term, b->f, b->entry);
  mpq_mul(term, term, u);
  mpq_add(sum, sum, term);
  mpq_mul_2exp(term, end, 1);
  bool good = mpq_cmp(term, sum) >= 0;
  mpq_clears(sum, term, u, NULL);
  return good;
}

/* A range of delta holds one of those that are shown: within +-distance2/2, or by sizes. */
static ab_status check_delta(const ab_matrix_factorization *f, const ab_witness *witness,
                             const ab_low_rank *z, ab_error *error) {
  const ab_choice *choices = witness->choices, *entries = &choices[AB_RECTANGLE_ENTRIES];
  mpq_t end, half;
  delta_bound b = {.f = f};
  mpq_inits(end, half, b.z, b.plus, b.minus, NULL);
  mpq_div_2exp(half, choices[AB_RECTANGLE_DISTANCE].values[0], 1);
  bool good = true;
  for (size_t k = 0; k < 2 * entries->count && good; k++) {
    b.entry = mpz_get_ui(mpq_numref(entries->values[k / 2])) - 1;
    b.sign = k % 2 ? 1 : -1;
    mpq_set(end, choices[k % 2 ? AB_RECTANGLE_UPPER : AB_RECTANGLE_LOWER].values[k / 2]);
    if (b.sign < 0)
      mpq_neg(end, end);
    if (mpq_cmp(end, half) >= 0)
      continue;
    b.slope = choices[k % 2 ? AB_RECTANGLE_SLOPES_UPPER : AB_RECTANGLE_SLOPES_LOWER].values[k / 2];
    set_sizes(&b, witness, z);
    good = is_above_line(end, &b) || is_above_sums(end, &b);
  }
  mpq_clears(end, half, b.z, b.plus, b.minus, NULL);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "the range of delta at entry (%zu,%zu) is not confirmed",
                             b.entry / f->x.columns + 1, b.entry % f->x.columns + 1);
}

static ab_status check_bounds(const ab_matrix_factorization *f, const ab_witness *witness,
                              ab_error *error) {
  const ab_choice *choices = witness->choices;
  ab_low_rank z;
  ab_status status = ab_factorization_enclose(&z, f, &choices[AB_RECTANGLE_HINT], true, error);
  if (status == AB_OK)
    status = ab_tube_check_noise(f, &z, choices[AB_RECTANGLE_NOISE].values[0],
                                 &choices[AB_RECTANGLE_ENTRIES], error);
  if (status == AB_OK)
    status = check_constants(witness, &z, error);
  if (status == AB_OK)
    status = check_distance(f, witness, &z, error);
  if (status == AB_OK)
    status = ab_norms_check_bounds(f, &choices[AB_RECTANGLE_NORMS], &z, error);
  if (status == AB_OK)
    status = check_delta(f, witness, &z, error);
  ab_low_rank_clear(&z);
  return status;
}

ab_status ab_rectangle_verify(const ab_statement *statement, const ab_witness *witness,
                              ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  ab_status status = ab_factorization_verify_box(statement, "closed forms from rectangles", error);
  if (status == AB_OK)
    status = check_form(f, witness, error);
  return status == AB_OK ? check_bounds(f, witness, error) : status;
}

/* SPDX-License-Identifier: MIT */
#include "prove/rank_one_witness.h"

#include "num/interval.h"
#include "num/rational.h"
#include "prove/singular_guess.h"

#include <math.h>

enum {
  GUESS_BITS = 192,
  HINT_BITS = 176,
  RADIUS_BITS = 112,
  RANGE_BITS = 10,
  NOISE_PRECISION = 256
};

/* The power of two next above |x|, at least 2^-RADIUS_BITS: its binary exponent. */
static long magnitude(const mpq_t x) {
  if (mpq_sgn(x) == 0)
    return -RADIUS_BITS;
  return (long)mpz_sizeinbase(mpq_numref(x), 2) - (long)mpz_sizeinbase(mpq_denref(x), 2) + 1;
}

/* The enclosure middle +- 2^(scale - RADIUS_BITS), the middle rounded to HINT_BITS below the scale.
 */
static void add_constant(ab_witness *witness, const ab_matrix_factorization *family, size_t k,
                         const mpq_t middle, long scale) {
  mpq_t lo, hi, radius, rounded;
  mpq_inits(lo, hi, radius, rounded, NULL);
  long bits = HINT_BITS - scale;
  ab_rational_round(rounded, middle, bits > 0 ? (unsigned)bits : 0, -1);
  mpq_set_ui(radius, 1, 1);
  if (scale > RADIUS_BITS)
    mpq_mul_2exp(radius, radius, (mp_bitcnt_t)(scale - RADIUS_BITS));
  else
    mpq_div_2exp(radius, radius, (mp_bitcnt_t)(RADIUS_BITS - scale));
  mpq_sub(lo, rounded, radius);
  mpq_add(hi, rounded, radius);
  ab_text name;
  ab_text_init(&name);
  ab_rank_one_constant_name(&name, family, k);
  ab_constants_add(&witness->constants, name.data, lo, hi);
  ab_text_clear(&name);
  mpq_clears(lo, hi, radius, rounded, NULL);
}

static void square_sum(mpq_t out, const mpq_t *a, size_t n) {
  mpq_t square;
  mpq_init(square);
  mpq_set_ui(out, 0, 1);
  for (size_t i = 0; i < n; i++) {
    mpq_mul(square, a[i], a[i]);
    mpq_add(out, out, square);
  }
  mpq_clear(square);
}

static void add_constants(ab_witness *witness, const ab_matrix_factorization *family,
                          const mpq_t *a, const mpq_t *b) {
  size_t n = family->x.rows, m = family->x.columns;
  mpq_t sigma;
  mpq_init(sigma);
  square_sum(sigma, a, n);
  long scale = magnitude(sigma), half = scale / 2 + 1;
  add_constant(witness, family, ab_rank_one_sigma(family), sigma, scale);
  for (size_t i = 0; i < n; i++)
    add_constant(witness, family, ab_rank_one_a(family, i), a[i], half);
  for (size_t j = 0; j < m; j++)
    add_constant(witness, family, ab_rank_one_b(family, j), b[j], half);
  mpq_clear(sigma);
}

static ab_interval *enclosures(const ab_witness *witness, size_t first, size_t count) {
  ab_interval *out = ab_intervals_create(count, NOISE_PRECISION);
  for (size_t k = 0; k < count; k++)
    ab_interval_set_rationals(&out[k], witness->constants.items[first + k].lo,
                              witness->constants.items[first + k].hi);
  return out;
}

static ab_status refuse_noise(const ab_interval *x, size_t i, size_t j, ab_error *error) {
  return ab_error_set(
      error, AB_BAD_PROBLEM,
      "the noise X - Z of entry (%zu,%zu) is or may be zero: it lies in [%.3g, %.3g]; an "
      "entry without noise makes the condition fail wherever r and delta are not 0 (`abcert "
      "refute` "
      "looks for such a point and certifies it)",
      i + 1, j + 1, mpfr_get_d(x->lo, MPFR_RNDD), mpfr_get_d(x->hi, MPFR_RNDU));
}

/* No X_ij - a_i b_j over the enclosures may contain 0. */
static ab_status check_noise(const ab_witness *witness, const ab_matrix_factorization *family,
                             ab_error *error) {
  size_t n = family->x.rows, m = family->x.columns;
  ab_interval *a = enclosures(witness, ab_rank_one_a(family, 0), n);
  ab_interval *b = enclosures(witness, ab_rank_one_b(family, 0), m), x, product;
  ab_interval_init(&x, NOISE_PRECISION);
  ab_interval_init(&product, NOISE_PRECISION);
  ab_status status = AB_OK;
  for (size_t i = 0; i < n && status == AB_OK; i++)
    for (size_t j = 0; j < m && status == AB_OK; j++) {
      ab_interval_mul(&product, &a[i], &b[j]);
      ab_interval_set_rational(&x, family->x.entries[i * m + j]);
      ab_interval_sub(&x, &x, &product);
      if (ab_interval_is_nonzero(&x) != AB_TRUE)
        status = refuse_noise(&x, i, j, error);
    }
  ab_interval_clear(&x);
  ab_interval_clear(&product);
  ab_intervals_destroy(a, n);
  ab_intervals_destroy(b, m);
  return status;
}

/* An upper bound, in doubles, of the sums of the larger of a_l lo_l and a_l hi_l; mirrored: on the
 * mirror image. */
static double sum_upper(const ab_witness *witness, const ab_domain *domain, size_t constant,
                        size_t first, size_t count, bool mirrored) {
  double sum = 0;
  for (size_t l = 0; l < count; l++) {
    double a = mpq_get_d(witness->constants.items[constant + l].lo) * (mirrored ? -1 : 1);
    sum += fmax(a * mpq_get_d(domain->lo[first + l]), a * mpq_get_d(domain->hi[first + l]));
  }
  return sum;
}

/* The t > 0 with t - 1/t = p, a little enlarged. */
static double reach(double p) {
  double root = hypot(p, 2);
  double t = p >= 0 ? (p + root) / 2 : 2 / (root - p);
  return t * (1 + 1e-9);
}

static bool add_range(ab_witness *witness, const ab_matrix_factorization *family,
                      const ab_domain *domain, const char *name, bool mirrored) {
  double sigma = mpq_get_d(witness->constants.items[ab_rank_one_sigma(family)].lo);
  double p = sum_upper(witness, domain, ab_rank_one_a(family, 0),
                       ab_matrix_factorization_w(family, 0), family->x.rows, mirrored);
  double q = sum_upper(witness, domain, ab_rank_one_b(family, 0),
                       ab_matrix_factorization_s(family, 0), family->x.columns, mirrored);
  double hi = reach(p / sigma), lo = 1 / reach(q / sigma);
  if (!isfinite(hi) || !(lo > 0) || !(hi > 0))
    return false;
  int exponent;
  frexp(fmin(lo, hi), &exponent);
  unsigned bits = (unsigned)(RANGE_BITS + (exponent < 0 ? -exponent : 0));
  ab_choice *t = ab_witness_add_choice(witness, name, 2);
  mpq_set_d(t->values[1], hi);
  mpq_set_d(t->values[0], fmin(lo, hi));
  ab_rational_round(t->values[0], t->values[0], bits, -1);
  ab_rational_round(t->values[1], t->values[1], bits, 1);
  return true;
}

bool ab_rank_one_add_ranges(ab_witness *witness, const ab_matrix_factorization *family,
                            const ab_domain *domain) {
  return add_range(witness, family, domain, "t", false) &&
         (ab_domain_is_symmetric(domain) || add_range(witness, family, domain, "t:mirrored", true));
}

ab_status ab_rank_one_witness_make(ab_witness *witness, const ab_matrix_factorization *family,
                                   bool noise_may_be_zero, ab_error *error) {
  size_t n = family->x.rows, m = family->x.columns;
  mpq_t *a = ab_rationals_create(n), *b = ab_rationals_create(m);
  ab_status status = ab_singular_guess(a, b, &family->x, GUESS_BITS, error);
  if (status == AB_OK) {
    add_constants(witness, family, (const mpq_t *)a, (const mpq_t *)b);
    status = ab_rank_one_verify(family, &witness->constants, error);
    if (status != AB_OK)
      error->status = status = AB_BAD_PROBLEM;
  }
  if (status == AB_OK && !noise_may_be_zero)
    status = check_noise(witness, family, error);
  if (status == AB_OK && !ab_rank_one_add_ranges(witness, family, &family->domain))
    status =
        ab_error_set(error, AB_BAD_PROBLEM,
                     "the domain is too large or the matrix too small for the range of t to be "
                     "a double number; scale the problem");
  ab_rationals_destroy(a, n);
  ab_rationals_destroy(b, m);
  return status;
}

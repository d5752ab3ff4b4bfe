/* SPDX-License-Identifier: MIT */
#include "sgd/distance.h"

#include "base/memory.h"
#include "family/network_minimizers.h"
#include "num/interval.h"
#include "num/rational.h"
#include "prove/low_rank_nearest.h"
#include "prove/network_nearest.h"

#include <math.h>

enum { PRECISION = 320, LOGIT_BITS = 256 };

/* ---- matrix factorisation: y = (A W0, B S0), B'A = I ---- */

/* sum += the squares of x - a y, a k x k and rational, y k x n and enclosed. */
static void add_squares(ab_interval *sum, const mpq_t *x, const mpq_t *a, const mpq_t *lo,
                        const mpq_t *hi, size_t k, size_t n) {
  ab_interval entry, term, factor;
  ab_interval *const all[] = {&entry, &term, &factor};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    ab_interval_init(all[i], PRECISION);
  for (size_t c = 0; c < k; c++)
    for (size_t i = 0; i < n; i++) {
      ab_interval_set_rational(&entry, x[c * n + i]);
      for (size_t l = 0; l < k; l++) {
        ab_interval_set_rationals(&term, lo[l * n + i], hi[l * n + i]);
        ab_interval_set_rational(&factor, a[c * k + l]);
        ab_interval_mul(&term, &term, &factor);
        ab_interval_sub(&entry, &entry, &term);
      }
      ab_interval_sqr(&entry, &entry);
      ab_interval_add(sum, sum, &entry);
    }
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    ab_interval_clear(all[i]);
}

static bool get_upper(mpq_t out, const ab_interval *value) {
  bool finite = ab_interval_is_finite(value);
  if (finite)
    mpfr_get_q(out, value->hi);
  return finite;
}

/* |x - (A W0, B S0)|^2; false if A is singular. */
static bool distance_by(mpq_t out, const ab_matrix_factorization *f, const ab_low_rank *z,
                        const mpq_t *x, const ab_matrix *a) {
  size_t k = f->rank;
  ab_matrix inverse, b;
  ab_matrix_init(&inverse, k, k);
  ab_matrix_init(&b, k, k);
  bool good = ab_matrix_right_inverse(&inverse, a);
  if (good) {
    ab_interval sum;
    ab_interval_init(&sum, PRECISION);
    ab_interval_set_long(&sum, 0);
    for (size_t c = 0; c < k; c++)
      for (size_t l = 0; l < k; l++)
        mpq_set(b.entries[c * k + l], inverse.entries[l * k + c]);
    add_squares(&sum, x, (const mpq_t *)a->entries, (const mpq_t *)z->w_lo, (const mpq_t *)z->w_hi,
                k, f->x.rows);
    add_squares(&sum, x + k * f->x.rows, (const mpq_t *)b.entries, (const mpq_t *)z->s_lo,
                (const mpq_t *)z->s_hi, k, f->x.columns);
    good = get_upper(out, &sum);
    ab_interval_clear(&sum);
  }
  ab_matrix_clear(&b);
  ab_matrix_clear(&inverse);
  return good;
}

static void get_doubles(double *out, const mpq_t *x, size_t count) {
  for (size_t k = 0; k < count; k++)
    out[k] = mpq_get_d(x[k]);
}

bool ab_sgd_distance_factorization(mpq_t out, const ab_matrix_factorization *family,
                                   const ab_low_rank *z, const mpq_t *x, size_t starts) {
  size_t k = family->rank, first = k * family->x.rows, rest = k * family->x.columns;
  double *at = ab_allocate(2 * (first + rest) + k * k, sizeof *at), *y = at + first + rest;
  double *guess = y + first + rest;
  get_doubles(at, x, first + rest);
  get_doubles(y, (const mpq_t *)z->w_lo, first);
  get_doubles(y + first, (const mpq_t *)z->s_lo, rest);
  ab_low_rank_nearest(guess, k, family->x.rows, family->x.columns, y, at, starts);
  ab_matrix a;
  ab_matrix_init(&a, k, k);
  bool good = true;
  for (size_t e = 0; e < k * k && good; e++) {
    good = isfinite(guess[e]);
    if (good)
      mpq_set_d(a.entries[e], guess[e]);
  }
  good = good && distance_by(out, family, z, x, &a);
  ab_matrix_clear(&a);
  ab_free(at);
  return good;
}

/* ---- networks: y = (W, v + H'(H H')^-1 (z* - H v)), H = relu(W x_i) of full rank ---- */

/* rest[i] = z_i* - (H v)_i. */
static bool set_rests(ab_interval *rest, const ab_network *network, const ab_matrix *h,
                      const mpq_t *v) {
  mpq_t lo, hi, product;
  mpq_inits(lo, hi, product, NULL);
  bool good = true;
  for (size_t i = 0; i < h->rows && good; i++) {
    good = ab_network_best_output(lo, hi, network, i, LOGIT_BITS);
    for (size_t j = 0; j < h->columns; j++) {
      mpq_mul(product, h->entries[i * h->columns + j], v[j]);
      mpq_sub(lo, lo, product);
      mpq_sub(hi, hi, product);
    }
    ab_interval_set_rationals(&rest[i], lo, hi);
  }
  mpq_clears(lo, hi, product, NULL);
  return good;
}

/* sum = |H+ rest|^2. */
static void set_change(ab_interval *sum, const ab_matrix *inverse, const ab_interval *rest) {
  ab_interval entry, term;
  ab_interval_init(&entry, PRECISION);
  ab_interval_init(&term, PRECISION);
  ab_interval_set_long(sum, 0);
  for (size_t j = 0; j < inverse->rows; j++) {
    ab_interval_set_long(&entry, 0);
    for (size_t i = 0; i < inverse->columns; i++) {
      ab_interval_set_rational(&term, inverse->entries[j * inverse->columns + i]);
      ab_interval_mul(&term, &term, &rest[i]);
      ab_interval_add(&entry, &entry, &term);
    }
    ab_interval_sqr(&entry, &entry);
    ab_interval_add(sum, sum, &entry);
  }
  ab_interval_clear(&term);
  ab_interval_clear(&entry);
}

/* The distance to the point of M with these weights W that is nearest in v. */
static bool distance_with(mpq_t out, const ab_network *network, const mpq_t *x, const mpq_t *w) {
  size_t k = network->width, d = network->points.columns, p = network->points.rows;
  ab_matrix h, inverse;
  ab_network_outputs(&h, network, w, k);
  ab_matrix_init(&inverse, k, p);
  ab_interval *rest = ab_intervals_create(p + 1, PRECISION), *sum = &rest[p];
  bool good = ab_matrix_right_inverse(&inverse, &h) && set_rests(rest, network, &h, x + k * d);
  if (good) {
    set_change(sum, &inverse, rest);
    good = get_upper(out, sum);
  }
  mpq_t t;
  mpq_init(t);
  for (size_t l = 0; l < k * d && good; l++) {
    mpq_sub(t, x[l], w[l]);
    mpq_mul(t, t, t);
    mpq_add(out, out, t);
  }
  mpq_clear(t);
  ab_intervals_destroy(rest, p + 1);
  ab_matrix_clear(&inverse);
  ab_matrix_clear(&h);
  return good;
}

bool ab_sgd_distance_network(mpq_t out, const ab_network *network, const mpq_t *x) {
  size_t weights = network->width * network->points.columns, count = weights + network->width;
  double *at = ab_allocate(2 * count, sizeof *at), *y = at + count;
  mpq_t *w = ab_rationals_create(weights);
  ab_network_model model;
  ab_network_model_init(&model, network);
  get_doubles(at, x, count);
  bool good = isfinite(ab_network_nearest(y, &model, at));
  for (size_t l = 0; l < weights && good; l++)
    mpq_set_d(w[l], y[l]);
  good = good && distance_with(out, network, x, (const mpq_t *)w);
  ab_network_model_clear(&model);
  ab_rationals_destroy(w, weights);
  ab_free(at);
  return good;
}

bool ab_sgd_distance_network_quick(mpq_t out, const ab_network *network, const mpq_t *x) {
  return distance_with(out, network, x, x);
}

/* SPDX-License-Identifier: MIT */
#include "prove/norms_witness.h"

#include "base/memory.h"
#include "condition/factorization_bounds.h"
#include "condition/factorization_norms.h"
#include "num/rational.h"
#include "prove/low_rank_guess.h"
#include "prove/tube_witness.h"
#include "real/low_rank.h"

#include <math.h>

enum {
  BALL_PRECISION = 256,
  CONSTANT_BITS = 140,
  BOUND_BITS = 40,
  GRID = 400,
  STEPS = 40,
  PAIRS_MOST = 16
};

static const double SLACK = 1e-9;   /* of bounds computed in doubles, relative */
static const double HOPELESS = 0.2; /* of the simple bound of a size */
static const double ROOM = 0.997; /* of the greatest size that serves, for the clauses to be easy */

/* The numbers of a problem in doubles. */
typedef struct {
  const ab_matrix_factorization *f;
  const ab_low_rank *z;
  double c, alpha; /* c = 2 - (alpha - beta) */
  double a, b;     /* bounds of |W^y|, |S^y| */
  bool is_cube;
  double w, s; /* its ends */
} model;

static void model_init(model *m, const ab_matrix_factorization *f, const ab_low_rank *z) {
  mpq_t w, s;
  mpq_inits(w, s, NULL);
  *m = (model){.f = f, .z = z, .is_cube = ab_norms_cube(w, s, f)};
  m->w = mpq_get_d(w);
  m->s = mpq_get_d(s);
  double sigma = mpq_get_d(z->first_upper);
  double *bounds[] = {&m->a, &m->b};
  for (size_t k = 0; k < 2; k++) {
    ab_norms_reach(w, f, k == 1);
    double reach = sqrt(mpq_get_d(w));
    *bounds[k] = (reach + sqrt(reach * reach + 4 * sigma)) / 2 * (1 + SLACK);
  }
  mpq_clears(w, s, NULL);
}

/* The simple bound of the size at an entry. */
static double simple_size(const model *m, size_t e) {
  double left = mpq_get_d(m->z->left[e / m->z->columns]);
  double right = mpq_get_d(m->z->right[e % m->z->columns]);
  return (m->a * m->a * left + m->b * m->b * right) / 2 * (1 + SLACK);
}

static double middle(const mpq_t lo, const mpq_t hi) {
  return (mpq_get_d(lo) + mpq_get_d(hi)) / 2;
}

/* max |w_i|^2 + |s_j|^2 over a box. */
static double box_reach(const model *m, size_t e) {
  const ab_matrix_factorization *f = m->f;
  double sum = 0;
  for (size_t k = 0; k < 2 * f->rank; k++) {
    size_t c = k / 2;
    size_t at = k % 2 ? f->rank * f->x.rows + c * f->x.columns + e % f->x.columns
                      : c * f->x.rows + e / f->x.columns;
    sum += fmax(pow(mpq_get_d(f->domain.lo[at]), 2), pow(mpq_get_d(f->domain.hi[at]), 2));
  }
  return sum;
}

/* (2 T less (alpha - 1/c) eps^2) at the worse end of the range of delta: what noise has to make up
 * for. */
static double least_rest(double x, double z, double c, double p, double q, double size) {
  double g = (sqrt(fmax(0, (q + 2 * p) * (2 * size + 2 * z))) +
              sqrt(fmax(0, (q - 2 * p) * (2 * size - 2 * z)))) /
             2;
  double r = x - p, eps = x - z, square = c * pow(r - eps / c, 2);
  return square - 2 * r * (p + z) - 2 * fabs(r) * g;
}

/* The least of it over all p. */
static double worst_rest(const model *m, size_t e, double c, double size) {
  double x = mpq_get_d(m->f->x.entries[e]), z = middle(m->z->z_lo[e], m->z->z_hi[e]);
  double worst = INFINITY, rank = (double)m->f->rank, larger = fmax(m->w, m->s);
  double reach = m->is_cube ? m->w * m->s : box_reach(m, e) / 2;
  for (double number = 0; number < (m->is_cube ? rank : 1); number++)
    for (int k = 0; k <= GRID; k++) {
      double t = reach * (2.0 * k / GRID - 1), p = t, q = 2 * reach;
      if (m->is_cube) {
        p = t + (rank - 1 - 2 * number) * reach;
        q = (rank - 1) * (m->w * m->w + m->s * m->s) + larger * larger + pow(t / larger, 2);
      }
      worst = fmin(worst, least_rest(x, z, c, p, q, size));
    }
  return worst;
}

/* Whether T >= 0 seems to follow from a size. */
static bool serves(const model *m, size_t e, double size) {
  double eps = mpq_get_d(m->f->x.entries[e]) - middle(m->z->z_lo[e], m->z->z_hi[e]);
  return worst_rest(m, e, m->c, size) + (m->alpha - 1 / m->c) * eps * eps >= 0;
}

static double greatest_size(const model *m, size_t e, double most) {
  double lo = fabs(middle(m->z->z_lo[e], m->z->z_hi[e])), hi = most;
  for (int k = 0; k < STEPS; k++) {
    double size = (lo + hi) / 2;
    if (serves(m, e, size))
      lo = size;
    else
      hi = size;
  }
  return lo * ROOM;
}

static void set_up(mpq_t out, double value) {
  int exponent;
  frexp(value, &exponent);
  mpq_set_d(out, value * (1 + SLACK));
  ab_rational_round(out, out, (unsigned)(BOUND_BITS - exponent > 0 ? BOUND_BITS - exponent : 0), 1);
}

static void add_constants(ab_witness *witness, const ab_matrix_factorization *f,
                          const ab_low_rank *z) {
  size_t first = f->rank * f->x.rows, count = first + f->rank * f->x.columns;
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  for (size_t k = 0; k < count; k++) {
    ab_rational_round(lo, k < first ? z->w_lo[k] : z->s_lo[k - first], CONSTANT_BITS, -1);
    ab_rational_round(hi, k < first ? z->w_hi[k] : z->s_hi[k - first], CONSTANT_BITS, 1);
    ab_text name;
    ab_text_init(&name);
    ab_norms_constant_name(&name, f, k);
    ab_constants_add(&witness->constants, name.data, lo, hi);
    ab_text_clear(&name);
  }
  mpq_clears(lo, hi, NULL);
}

/* The sizes, and which of them pair tests are to prove: not where they hardly can. */
static void add_sizes(ab_witness *witness, const model *m) {
  size_t count = m->f->x.rows * m->f->x.columns, pair_count = 0;
  size_t *pairs = ab_allocate(count, sizeof *pairs);
  bool may_pair = m->f->rank == 2 && m->is_cube;
  ab_choice *sizes = ab_witness_add_choice(witness, "sizes", count);
  for (size_t e = 0; e < count; e++) {
    double size = simple_size(m, e);
    if (may_pair && pair_count < PAIRS_MOST && !serves(m, e, size)) {
      double greatest = greatest_size(m, e, size);
      if (greatest > HOPELESS * size) {
        size = greatest;
        pairs[pair_count++] = e + 1;
      }
    }
    set_up(sizes->values[e], size);
  }
  ab_choice *choice = ab_witness_add_choice(witness, "pairs", pair_count);
  for (size_t k = 0; k < pair_count; k++)
    mpq_set_ui(choice->values[k], pairs[k], 1);
  ab_free(pairs);
}

static void add_logarithms(ab_witness *witness, const model *m) {
  ab_choice *range = ab_witness_add_choice(witness, "logarithms", 2);
  double lo = log(m->b / mpq_get_d(m->z->s_least)), hi = log(m->a / mpq_get_d(m->z->w_least));
  mpq_set_d(range->values[0], -lo - 1e-6);
  mpq_set_d(range->values[1], hi + 1e-6);
  ab_rational_round(range->values[0], range->values[0], BOUND_BITS, -1);
  ab_rational_round(range->values[1], range->values[1], BOUND_BITS, 1);
}

static ab_status enclose(ab_low_rank *z, mpq_t *hint, const ab_matrix_factorization *f,
                         ab_error *error) {
  ab_status status = ab_low_rank_guess(hint, &f->x, f->rank, error);
  if (status == AB_OK)
    status = ab_low_rank_enclose(z, &f->x, (const mpq_t *)hint, BALL_PRECISION, error);
  if (status == AB_OK && !z->has_point)
    status = ab_error_set(error, AB_BAD_PROBLEM, "no minimizer could be enclosed");
  return status;
}

ab_status ab_norms_witness_make(ab_witness *witness, const ab_statement *statement,
                                ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  size_t size = f->rank * f->x.columns;
  mpq_t *hint = ab_rationals_create(size);
  ab_low_rank z;
  ab_low_rank_init(&z, f->x.rows, f->x.columns, f->rank);
  ab_witness_init(witness);
  ab_status status = enclose(&z, hint, f, error);
  if (status == AB_OK) {
    model m;
    model_init(&m, f, &z);
    m.alpha = mpq_get_d(ab_statement_constant(statement, AB_ALPHA));
    m.c = 2 - m.alpha + mpq_get_d(ab_statement_constant(statement, AB_BETA));
    add_constants(witness, f, &z);
    ab_choice *bounds = ab_witness_add_choice(witness, "norms", 2);
    set_up(bounds->values[0], m.a);
    set_up(bounds->values[1], m.b);
    m.a = mpq_get_d(bounds->values[0]);
    m.b = mpq_get_d(bounds->values[1]);
    add_sizes(witness, &m);
    add_logarithms(witness, &m);
    ab_low_rank_add_hint(witness, f, (const mpq_t *)hint);
  }
  ab_low_rank_clear(&z);
  ab_rationals_destroy(hint, size);
  return status;
}

double ab_norms_closed_form(const ab_statement *statement) {
  const ab_matrix_factorization *f = &statement->factorization;
  size_t size = f->rank * f->x.columns;
  mpq_t *hint = ab_rationals_create(size);
  ab_low_rank z;
  ab_error unused;
  double beta = NAN;
  ab_low_rank_init(&z, f->x.rows, f->x.columns, f->rank);
  if (enclose(&z, hint, f, &unused) == AB_OK) {
    model m;
    model_init(&m, f, &z);
    beta = 0;
    for (size_t e = 0; e < f->x.rows * f->x.columns; e++) {
      double eps = mpq_get_d(f->x.entries[e]) - middle(z.z_lo[e], z.z_hi[e]);
      beta = fmax(beta, -worst_rest(&m, e, 1, simple_size(&m, e)) / (eps * eps));
    }
  }
  ab_low_rank_clear(&z);
  ab_rationals_destroy(hint, size);
  return beta;
}

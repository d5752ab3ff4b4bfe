/* SPDX-License-Identifier: MIT */
#include "prove/rectangle_witness.h"

#include "base/memory.h"
#include "condition/factorization_bounds.h"
#include "condition/factorization_rectangle.h"
#include "num/rational.h"
#include "prove/contraction.h"
#include "prove/low_rank_guess.h"
#include "prove/tube_witness.h"

#include <math.h>

enum { BALL_PRECISION = 256, CONSTANT_BITS = 140, BOUND_BITS = 40 };
static const double SLACK = 1e-9;  /* of bounds computed in doubles, relative */
static const double MARGIN = 1e-7; /* of alpha, for all of them together */

/* The numbers of a problem in doubles. */
typedef struct {
  const ab_matrix_factorization *f;
  ab_low_rank z;
  mpq_t *hint;
  double *balance, *contraction;
  double distance2;
  mpq_t norms[2];
} model;

/* value enlarged a little, a multiple of a small power of two. */
static void set_above(mpq_t out, double value) {
  int exponent;
  frexp(value, &exponent);
  mpq_set_d(out, value + fabs(value) * SLACK);
  ab_rational_round(out, out, (unsigned)(BOUND_BITS - exponent > 0 ? BOUND_BITS - exponent : 0), 1);
}

static double middle(const mpq_t lo, const mpq_t hi) {
  return (mpq_get_d(lo) + mpq_get_d(hi)) / 2;
}

static double *middles(const mpq_t *lo, const mpq_t *hi, size_t count) {
  double *out = ab_allocate(count, sizeof *out);
  for (size_t k = 0; k < count; k++)
    out[k] = middle(lo[k], hi[k]);
  return out;
}

/* a_c with |a_c W0_c| = |S0_c/a_c|, rounded. */
static void set_balance(model *m, const double *w, const double *s) {
  size_t n = m->f->x.rows, columns = m->f->x.columns;
  mpq_t rounded;
  mpq_init(rounded);
  for (size_t c = 0; c < m->f->rank; c++) {
    double left = 0, right = 0;
    for (size_t i = 0; i < n; i++)
      left = hypot(left, w[c * n + i]);
    for (size_t j = 0; j < columns; j++)
      right = hypot(right, s[c * columns + j]);
    set_above(rounded, sqrt(right / left));
    m->balance[c] = mpq_get_d(rounded);
  }
  mpq_clear(rounded);
}

static void set_distance(model *m) {
  const ab_matrix_factorization *f = m->f;
  size_t n = f->x.rows, columns = f->x.columns, first = f->rank * n, rest = f->rank * columns;
  double *w = middles((const mpq_t *)m->z.w_lo, (const mpq_t *)m->z.w_hi, first);
  double *s = middles((const mpq_t *)m->z.s_lo, (const mpq_t *)m->z.s_hi, rest);
  double *lo = ab_allocate(first + rest, sizeof *lo), *hi = ab_allocate(first + rest, sizeof *hi);
  set_balance(m, w, s);
  for (size_t k = 0; k < first; k++)
    w[k] *= m->balance[k / n];
  for (size_t k = 0; k < rest; k++)
    s[k] /= m->balance[k / columns];
  for (size_t k = 0; k < first + rest; k++) {
    lo[k] = mpq_get_d(f->domain.lo[k]);
    hi[k] = mpq_get_d(f->domain.hi[k]);
  }
  ab_contraction_factor factors[] = {{n, w, lo, hi}, {columns, s, lo + first, hi + first}};
  m->distance2 = ab_contraction_find(m->contraction, factors, 2, f->rank);
  m->distance2 += SLACK * (m->distance2 + 1);
  ab_free(w);
  ab_free(s);
  ab_free(lo);
  ab_free(hi);
}

/* Bounds of |W^y| and |S^y|: norms.md, section 2. */
static void set_norms(model *m) {
  mpq_t reach;
  mpq_init(reach);
  double sigma = mpq_get_d(m->z.first_upper);
  for (size_t k = 0; k < 2; k++) {
    ab_norms_reach(reach, m->f, k == 1);
    double length = sqrt(mpq_get_d(reach));
    set_above(m->norms[k], (length + sqrt(length * length + 4 * sigma)) / 2);
  }
  mpq_clear(reach);
}

static ab_status model_init(model *m, const ab_matrix_factorization *f, ab_error *error) {
  *m = (model){.f = f,
               .hint = ab_rationals_create(f->rank * f->x.columns),
               .balance = ab_allocate(f->rank, sizeof(double)),
               .contraction = ab_allocate(f->rank * f->rank, sizeof(double))};
  mpq_inits(m->norms[0], m->norms[1], NULL);
  ab_low_rank_init(&m->z, f->x.rows, f->x.columns, f->rank);
  ab_status status = ab_low_rank_guess(m->hint, &f->x, f->rank, error);
  if (status == AB_OK)
    status = ab_low_rank_enclose(&m->z, &f->x, (const mpq_t *)m->hint, BALL_PRECISION, error);
  if (status == AB_OK && !m->z.has_point)
    status = ab_error_set(error, AB_BAD_PROBLEM, "no minimizer could be enclosed");
  if (status != AB_OK)
    return status;
  set_distance(m);
  set_norms(m);
  return AB_OK;
}

static void model_clear(model *m) {
  ab_rationals_destroy(m->hint, m->f->rank * m->f->x.columns);
  ab_free(m->balance);
  ab_free(m->contraction);
  mpq_clears(m->norms[0], m->norms[1], NULL);
  ab_low_rank_clear(&m->z);
}

/* What is known of an entry: eps, the range of r and that of delta. */
typedef struct {
  double eps, r[2], delta[2];
} entry_bounds;

/* sign z + (1 + u) q + plus/(2 u) + minus/(2 (u + 2)), which is convex in u > 0, where it is least.
 */
static double least_line(double *u, double z, double q, double plus, double minus) {
  double lo = -20, hi = 20, least = 0;
  for (int step = 0; step < 60; step++) {
    double values[2], at[2] = {lo + (hi - lo) / 3, hi - (hi - lo) / 3};
    for (int k = 0; k < 2; k++) {
      *u = exp(at[k]);
      least = values[k] = z + (1 + *u) * q + plus / (2 * *u) + minus / (2 * (*u + 2));
    }
    if (values[0] < values[1])
      hi = at[1];
    else
      lo = at[0];
  }
  return least;
}

/* delta <= this if sign > 0, -delta <= this else: rectangles.md, section 3; *u is its slope. */
static double delta_reach(double *u, const model *m, size_t e, int sign) {
  mpq_t number;
  mpq_init(number);
  ab_rectangle_sum_square(number, m->f, e, sign);
  double own = sqrt(mpq_get_d(number));
  ab_rectangle_square(number, m->f, e);
  double q = mpq_get_d(number) / 2;
  ab_norms_size(number, (const mpq_t *)m->norms, &m->z, e);
  double size = mpq_get_d(number), z = sign * middle(m->z.z_lo[e], m->z.z_hi[e]);
  mpq_clear(number);
  double plus = fmax(0, size + z), minus = fmax(0, size - z);
  double reach = fmin(pow(own + sqrt(2 * plus), 2) / 4, least_line(u, z, q, plus, minus));
  return fmin(reach + SLACK * fabs(reach), m->distance2 / 2);
}

static entry_bounds bounds_of(const model *m, size_t e) {
  double u;
  double x = mpq_get_d(m->f->x.entries[e]);
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  ab_rectangle_product(lo, hi, m->f, e);
  entry_bounds out = {.eps = x - middle(m->z.z_lo[e], m->z.z_hi[e]),
                      .r = {x - mpq_get_d(hi), x - mpq_get_d(lo)},
                      .delta = {-delta_reach(&u, m, e, -1), delta_reach(&u, m, e, 1)}};
  mpq_clears(lo, hi, NULL);
  return out;
}

/* The least alpha for c = 2 - (alpha - beta): rectangles.md, section 1. */
static double least_alpha(const entry_bounds *b, double c, bool is_cut) {
  double most = 0;
  for (size_t k = 0; k < 2; k++) {
    double sum = b->eps + b->delta[k], centre = sum / c;
    double r = is_cut ? fmin(fmax(centre, b->r[0]), b->r[1]) : centre;
    most = fmax(most, (sum * sum / c - c * pow(r - centre, 2)) / (b->eps * b->eps));
  }
  return most;
}

static double tube_alpha(double distance2, double eps, double c) {
  return pow(1 + distance2 / (2 * fabs(eps)), 2) / c;
}

static void add_constant(ab_witness *witness, const model *m, size_t e) {
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  ab_rational_round(lo, m->z.z_lo[e], CONSTANT_BITS, -1);
  ab_rational_round(hi, m->z.z_hi[e], CONSTANT_BITS, 1);
  ab_text name;
  ab_text_init(&name);
  ab_rectangle_constant_name(&name, m->f, e);
  ab_constants_add(&witness->constants, name.data, lo, hi);
  ab_text_clear(&name);
  mpq_clears(lo, hi, NULL);
}

/* The entries that need more than the tube theorem, and those that need the cut. */
typedef struct {
  size_t *entries, *cut;
  size_t entry_count, cut_count;
  double noise; /* of the others */
  bool reaches; /* every entry seems to be settled */
} lists;

static void lists_init(lists *l, const model *m, double alpha, double c) {
  size_t count = m->f->x.rows * m->f->x.columns;
  *l = (lists){.entries = ab_allocate(count, sizeof *l->entries),
               .cut = ab_allocate(count, sizeof *l->cut),
               .noise = INFINITY,
               .reaches = true};
  alpha *= 1 - MARGIN;
  for (size_t e = 0; e < count; e++) {
    entry_bounds b = bounds_of(m, e);
    if (tube_alpha(m->distance2, b.eps, c) <= alpha) {
      l->noise = fmin(l->noise, fabs(b.eps));
      continue;
    }
    l->entries[l->entry_count++] = e;
    if (least_alpha(&b, c, false) > alpha)
      l->cut[l->cut_count++] = e;
    l->reaches = l->reaches && least_alpha(&b, c, true) <= alpha;
  }
}

static void add_list(ab_witness *witness, const char *name, const size_t *entries, size_t count) {
  ab_choice *choice = ab_witness_add_choice(witness, name, count);
  for (size_t k = 0; k < count; k++)
    mpq_set_ui(choice->values[k], entries[k] + 1, 1);
}

/* One end of the range of delta for each listed entry. */
static void add_delta(ab_witness *witness, const model *m, const lists *l, size_t choice) {
  int sign = choice == AB_RECTANGLE_LOWER ? -1 : 1;
  ab_choice *ends =
      ab_witness_add_choice(witness, ab_rectangle_choice_names[choice], l->entry_count);
  mpq_t half;
  mpq_init(half);
  mpq_div_2exp(half, witness->choices[AB_RECTANGLE_DISTANCE].values[0], 1);
  for (size_t k = 0; k < l->entry_count; k++) {
    double u;
    set_above(ends->values[k], delta_reach(&u, m, l->entries[k], sign));
    if (mpq_cmp(ends->values[k], half) > 0)
      mpq_set(ends->values[k], half);
    if (sign < 0)
      mpq_neg(ends->values[k], ends->values[k]);
  }
  mpq_clear(half);
}

/* The slope that belongs to each of them. */
static void add_slopes(ab_witness *witness, const model *m, const lists *l, size_t choice) {
  int sign = choice == AB_RECTANGLE_SLOPES_LOWER ? -1 : 1;
  ab_choice *slopes =
      ab_witness_add_choice(witness, ab_rectangle_choice_names[choice], l->entry_count);
  for (size_t k = 0; k < l->entry_count; k++) {
    double u;
    delta_reach(&u, m, l->entries[k], sign);
    set_above(slopes->values[k], u);
  }
}

static void add_doubles(ab_witness *witness, size_t choice, const double *values, size_t count) {
  ab_choice *out = ab_witness_add_choice(witness, ab_rectangle_choice_names[choice], count);
  for (size_t k = 0; k < count; k++)
    mpq_set_d(out->values[k], values[k]);
}

static void add_choices(ab_witness *witness, const model *m, const lists *l) {
  const char *const *names = ab_rectangle_choice_names;
  ab_choice *noise = ab_witness_add_choice(witness, names[AB_RECTANGLE_NOISE], 1);
  set_above(noise->values[0], isfinite(l->noise) ? l->noise * (1 - 3 * SLACK) : 1);
  ab_choice *distance = ab_witness_add_choice(witness, names[AB_RECTANGLE_DISTANCE], 1);
  set_above(distance->values[0], m->distance2);
  add_list(witness, names[AB_RECTANGLE_ENTRIES], l->entries, l->entry_count);
  add_list(witness, names[AB_RECTANGLE_CUT], l->cut, l->cut_count);
  add_delta(witness, m, l, AB_RECTANGLE_LOWER);
  add_delta(witness, m, l, AB_RECTANGLE_UPPER);
  add_slopes(witness, m, l, AB_RECTANGLE_SLOPES_LOWER);
  add_slopes(witness, m, l, AB_RECTANGLE_SLOPES_UPPER);
  add_doubles(witness, AB_RECTANGLE_BALANCE, m->balance, m->f->rank);
  add_doubles(witness, AB_RECTANGLE_CONTRACTION, m->contraction, m->f->rank * m->f->rank);
  ab_choice *norms = ab_witness_add_choice(witness, names[AB_RECTANGLE_NORMS], 2);
  for (size_t k = 0; k < 2; k++)
    mpq_set(norms->values[k], m->norms[k]);
  ab_low_rank_add_hint(witness, m->f, (const mpq_t *)m->hint);
}

ab_status ab_rectangle_witness_make(ab_witness *witness, bool *reaches,
                                    const ab_statement *statement, ab_error *error) {
  model m;
  ab_witness_init(witness);
  ab_status status = model_init(&m, &statement->factorization, error);
  if (status == AB_OK) {
    double alpha = mpq_get_d(ab_statement_constant(statement, AB_ALPHA));
    lists l;
    lists_init(&l, &m, alpha, 2 - alpha + mpq_get_d(ab_statement_constant(statement, AB_BETA)));
    for (size_t k = 0; k < l.entry_count; k++)
      add_constant(witness, &m, l.entries[k]);
    add_choices(witness, &m, &l);
    *reaches = l.reaches;
    ab_free(l.entries);
    ab_free(l.cut);
  }
  model_clear(&m);
  return status;
}

ab_rectangle_forms ab_rectangle_closed_forms(const ab_statement *statement) {
  model m;
  ab_error unused;
  ab_rectangle_forms forms = {NAN, NAN, NAN, NAN};
  if (model_init(&m, &statement->factorization, &unused) == AB_OK) {
    forms = (ab_rectangle_forms){.distance2 = m.distance2};
    for (size_t e = 0; e < m.f->x.rows * m.f->x.columns; e++) {
      entry_bounds b = bounds_of(&m, e);
      forms.nuclear = fmax(forms.nuclear, tube_alpha(m.distance2, b.eps, 1) - 1);
      forms.linearisation = fmax(forms.linearisation, least_alpha(&b, 1, false) - 1);
      forms.cut = fmax(forms.cut, least_alpha(&b, 1, true) - 1);
    }
  }
  model_clear(&m);
  return forms;
}

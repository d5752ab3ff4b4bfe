/* SPDX-License-Identifier: MIT */
#include "prove/network_narrow.h"

#include "base/memory.h"
#include "family/network_narrow.h"
#include "num/rational.h"
#include "prove/network_branches.h"
#include "prove/network_cells.h"
#include "prove/numeric.h"

#include <lapacke.h>
#include <math.h>
#include <string.h>

enum { STARTS = 48, ROUNDS = 10, PRECISION = 256, BITS = 160, RADIUS_BITS = 110, OUTER_BITS = 128 };
static const double AT_KINK = 1e-5, CLEARLY = 1e-5; /* of c_i; of slopes, for one label */

typedef struct {
  int sign;
  double value, *theta, *slopes;
  int *side;
} place;

static void place_init(place *out, size_t p, size_t d) {
  *out = (place){.value = INFINITY,
                 .theta = ab_allocate(d, sizeof *out->theta),
                 .slopes = ab_allocate(p, sizeof *out->slopes),
                 .side = ab_allocate(p, sizeof *out->side)};
}

static void place_clear(place *out) {
  ab_free(out->theta);
  ab_free(out->slopes);
  ab_free(out->side);
}

/* ---- the minimizer, in doubles ---- */

/* Crosses a face of the cell where the loss decreases beyond; false if there is none. */
static bool cross(place *at, const ab_cells *cells) {
  for (size_t i = 0; i < cells->p; i++) {
    double size = cells->a[i] + cells->b[i], slope = at->slopes[i];
    double c = ab_cells_activation(cells, at->theta, i);
    bool leaves = at->side[i] > 0 && c < AT_KINK && slope < -CLEARLY * size;
    bool enters =
        at->side[i] < 0 && c > -AT_KINK && slope > ab_cells_slope(cells, i, 0) + CLEARLY * size;
    if (leaves || enters) {
      at->side[i] = -at->side[i];
      return true;
    }
  }
  return false;
}

/* From the cell of theta to a local minimum. */
static void settle(place *at, const ab_cells *cells) {
  for (size_t i = 0; i < cells->p; i++)
    at->side[i] = ab_cells_activation(cells, at->theta, i) > 0 ? 1 : -1;
  size_t crossings = 0;
  do {
    ab_cells_solve(cells, at->side, at->theta, at->slopes);
  } while (crossings++ < 4 * cells->p && cross(at, cells));
  at->value = ab_cells_loss(cells, at->theta);
}

static void search(place *best, const ab_network *network, int sign) {
  ab_cells cells;
  place at;
  ab_cells_init(&cells, network, sign);
  place_init(&at, cells.p, cells.d);
  double *lo = ab_allocate(2 * cells.d, sizeof *lo), *hi = lo + cells.d;
  for (size_t l = 0; l < cells.d; l++) {
    lo[l] = -1;
    hi[l] = 1;
  }
  for (size_t n = 1; n <= STARTS; n++) {
    ab_numeric_start(at.theta, n, lo, hi, cells.d);
    settle(&at, &cells);
    if (!(at.value < best->value))
      continue;
    best->sign = sign;
    best->value = at.value;
    memcpy(best->theta, at.theta, cells.d * sizeof *at.theta);
    memcpy(best->slopes, at.slopes, cells.p * sizeof *at.slopes);
    memcpy(best->side, at.side, cells.p * sizeof *at.side);
  }
  ab_free(lo);
  place_clear(&at);
  ab_cells_clear(&cells);
}

/* 1 on, -1 off, 0 held at the kink by slopes on both sides. */
static void find_types(int *type, const place *at, const ab_cells *cells) {
  for (size_t i = 0; i < cells->p; i++) {
    double c = ab_cells_activation(cells, at->theta, i), slope = at->slopes[i];
    bool off = slope <= CLEARLY, on = slope >= ab_cells_slope(cells, i, 0) - CLEARLY;
    type[i] = fabs(c) >= AT_KINK ? (c > 0 ? 1 : -1) : off ? -1 : on ? 1 : 0;
  }
}

/* ---- the basis, and the minimizer in many digits ---- */

/* Adds the points of this type that are independent of those before. */
static void extend_basis(size_t *basis, size_t *count, const ab_network *network, const int *type,
                         int which) {
  size_t d = network->points.columns;
  for (size_t i = 0; i < network->points.rows && *count < d; i++) {
    if (type[i] != which)
      continue;
    basis[*count] = i;
    ab_matrix rows;
    ab_matrix_init(&rows, *count + 1, d);
    for (size_t m = 0; m <= *count; m++)
      for (size_t l = 0; l < d; l++)
        mpq_set(rows.entries[m * d + l], ab_network_point(network, basis[m])[l]);
    *count += ab_matrix_rank(&rows) == *count + 1;
    ab_matrix_clear(&rows);
  }
}

/* The choice `narrow`; false if the points where the unit is not off do not span the others, unless
 * it is on at one and all lie in a plane. */
static bool add_basis(ab_witness *witness, const ab_network *network, const int *type, int sign) {
  size_t count = 0, *basis = ab_allocate(network->points.columns + 1, sizeof *basis);
  extend_basis(basis, &count, network, type, 0);
  extend_basis(basis, &count, network, type, 1);
  size_t rank = ab_matrix_rank(&network->points);
  bool good = count == rank || (count == 1 && rank == 2 && type[basis[0]] == 1);
  ab_choice *choice = ab_witness_add_choice(witness, "narrow", count + 1);
  mpq_set_si(choice->values[0], sign, 1);
  for (size_t m = 0; m < count; m++)
    mpq_set_ui(choice->values[m + 1], (unsigned long)basis[m] + 1, 1);
  ab_free(basis);
  return good;
}

typedef struct {
  const ab_network *network;
  const ab_cells *cells;
  const int *type;
  int sign;
  ab_matrix combine;
  size_t count, *free; /* points of the basis that are on: their c are the unknowns */
  mpq_t *c;            /* of all points */
  bool *is_free;       /* w is free in this direction */
  double *gradient, *hessian;
} newton;

static void set_derivatives(newton *n) {
  size_t p = n->cells->p, k = n->count;
  ab_interval slope, c, *gradient = ab_intervals_create(k, PRECISION);
  ab_interval_init(&slope, PRECISION);
  ab_interval_init(&c, PRECISION);
  memset(n->hessian, 0, k * k * sizeof *n->hessian);
  for (size_t m = 0; m < k; m++)
    ab_interval_set_long(&gradient[m], 0);
  for (size_t i = 0; i < p; i++) {
    if (n->type[i] != 1)
      continue;
    ab_interval_set_rational(&c, n->c[i]);
    ab_network_narrow_slope(&slope, n->network, n->sign, i, &c);
    double curvature = ab_cells_curvature(n->cells, i, mpq_get_d(n->c[i]));
    for (size_t m = 0; m < k; m++) {
      const mpq_t *factor = &n->combine.entries[i * p + n->free[m]];
      ab_interval_set_rational(&c, *factor);
      ab_interval_mul(&c, &c, &slope);
      ab_interval_add(&gradient[m], &gradient[m], &c);
      for (size_t q = 0; q < k; q++)
        n->hessian[m * k + q] +=
            curvature * mpq_get_d(*factor) * mpq_get_d(n->combine.entries[i * p + n->free[q]]);
    }
  }
  for (size_t m = 0; m < k; m++)
    n->gradient[m] = mpfr_get_d(gradient[m].lo, MPFR_RNDN);
  ab_interval_clear(&slope);
  ab_interval_clear(&c);
  ab_intervals_destroy(gradient, k);
}

/* All c from those of the basis. */
static void complete(newton *n) {
  size_t p = n->cells->p;
  mpq_t *all = ab_rationals_create(p), product;
  mpq_init(product);
  for (size_t i = 0; i < p; i++)
    for (size_t m = 0; m < n->count; m++) {
      mpq_mul(product, n->combine.entries[i * p + n->free[m]], n->c[n->free[m]]);
      mpq_add(all[i], all[i], product);
    }
  for (size_t i = 0; i < p; i++)
    mpq_swap(n->c[i], all[i]);
  mpq_clear(product);
  ab_rationals_destroy(all, p);
}

static bool refine(newton *n) {
  mpq_t step;
  mpq_init(step);
  bool good = n->count > 0;
  for (int round = 0; round < ROUNDS && good; round++) {
    complete(n);
    set_derivatives(n);
    lapack_int k = (lapack_int)n->count;
    good = LAPACKE_dposv(LAPACK_ROW_MAJOR, 'L', k, 1, n->hessian, k, n->gradient, 1) == 0;
    for (size_t m = 0; m < n->count && good; m++) {
      mpq_t *c = &n->c[n->free[m]];
      mpq_set_d(step, isfinite(n->gradient[m]) ? n->gradient[m] : 0);
      mpq_sub(*c, *c, step);
      ab_rational_round(*c, *c, BITS, 1);
    }
  }
  complete(n);
  mpq_clear(step);
  return good;
}

/* The constants c[i], with the sign of v: of the basis the radius 2^-110, of the others what
 * follows. */
static void add_constants(ab_witness *witness, const newton *n) {
  size_t p = n->cells->p;
  mpq_t lo, hi, radius, size;
  mpq_inits(lo, hi, radius, size, NULL);
  for (size_t i = 0; i < p; i++) {
    mpq_set_ui(radius, 0, 1);
    if (n->is_free[i])
      mpq_set_ui(n->c[i], 0, 1);
    for (size_t m = 0; m < n->count && !n->is_free[i]; m++) {
      mpq_abs(size, n->combine.entries[i * p + n->free[m]]);
      mpq_add(radius, radius, size);
    }
    mpq_div_2exp(radius, radius, RADIUS_BITS);
    mpq_sub(lo, n->c[i], radius);
    mpq_add(hi, n->c[i], radius);
    ab_rational_round(lo, lo, BITS + OUTER_BITS, -1);
    ab_rational_round(hi, hi, BITS + OUTER_BITS, 1);
    if (n->sign < 0) {
      mpq_neg(lo, lo);
      mpq_neg(hi, hi);
      mpq_swap(lo, hi);
    }
    ab_text name;
    ab_text_init(&name);
    ab_text_printf(&name, "c[%zu]", i + 1);
    ab_constants_add(&witness->constants, name.data, lo, hi);
    ab_text_clear(&name);
  }
  mpq_clears(lo, hi, radius, size, NULL);
}

/* The points beyond the line of the basis, where w is free. */
static bool *find_free(const ab_network *network, const ab_witness *witness) {
  size_t p = network->points.rows, d = network->points.columns;
  const ab_choice *basis = &witness->choices[AB_NARROW_UNIT];
  bool *is_free = ab_allocate(p, sizeof *is_free);
  ab_matrix rows;
  ab_matrix_init(&rows, 2, d);
  for (size_t i = 0; i < p; i++) {
    for (size_t l = 0; l < d; l++) {
      mpq_set(rows.entries[l], ab_network_point(network, ab_narrow_point(basis->values[1], p))[l]);
      mpq_set(rows.entries[d + l], ab_network_point(network, i)[l]);
    }
    is_free[i] = basis->count == 2 && ab_matrix_rank(&rows) == 2;
  }
  ab_matrix_clear(&rows);
  return is_free;
}

/* The constants, given the choice `narrow`. */
static bool enclose(ab_witness *witness, const ab_network *network, const ab_cells *cells,
                    const place *at, const int *type) {
  size_t p = cells->p;
  const ab_choice *basis = &witness->choices[AB_NARROW_UNIT];
  newton n = {.network = network,
              .cells = cells,
              .type = type,
              .sign = at->sign,
              .free = ab_allocate(p, sizeof *n.free),
              .c = ab_rationals_create(p),
              .is_free = find_free(network, witness),
              .gradient = ab_allocate(p, sizeof *n.gradient),
              .hessian = ab_allocate(p * p, sizeof *n.hessian)};
  ab_matrix_init(&n.combine, p, p);
  ab_network_narrow_combine(&n.combine, network, witness);
  for (size_t m = 1; m < basis->count; m++) {
    size_t i = ab_narrow_point(basis->values[m], p);
    if (type[i] != 1)
      continue;
    n.free[n.count++] = i;
    mpq_set_d(n.c[i], ab_cells_activation(cells, at->theta, i));
  }
  bool good = refine(&n);
  if (good)
    add_constants(witness, &n);
  ab_matrix_clear(&n.combine);
  ab_free(n.free);
  ab_free(n.is_free);
  ab_rationals_destroy(n.c, p);
  ab_free(n.gradient);
  ab_free(n.hessian);
  return good;
}

/* ---- together ---- */

static ab_status judge(ab_branches_outcome outcome, const ab_network *network,
                       const ab_witness *witness, ab_error *error) {
  if (outcome == AB_BRANCHES_TIE)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "minimizers: one unit cannot attain the outputs log(a_i/b_i) at all "
                        "points, and where it is on at other points f has nearly the same least "
                        "value: the patterns cannot be told apart");
  if (outcome == AB_BRANCHES_TOO_MANY)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "minimizers: one unit cannot attain the outputs log(a_i/b_i) at all "
                        "points, and there are too many patterns of points where it may be on");
  if (ab_network_narrow_verify(network, witness, error) != AB_OK)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "minimizers: one unit cannot attain the outputs log(a_i/b_i) at all "
                        "points, and the minimizer that was found is not confirmed: a point is "
                        "too close to its kink there");
  return AB_OK;
}

static ab_status make(ab_witness *witness, const ab_network *network, const place *at,
                      ab_error *error) {
  ab_cells cells;
  ab_cells_init(&cells, network, at->sign);
  int *type = ab_allocate(cells.p, sizeof *type);
  find_types(type, at, &cells);
  ab_status status = AB_OK;
  if (!add_basis(witness, network, type, at->sign))
    status = ab_error_set(error, AB_BAD_PROBLEM,
                          "minimizers: one unit cannot attain the outputs log(a_i/b_i) at all "
                          "points; at the best ones it is off at points that the others do not "
                          "span, so that w is free there: that is known for one point of a plane, "
                          "and not here");
  else if (!enclose(witness, network, &cells, at, type))
    status = ab_error_set(error, AB_BAD_PROBLEM, "minimizers: no minimizer was found");
  if (status == AB_OK) {
    ab_minimizer_type minimizer = {at->sign, type, at->value};
    status = judge(ab_network_add_branches(witness, network, &minimizer), network, witness, error);
  }
  ab_free(type);
  ab_cells_clear(&cells);
  return status;
}

ab_status ab_network_witness_begin_narrow(ab_witness *witness, const ab_network *network,
                                          ab_error *error) {
  place best;
  place_init(&best, network->points.rows, network->points.columns);
  search(&best, network, 1);
  search(&best, network, -1);
  ab_status status = make(witness, network, &best, error);
  place_clear(&best);
  return status;
}

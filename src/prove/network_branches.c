/* SPDX-License-Identifier: MIT */
#include "prove/network_branches.h"

#include "base/memory.h"
#include "num/rational.h"
#include "prove/network_cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAVES_MAX = 4096, MULTIPLIER_BITS = 40 };
static const double CLEARLY = 1e-9;  /* relative: how much larger a bound has to be */
static const double NOTHING = 1e-7;  /* multipliers up to here, for one label, are 0 */
static const double PARALLEL = 1e-9; /* relative: a point is a combination of others */

typedef struct {
  const ab_network *network;
  const ab_minimizer_type *minimizer;
  ab_cells cells;
  int sign, *side;
  size_t rank;
  double *slopes;
  mpq_t *exact;   /* the multipliers of one leaf */
  long *codes;    /* of the tree so far */
  mpq_t **leaves; /* rows of multipliers */
  size_t code_count, leaf_count;
  ab_branches_outcome outcome;
} search;

/* ---- multipliers ---- */

typedef struct {
  size_t point;
  double key;
} ranked;

static int by_key(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  if (x->key != y->key)
    return x->key > y->key ? -1 : 1;
  return x->point < y->point ? -1 : 1;
}

/* Points in this order: a basis, the others are combinations of those before them. */
static size_t find_basis(size_t *basis, const search *s, const ranked *order) {
  size_t d = s->cells.d, count = 0;
  double *units = ab_allocate(s->rank * d + d, sizeof *units), *rest = units + s->rank * d;
  for (size_t n = 0; n < s->cells.p && count < s->rank; n++) {
    const double *x = s->cells.x + order[n].point * d;
    double before = 0, after = 0;
    memcpy(rest, x, d * sizeof *rest);
    for (size_t u = 0; u < count; u++) {
      double along = 0;
      for (size_t l = 0; l < d; l++)
        along += rest[l] * units[u * d + l];
      for (size_t l = 0; l < d; l++)
        rest[l] -= along * units[u * d + l];
    }
    for (size_t l = 0; l < d; l++) {
      before += x[l] * x[l];
      after += rest[l] * rest[l];
    }
    if (after <= PARALLEL * PARALLEL * before)
      continue;
    for (size_t l = 0; l < d; l++)
      units[count * d + l] = rest[l] / sqrt(after);
    basis[count++] = order[n].point;
  }
  ab_free(units);
  return count;
}

/* The multipliers of the basis, given all others, exactly. */
static bool complete(search *s, const size_t *basis, const bool *is_basis) {
  size_t p = s->cells.p, d = s->cells.d, r = s->rank;
  ab_matrix points, inverse;
  ab_matrix_init(&points, r, d);
  ab_matrix_init(&inverse, d, r);
  for (size_t m = 0; m < r; m++)
    for (size_t l = 0; l < d; l++)
      mpq_set(points.entries[m * d + l], ab_network_point(s->network, basis[m])[l]);
  bool good = ab_matrix_right_inverse(&inverse, &points);
  mpq_t product;
  mpq_init(product);
  for (size_t m = 0; m < r && good; m++)
    mpq_set_ui(s->exact[basis[m]], 0, 1);
  for (size_t i = 0; i < p && good; i++)
    for (size_t m = 0; m < r && !is_basis[i] && mpq_sgn(s->exact[i]) != 0; m++)
      for (size_t l = 0; l < d; l++) {
        mpq_mul(product, ab_network_point(s->network, i)[l], inverse.entries[l * r + m]);
        mpq_mul(product, product, s->exact[i]);
        mpq_sub(s->exact[basis[m]], s->exact[basis[m]], product);
      }
  mpq_clear(product);
  ab_matrix_clear(&points);
  ab_matrix_clear(&inverse);
  return good;
}

/* Sets s->exact near the slopes: multipliers whose combination of the points is 0. The basis are
 * points whose multipliers may have any sign, and then those with the largest ones. */
static bool make_exact(search *s) {
  size_t p = s->cells.p;
  ranked *order = ab_allocate(p, sizeof *order);
  size_t *basis = ab_allocate(p, sizeof *basis);
  bool *is_basis = ab_allocate(p, sizeof *is_basis);
  for (size_t i = 0; i < p; i++) {
    order[i] = (ranked){i, s->side[i] > 0 ? INFINITY : s->slopes[i]};
    is_basis[i] = false;
  }
  qsort(order, p, sizeof *order, by_key);
  bool good = find_basis(basis, s, order) == s->rank;
  for (size_t m = 0; m < s->rank && good; m++)
    is_basis[basis[m]] = true;
  for (size_t i = 0; i < p; i++) {
    double size = s->cells.a[i] + s->cells.b[i], value = s->slopes[i];
    bool nothing = s->side[i] <= 0 && value < NOTHING * size;
    mpq_set_d(s->exact[i], nothing ? 0 : value);
    ab_rational_round(s->exact[i], s->exact[i], MULTIPLIER_BITS, 1);
  }
  good = good && complete(s, basis, is_basis);
  ab_free(order);
  ab_free(basis);
  ab_free(is_basis);
  return good;
}

/* The bound that the exact multipliers give; -infinity if they are none. */
static double bound_of(const search *s) {
  double sum = 0;
  for (size_t i = 0; i < s->cells.p; i++) {
    double a = s->cells.a[i], all = a + s->cells.b[i];
    double share = (a + mpq_get_d(s->exact[i])) / all;
    if ((s->side[i] <= 0 && mpq_sgn(s->exact[i]) < 0) || (s->side[i] >= 0 && share >= 1))
      return -INFINITY;
    if (s->side[i] < 0 || share < 0.5)
      share = 0.5;
    sum -= all * (share * log(share) + (1 - share) * log1p(-share));
  }
  return sum;
}

/* ---- trees ---- */

static void add_code(search *s, long code) {
  s->codes[s->code_count++] = code;
}

static void add_leaf(search *s) {
  mpq_t *row = s->leaves[s->leaf_count++] = ab_rationals_create(s->cells.p);
  for (size_t i = 0; i < s->cells.p; i++)
    mpq_set(row[i], s->exact[i]);
  add_code(s, 0);
}

static bool is_around(const search *s) {
  bool around = s->sign == s->minimizer->sign;
  for (size_t i = 0; i < s->cells.p && around; i++) {
    int type = s->minimizer->type[i];
    bool convex = s->cells.a[i] <= s->cells.b[i];
    around = type == 0 || s->side[i] == type || (type < 0 && convex);
  }
  return around;
}

/* The point where the envelope is farthest from the function; p if there is none. Kinks of the
 * minimizer come last. */
static size_t choose(const search *s, const double *theta) {
  size_t best = s->cells.p;
  double most = -INFINITY;
  for (size_t i = 0; i < s->cells.p; i++) {
    if (s->side[i] != 0)
      continue;
    double c = ab_cells_activation(&s->cells, theta, i);
    double least = s->cells.a[i] > s->cells.b[i] ? log(s->cells.a[i] / s->cells.b[i]) : 0;
    double gap = ab_cells_term(&s->cells, i, c) - ab_cells_term(&s->cells, i, fmax(c, least));
    if (s->minimizer->type[i] == 0)
      gap -= 1e-3;
    if (gap > most) {
      most = gap;
      best = i;
    }
  }
  return best;
}

static void explore(search *s, const double *start) {
  if (s->outcome != AB_BRANCHES_FOUND)
    return;
  if (is_around(s)) {
    add_code(s, -1);
    return;
  }
  size_t d = s->cells.d;
  double *theta = ab_allocate(d, sizeof *theta);
  memcpy(theta, start, d * sizeof *theta);
  ab_cells_solve(&s->cells, s->side, theta, s->slopes);
  double needed = s->minimizer->value * (1 + CLEARLY);
  size_t i = s->cells.p;
  if (make_exact(s) && bound_of(s) > needed)
    add_leaf(s);
  else if ((i = choose(s, theta)) == s->cells.p)
    s->outcome = AB_BRANCHES_TIE;
  if (s->leaf_count == LEAVES_MAX || s->code_count > 4 * LEAVES_MAX)
    s->outcome = AB_BRANCHES_TOO_MANY;
  if (i < s->cells.p) {
    add_code(s, (long)i + 1);
    for (s->side[i] = 1; s->side[i] >= -1; s->side[i] -= 2)
      explore(s, theta);
    s->side[i] = 0;
  }
  ab_free(theta);
}

static void explore_sign(search *s, int sign) {
  s->sign = sign;
  ab_cells_init(&s->cells, s->network, sign);
  double *start = ab_allocate(s->cells.d, sizeof *start);
  for (size_t l = 0; l < s->cells.d; l++)
    start[l] = 0;
  explore(s, start);
  ab_free(start);
  ab_cells_clear(&s->cells);
}

ab_branches_outcome ab_network_add_branches(ab_witness *witness, const ab_network *network,
                                            const ab_minimizer_type *minimizer) {
  size_t p = network->points.rows, codes = 4 * LEAVES_MAX + 4 * p + 4;
  search s = {.network = network,
              .minimizer = minimizer,
              .side = ab_allocate(p, sizeof *s.side),
              .slopes = ab_allocate(p, sizeof *s.slopes),
              .exact = ab_rationals_create(p),
              .codes = ab_allocate(codes, sizeof *s.codes),
              .leaves = ab_allocate(LEAVES_MAX, sizeof *s.leaves),
              .rank = ab_matrix_rank(&network->points)};
  for (size_t i = 0; i < p; i++)
    s.side[i] = 0;
  explore_sign(&s, 1);
  explore_sign(&s, -1);
  ab_choice *branches = ab_witness_add_choice(witness, "branches", s.code_count);
  for (size_t n = 0; n < s.code_count; n++)
    mpq_set_si(branches->values[n], s.codes[n], 1);
  ab_choice *multipliers = ab_witness_add_choice(witness, "multipliers", s.leaf_count * p);
  for (size_t n = 0; n < s.leaf_count; n++) {
    for (size_t i = 0; i < p; i++)
      mpq_swap(multipliers->values[n * p + i], s.leaves[n][i]);
    ab_rationals_destroy(s.leaves[n], p);
  }
  ab_free(s.side);
  ab_free(s.slopes);
  ab_rationals_destroy(s.exact, p);
  ab_free(s.codes);
  ab_free(s.leaves);
  return s.outcome;
}

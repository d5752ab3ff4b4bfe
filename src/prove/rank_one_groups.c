/* SPDX-License-Identifier: MIT */
#include "prove/rank_one_groups.h"

#include "base/memory.h"
#include "condition/conditions.h"
#include "condition/rank_one_groups.h"
#include "num/rational.h"

#include <math.h>
#include <string.h>

enum { CLASSES_MAX = 8, GRID = 24, BOUND_BITS = 30 };

static const double RATIO = 0.75; /* of the sizes in one class */
static const double ROOM = 1.04;  /* of the noise of a group over what it seems to need */

typedef struct {
  const ab_statement *statement;
  const ab_matrix_factorization *f;
  double *a, *b; /* doubles of the constants */
} maker;

/* A double as a rational of about BOUND_BITS bits, not smaller (not larger: direction < 0). */
static void set_short(mpq_t out, double value, int direction) {
  int exponent;
  frexp(value, &exponent);
  mpq_set_d(out, value);
  ab_rational_round(out, out, (unsigned)(BOUND_BITS - exponent > 0 ? BOUND_BITS - exponent : 0),
                    direction);
}

static double *middles(const ab_constants *constants, size_t first, size_t count) {
  double *out = ab_allocate(count, sizeof *out);
  for (size_t l = 0; l < count; l++)
    out[l] = mpq_get_d(constants->items[first + l].lo);
  return out;
}

static double greatest(const double *values, size_t count) {
  double most = 0;
  for (size_t l = 0; l < count; l++)
    most = fmax(most, fabs(values[l]));
  return most;
}

/* The class of a size: 0 for the greatest, one more for each factor RATIO. */
static size_t class_of(double value, double most) {
  double steps = value > 0 ? log(value / most) / log(RATIO) : CLASSES_MAX;
  return steps < 0 ? 0 : steps >= CLASSES_MAX - 1 ? CLASSES_MAX - 1 : (size_t)steps;
}

/* The choices `classes` and `bounds` of one factor. */
static void add_classes(ab_witness *witness, const double *values, size_t count, size_t which) {
  double most = greatest(values, count);
  ab_choice *classes = ab_witness_add_choice(witness, ab_rank_one_group_choices[which], count);
  for (size_t l = 0; l < count; l++)
    mpq_set_ui(classes->values[l], class_of(fabs(values[l]), most) + 1, 1);
}

static void add_bounds(ab_witness *witness, const double *values, size_t count, size_t which) {
  double most = greatest(values, count), bounds[CLASSES_MAX] = {0};
  size_t used = 0;
  for (size_t l = 0; l < count; l++) {
    size_t k = class_of(fabs(values[l]), most);
    bounds[k] = fmax(bounds[k], fabs(values[l]));
    used = k + 1 > used ? k + 1 : used;
  }
  ab_choice *choice = ab_witness_add_choice(witness, ab_rank_one_group_choices[which], used);
  for (size_t k = 0; k < used; k++)
    set_short(choice->values[k], bounds[k] > 0 ? bounds[k] * (1 + 1e-12) : most * 1e-3, 1);
}

/* The least positive k with c2 k^2 + c1 k + c0 <= 0, c0 > 0. */
static double first_root(double c2, double c1, double c0) {
  double discriminant = c1 * c1 - 4 * c2 * c0;
  if (discriminant < 0 || (c1 >= 0 && c2 >= 0))
    return INFINITY;
  return 2 * c0 / (sqrt(discriminant) - c1);
}

/* The least noise at which 2 T/eps^2 >= 0 over the group's p and z, on a grid. */
static double needed_noise(const maker *m, const ab_group_bounds *bounds) {
  double alpha = mpq_get_d(ab_statement_constant(m->statement, AB_ALPHA));
  double beta = mpq_get_d(ab_statement_constant(m->statement, AB_BETA)), c = 2 - (alpha - beta);
  double p_lo = mpq_get_d(bounds->p_lo), p_hi = mpq_get_d(bounds->p_hi);
  double z_hi = mpq_get_d(bounds->z), reach = mpq_get_d(bounds->m), k = INFINITY;
  for (int i = 0; i <= GRID; i++)
    for (int j = 0; j <= GRID; j++)
      for (int sign = -1; sign <= 1; sign += 2) {
        double p = p_lo + (p_hi - p_lo) * i / GRID, z = z_hi * (2.0 * j / GRID - 1), d = z - p;
        double delta = p + z + sign * (reach + p * z / reach);
        double square = c * d * d - 2 * d * delta, linear = 2 * (c * d - d - delta);
        k = fmin(k, fmin(first_root(square, linear, beta), first_root(square, -linear, beta)));
      }
  return 1 / k;
}

static double noise_of(const maker *m, size_t i, size_t j) {
  return fabs(mpq_get_d(m->f->x.entries[i * m->f->x.columns + j]) - m->a[i] * m->b[j]);
}

static size_t group_of(const ab_choice *groups, size_t i, size_t j) {
  return (mpz_get_ui(mpq_numref(groups[AB_GROUPS_ROWS].values[i])) - 1) *
             groups[AB_GROUPS_B].count +
         mpz_get_ui(mpq_numref(groups[AB_GROUPS_COLUMNS].values[j])) - 1;
}

/* The bounds of the noise: what the entries have, but at least what the clauses need. */
static void set_noise(double *noise, const maker *m, const ab_choice *ranges, size_t range_count,
                      const ab_choice *groups) {
  size_t rows = groups[AB_GROUPS_A].count, columns = groups[AB_GROUPS_B].count;
  for (size_t k = 0; k < rows * columns; k++)
    noise[k] = INFINITY;
  for (size_t i = 0; i < m->f->x.rows; i++)
    for (size_t j = 0; j < m->f->x.columns; j++) {
      size_t k = group_of(groups, i, j);
      noise[k] = fmin(noise[k], noise_of(m, i, j) * (1 - 1e-6));
    }
  ab_group_bounds bounds;
  ab_group_bounds_init(&bounds);
  for (size_t k = 0; k < rows * columns; k++) {
    if (isinf(noise[k]))
      continue; /* no entries */
    ab_group_bounds_set(&bounds, m->statement, ranges, range_count, groups, k / columns,
                        k % columns);
    noise[k] = fmax(noise[k], ROOM * needed_noise(m, &bounds));
  }
  ab_group_bounds_clear(&bounds);
}

/* The entries with less noise than their group asks for; a group without entries gets none. */
static void add_noise_and_single(ab_witness *witness, const maker *m, size_t first,
                                 const double *noise) {
  size_t rows = m->f->x.rows, columns = m->f->x.columns, single_count = 0;
  size_t count =
      witness->choices[first + AB_GROUPS_A].count * witness->choices[first + AB_GROUPS_B].count;
  ab_choice *choice =
      ab_witness_add_choice(witness, ab_rank_one_group_choices[AB_GROUPS_NOISE], count);
  size_t *single = ab_allocate(rows * columns, sizeof *single);
  bool used[CLASSES_MAX * CLASSES_MAX] = {false};
  const ab_choice *groups = &witness->choices[first];
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) {
      size_t k = group_of(groups, i, j);
      if (noise_of(m, i, j) * (1 - 1e-9) > noise[k])
        used[k] = true;
      else
        single[single_count++] = i * columns + j + 1;
    }
  for (size_t k = 0; k < count; k++)
    if (used[k])
      set_short(choice->values[k], noise[k], -1);
  choice =
      ab_witness_add_choice(witness, ab_rank_one_group_choices[AB_GROUPS_SINGLE], single_count);
  for (size_t k = 0; k < single_count; k++)
    mpq_set_ui(choice->values[k], single[k], 1);
  ab_free(single);
}

void ab_rank_one_groups_add(ab_witness *witness, const ab_statement *statement) {
  const ab_matrix_factorization *f = &statement->factorization;
  size_t n = f->x.rows, columns = f->x.columns, first = witness->choice_count;
  maker m = {statement, f, middles(&witness->constants, ab_rank_one_a(f, 0), n),
             middles(&witness->constants, ab_rank_one_b(f, 0), columns)};
  add_classes(witness, m.a, n, AB_GROUPS_ROWS);
  add_classes(witness, m.b, columns, AB_GROUPS_COLUMNS);
  add_bounds(witness, m.a, n, AB_GROUPS_A);
  add_bounds(witness, m.b, columns, AB_GROUPS_B);
  double noise[CLASSES_MAX * CLASSES_MAX];
  set_noise(noise, &m, witness->choices, first, &witness->choices[first]);
  add_noise_and_single(witness, &m, first, noise);
  ab_free(m.a);
  ab_free(m.b);
}

bool ab_rank_one_groups_remove(ab_witness *witness) {
  size_t count = witness->choice_count;
  if (count < AB_GROUPS_CHOICES || strcmp(witness->choices[count - 1].name, "single") != 0)
    return false;
  ab_witness_drop_choices(witness, count - AB_GROUPS_CHOICES);
  return true;
}

/* SPDX-License-Identifier: MIT */
#include "family/gates.h"

#include "base/memory.h"
#include "num/rational.h"

#include <stdlib.h>

/* A row: its slope f.x / e.x, or e.x = 0. */
typedef struct {
  size_t number;
  bool vertical;
  mpq_t slope;
} angle;

static void dot(mpq_t out, const mpq_t *a, const mpq_t *b, size_t n) {
  mpq_t product;
  mpq_init(product);
  mpq_set_ui(out, 0, 1);
  for (size_t l = 0; l < n; l++)
    if (mpq_sgn(a[l]) != 0) {
      mpq_mul(product, a[l], b[l]);
      mpq_add(out, out, product);
    }
  mpq_clear(product);
}

/* By angle modulo pi, from -pi/2 exclusive to pi/2 inclusive. */
static int compare_angles(const angle *a, const angle *b) {
  if (a->vertical || b->vertical)
    return (a->vertical ? 1 : 0) - (b->vertical ? 1 : 0);
  return mpq_cmp(a->slope, b->slope);
}

static int compare(const void *left, const void *right) {
  const angle *a = left, *b = right;
  int order = compare_angles(a, b);
  return order ? order : (a->number > b->number) - (a->number < b->number);
}

/* The angles in order; false if a row is projected to 0. */
static bool make_angles(angle *angles, const ab_matrix *x, const mpq_t *e, const mpq_t *f) {
  mpq_t across;
  mpq_init(across);
  bool good = true;
  for (size_t i = 0; i < x->rows && good; i++) {
    const mpq_t *row = (const mpq_t *)x->entries + i * x->columns;
    angles[i].number = i;
    dot(across, e, row, x->columns);
    dot(angles[i].slope, f, row, x->columns);
    angles[i].vertical = mpq_sgn(across) == 0;
    good = !angles[i].vertical || mpq_sgn(angles[i].slope) != 0;
    if (!angles[i].vertical)
      mpq_div(angles[i].slope, angles[i].slope, across);
  }
  mpq_clear(across);
  if (good)
    qsort(angles, x->rows, sizeof *angles, compare);
  return good;
}

static bool is_independent(const ab_matrix *x, const angle *angles, size_t count) {
  ab_matrix rows;
  ab_matrix_init(&rows, count, x->columns);
  for (size_t i = 0; i < count; i++)
    for (size_t l = 0; l < x->columns; l++)
      mpq_set(rows.entries[i * x->columns + l], x->entries[angles[i].number * x->columns + l]);
  bool independent = ab_matrix_rank(&rows) == count;
  ab_matrix_clear(&rows);
  return independent;
}

/* Where the run of equal angles that starts at `first` ends. */
static size_t end_of_run(const angle *angles, size_t count, size_t first) {
  size_t end = first + 1;
  while (end < count && compare_angles(&angles[first], &angles[end]) == 0)
    end++;
  return end;
}

bool ab_gates_count(size_t *groups, const ab_matrix *x, const mpq_t *e, const mpq_t *f) {
  angle *angles = ab_allocate(x->rows, sizeof *angles);
  for (size_t i = 0; i < x->rows; i++)
    mpq_init(angles[i].slope);
  bool good = make_angles(angles, x, e, f);
  *groups = 0;
  for (size_t first = 0; good && first < x->rows; ++*groups) {
    size_t end = end_of_run(angles, x->rows, first);
    good = end - first <= x->columns;
    while (good && end < x->rows) {
      size_t next = end_of_run(angles, x->rows, end);
      if (next - first > x->columns)
        break;
      end = next;
    }
    good = good && is_independent(x, angles + first, end - first);
    first = end;
  }
  for (size_t i = 0; i < x->rows; i++)
    mpq_clear(angles[i].slope);
  ab_free(angles);
  return good;
}

/* SPDX-License-Identifier: MIT */
#include "family/rays.h"

#include "base/memory.h"

#include <stdlib.h>

typedef struct {
  const mpq_t *row;
  size_t columns, number, lead; /* lead: of the first entry that is not 0 */
} ray;

/* Orders a/|a_lead| and b/|b_lead| lexicographically. */
static int compare_directions(const ray *a, const ray *b) {
  if (a->lead != b->lead)
    return a->lead < b->lead ? -1 : 1;
  mpq_t p, q, scale;
  mpq_inits(p, q, scale, NULL);
  int order = 0;
  for (size_t l = a->lead; l < a->columns && order == 0; l++) {
    mpq_abs(scale, b->row[b->lead]);
    mpq_mul(p, a->row[l], scale);
    mpq_abs(scale, a->row[a->lead]);
    mpq_mul(q, b->row[l], scale);
    order = mpq_cmp(p, q);
  }
  mpq_clears(p, q, scale, NULL);
  return order;
}

static int compare(const void *left, const void *right) {
  const ray *a = left, *b = right;
  int order = compare_directions(a, b);
  return order ? order : (a->number > b->number) - (a->number < b->number);
}

bool ab_rays_find_pair(const ab_matrix *x, size_t *first, size_t *second) {
  ray *rays = ab_allocate(x->rows, sizeof *rays);
  for (size_t i = 0; i < x->rows; i++) {
    const mpq_t *row = (const mpq_t *)x->entries + i * x->columns;
    rays[i] = (ray){row, x->columns, i, 0};
    while (rays[i].lead < x->columns && mpq_sgn(row[rays[i].lead]) == 0)
      rays[i].lead++;
  }
  qsort(rays, x->rows, sizeof *rays, compare);
  bool found = false;
  for (size_t i = 0; i + 1 < x->rows && !found; i++) {
    found = compare_directions(&rays[i], &rays[i + 1]) == 0;
    *first = rays[i].number;
    *second = rays[i + 1].number;
  }
  ab_free(rays);
  return found;
}

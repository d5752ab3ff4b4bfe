/* SPDX-License-Identifier: MIT */
#include "sgd/cells.h"

#include "base/memory.h"

typedef struct {
  ab_interval *box;
  mpfr_t upper;
} cell;

typedef struct {
  cell *items;
  size_t count, capacity, dimension;
  mpfr_prec_t precision;
} cells;

static cell *push(cells *list) {
  ab_reserve(&list->items, &list->capacity, list->count + 1, sizeof *list->items);
  cell *added = &list->items[list->count++];
  added->box = ab_intervals_create(list->dimension, list->precision);
  mpfr_init2(added->upper, list->precision);
  return added;
}

static void clear_cell(const cells *list, cell *item) {
  ab_intervals_destroy(item->box, list->dimension);
  mpfr_clear(item->upper);
}

static void clear(cells *list) {
  for (size_t i = 0; i < list->count; i++)
    clear_cell(list, &list->items[i]);
  ab_free(list->items);
}

static cells begin(const ab_domain *domain, mpfr_prec_t precision) {
  cells list = {.dimension = domain->count, .precision = precision};
  cell *all = push(&list);
  for (size_t k = 0; k < domain->count; k++)
    ab_interval_set_rationals(&all->box[k], domain->lo[k], domain->hi[k]);
  return list;
}

static size_t widest(const cells *list, const ab_interval *box) {
  size_t best = 0;
  double width = -1;
  for (size_t k = 0; k < list->dimension; k++) {
    double w = mpfr_get_d(box[k].hi, MPFR_RNDU) - mpfr_get_d(box[k].lo, MPFR_RNDD);
    if (w > width) {
      width = w;
      best = k;
    }
  }
  return best;
}

/* Item `index` becomes its lower half, the upper one is added. The halves share a rounded middle,
 * which lies between the ends: together they are the cell. */
static void bisect(cells *list, size_t index) {
  cell *upper = push(list), *lower = &list->items[index];
  size_t axis = widest(list, lower->box);
  for (size_t k = 0; k < list->dimension; k++)
    ab_interval_set(&upper->box[k], &lower->box[k]);
  ab_interval *side = &lower->box[axis];
  mpfr_add(side->hi, side->lo, side->hi, MPFR_RNDN);
  mpfr_div_2ui(side->hi, side->hi, 1, MPFR_RNDN);
  if (mpfr_cmp(side->hi, upper->box[axis].hi) > 0 || mpfr_cmp(side->hi, side->lo) < 0)
    mpfr_set(side->hi, side->lo, MPFR_RNDN);
  mpfr_set(upper->box[axis].lo, side->hi, MPFR_RNDN);
}

bool ab_cells_all(const ab_domain *domain, uint64_t limit, mpfr_prec_t precision,
                  bool (*test)(void *context, const ab_interval *box), void *context) {
  if (!ab_domain_is_bounded(domain))
    return false;
  cells list = begin(domain, precision);
  uint64_t tests = 0;
  while (list.count > 0 && tests < limit) {
    tests++;
    if (test(context, list.items[list.count - 1].box))
      clear_cell(&list, &list.items[--list.count]);
    else
      bisect(&list, list.count - 1);
  }
  bool done = list.count == 0;
  clear(&list);
  return done;
}

static size_t highest(const cells *list) {
  size_t best = 0;
  for (size_t i = 1; i < list->count; i++)
    if (mpfr_cmp(list->items[i].upper, list->items[best].upper) > 0)
      best = i;
  return best;
}

bool ab_cells_upper(mpq_t out, const ab_domain *domain, size_t splits, mpfr_prec_t precision,
                    bool (*bound)(void *context, mpfr_t out, const ab_interval *box),
                    void *context) {
  if (!ab_domain_is_bounded(domain))
    return false;
  cells list = begin(domain, precision);
  if (!bound(context, list.items[0].upper, list.items[0].box))
    mpfr_set_inf(list.items[0].upper, 1);
  for (size_t s = 0; s < splits; s++) {
    size_t index = highest(&list), parts[2];
    bisect(&list, index);
    parts[0] = index;
    parts[1] = list.count - 1;
    for (int p = 0; p < 2; p++)
      if (!bound(context, list.items[parts[p]].upper, list.items[parts[p]].box))
        mpfr_set_inf(list.items[parts[p]].upper, 1);
  }
  mpfr_srcptr top = list.items[highest(&list)].upper;
  bool finite = mpfr_number_p(top) != 0;
  if (finite)
    mpfr_get_q(out, top);
  clear(&list);
  return finite;
}

/* SPDX-License-Identifier: MIT */
#include "prove/residual.h"

#include "base/memory.h"
#include "clause/rules.h"
#include "num/rational.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Boxes looked at; and their number times that of the nodes of the template, so that this takes no
 * longer for large expressions. */
enum { BOXES = 3000, WORK = 300000 };

/* An open box in doubles, for merging, with its cell. */
typedef struct {
  ab_cell cell;
  size_t group;
  double lo[AB_VARIABLES_MAX], hi[AB_VARIABLES_MAX];
} box;

typedef struct {
  const ab_clause *clause;
  const ab_template *template_;
  const ab_constants *constants;
  ab_rules *rules;
  box *boxes; /* a queue: first is the next to look at */
  size_t first, count, capacity;
  double influence[AB_VARIABLES_MAX]; /* on the literals of the box at hand, by axis */
} pass;

static double width(const pass *p, size_t k) {
  const ab_interval *x = ab_rules_coordinate(p->rules, k);
  return mpfr_get_d(x->hi, MPFR_RNDU) - mpfr_get_d(x->lo, MPFR_RNDD);
}

static void add_influence(pass *p) {
  ab_slopes slopes = ab_rules_last_slopes(p->rules);
  double size = mpfr_get_d(slopes.range->hi, MPFR_RNDN) - mpfr_get_d(slopes.range->lo, MPFR_RNDN);
  for (size_t k = 0; k < p->template_->variable_count; k++) {
    const ab_interval *s = &slopes.slopes[k];
    double most = fmax(fabs(mpfr_get_d(s->lo, MPFR_RNDN)), fabs(mpfr_get_d(s->hi, MPFR_RNDN)));
    if (isfinite(most) && size > 0)
      p->influence[k] = fmax(p->influence[k], most * width(p, k) / size);
  }
}

/* Whether a literal holds on the bound cell. */
static bool is_settled(pass *p) {
  memset(p->influence, 0, sizeof p->influence);
  for (size_t l = 0; l < p->template_->literal_count; l++) {
    ab_goal goal = {l, 0};
    if (ab_rules_direct(p->rules, goal) || ab_rules_centred(p->rules, goal))
      return true;
    add_influence(p);
  }
  for (size_t z = 0; z < p->template_->zero_set_count; z++)
    if (ab_rules_order_two(p->rules, (ab_goal){p->template_->zero_sets[z].literal, 0}, z))
      return true;
  return false;
}

/* The axis of most influence; the least divided one if there is none. */
static size_t choose_axis(const pass *p, const ab_cell *cell) {
  size_t n = p->template_->variable_count, best = n;
  for (size_t k = 0; k < n; k++)
    if (!ab_rules_is_point(p->rules, k) &&
        (best == n || p->influence[k] > p->influence[best] ||
         (p->influence[k] == p->influence[best] && cell->axes[k].depth < cell->axes[best].depth)))
      best = k;
  return best;
}

static void push_half(pass *p, const ab_cell *cell, size_t axis, unsigned half) {
  ab_reserve(&p->boxes, &p->capacity, p->count + 1, sizeof *p->boxes);
  box *b = &p->boxes[p->count++];
  memset(b, 0, sizeof *b);
  ab_cell_init(&b->cell, cell->count);
  ab_cell_set(&b->cell, cell);
  if (axis < cell->count)
    ab_cell_enter_half(&b->cell, axis, half);
}

/* Takes boxes from the front and puts halves of the open ones at the end. */
static void search(pass *p) {
  size_t nodes = ab_graph_size(p->template_->graph), most = WORK / (nodes ? nodes : 1);
  most = most < BOXES ? most + 1 : BOXES;
  for (size_t looked = 0; looked < most && p->first < p->count; looked++) {
    ab_cell cell = p->boxes[p->first++].cell;
    ab_rules_bind(p->rules, p->clause, p->constants, &cell);
    if (!is_settled(p)) {
      size_t axis = choose_axis(p, &cell);
      push_half(p, &cell, axis, 0);
      if (axis < cell.count)
        push_half(p, &cell, axis, 1);
      else
        looked = most; /* a point: it stays */
    }
    ab_cell_clear(&cell);
  }
}

static void measure(const pass *p, box *b, mpq_t lo, mpq_t hi) {
  for (size_t k = 0; k < b->cell.count; k++) {
    ab_cell_ends(lo, hi, &b->cell, k, p->clause->lo[k], p->clause->hi[k]);
    b->lo[k] = mpq_get_d(lo);
    b->hi[k] = mpq_get_d(hi);
  }
}

static bool touch(const box *a, const box *b, size_t n) {
  for (size_t k = 0; k < n; k++)
    if (a->hi[k] < b->lo[k] || b->hi[k] < a->lo[k])
      return false;
  return true;
}

/* Numbers the groups of boxes that hang together; their number. */
static size_t group(box *boxes, size_t count, size_t n) {
  size_t groups = 0, *stack = ab_allocate(count, sizeof *stack);
  for (size_t start = 0; start < count; start++) {
    if (boxes[start].group)
      continue;
    size_t height = 0;
    boxes[start].group = ++groups;
    stack[height++] = start;
    while (height > 0) {
      size_t at = stack[--height];
      for (size_t other = 0; other < count; other++)
        if (!boxes[other].group && touch(&boxes[at], &boxes[other], n)) {
          boxes[other].group = groups;
          stack[height++] = other;
        }
    }
  }
  ab_free(stack);
  return groups;
}

/* The groups by the number of their boxes, the largest first. */
typedef struct {
  size_t group, boxes;
} rank;

static int by_boxes(const void *a, const void *b) {
  const rank *x = a, *y = b;
  if (x->boxes != y->boxes)
    return x->boxes > y->boxes ? -1 : 1;
  return x->group < y->group ? -1 : x->group > y->group;
}

/* The bounding box of a group, exactly. */
static void enclose(ab_residual *r, size_t region, const pass *p, size_t chosen) {
  size_t n = r->variable_count;
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  bool begun = false;
  for (size_t i = p->first; i < p->count; i++) {
    if (p->boxes[i].group != chosen)
      continue;
    for (size_t k = 0; k < n; k++) {
      mpq_t *least = &r->lo[region * n + k], *most = &r->hi[region * n + k];
      ab_cell_ends(lo, hi, &p->boxes[i].cell, k, p->clause->lo[k], p->clause->hi[k]);
      if (!begun || mpq_cmp(lo, *least) < 0)
        mpq_set(*least, lo);
      if (!begun || mpq_cmp(hi, *most) > 0)
        mpq_set(*most, hi);
    }
    begun = true;
  }
  mpq_clears(lo, hi, NULL);
}

static void merge(ab_residual *r, pass *p) {
  size_t n = r->variable_count;
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  for (size_t i = p->first; i < p->count; i++)
    measure(p, &p->boxes[i], lo, hi);
  mpq_clears(lo, hi, NULL);
  r->boxes = p->count - p->first;
  size_t groups = group(p->boxes + p->first, r->boxes, n);
  rank *ranks = ab_allocate(groups, sizeof *ranks);
  for (size_t g = 0; g < groups; g++)
    ranks[g].group = g + 1;
  for (size_t i = p->first; i < p->count; i++)
    ranks[p->boxes[i].group - 1].boxes++;
  qsort(ranks, groups, sizeof *ranks, by_boxes);
  r->regions = groups < AB_RESIDUAL_REGIONS ? groups : AB_RESIDUAL_REGIONS;
  r->left_out = groups - r->regions;
  r->lo = ab_rationals_create(r->regions * n);
  r->hi = ab_rationals_create(r->regions * n);
  for (size_t region = 0; region < r->regions; region++)
    enclose(r, region, p, ranks[region].group);
  ab_free(ranks);
}

void ab_residual_find(ab_residual *residual, const ab_clauses *clauses, size_t index,
                      const ab_constants *constants, unsigned precision) {
  const ab_clause *clause = &clauses->clauses[index];
  const ab_template *t = ab_clause_template(clauses, clause);
  *residual = (ab_residual){.variable_count = t->variable_count};
  pass p = {.clause = clause, .template_ = t, .constants = constants};
  p.rules = ab_rules_create(t, (mpfr_prec_t)precision);
  ab_cell whole;
  ab_cell_init(&whole, t->variable_count);
  push_half(&p, &whole, whole.count, 0);
  ab_cell_clear(&whole);
  search(&p);
  merge(residual, &p);
  for (size_t i = p.first; i < p.count; i++)
    ab_cell_clear(&p.boxes[i].cell);
  ab_free(p.boxes);
  ab_rules_destroy(p.rules);
}

void ab_residual_clear(ab_residual *residual) {
  size_t count = residual->regions * residual->variable_count;
  ab_rationals_destroy(residual->lo, count);
  ab_rationals_destroy(residual->hi, count);
  *residual = (ab_residual){0};
}

/* SPDX-License-Identifier: MIT */
#include "prove/vertex_search.h"

#include "base/memory.h"
#include "certificate/step.h"
#include "prove/multiplier.h"
#include "prove/other_literals.h"
#include "prove/structure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* CELLS_MAX: cells below one value of the multiplier. GUESS_MIN, GUESS_MAX: bisections of the
 * multiplier's range that a guess is rounded to. AHEAD_MAX: bisections by which an axis of other
 * literals may be ahead. */
enum { CELLS_MAX = 1 << 14, GUESS_MIN = 4, GUESS_MAX = 28, CORNER_AXES_MAX = 4, AHEAD_MAX = 4 };
static const double GOOD_ENOUGH = 0.75; /* of the greatest value is what rounding may leave */

/* A cell below the choice: the box with some coordinates at their ends. */
typedef struct {
  int8_t ends[AB_VARIABLES_MAX]; /* ab_end */
  ab_step step;
  uint32_t child; /* the first one */
} cell;

struct ab_vertex_search {
  const ab_template *template_;
  size_t count;   /* of variables; the last one is the multiplier */
  size_t literal; /* that it is for */
  ab_other_literals others;
  ab_structure structure;
  uint64_t corners; /* hard axes, of which all ends are looked at for the multiplier */
  ab_double_rules *rules;
  ab_multiplier_problem problem;
  size_t point_count;
  ab_multiplier_line *lines; /* of all points */
  size_t ends[AB_VARIABLES_MAX];
  cell *cells;
  size_t cell_count, cell_capacity;
  uint32_t *stack;
  size_t stack_count, stack_capacity;
};

bool ab_vertex_search_suits(const ab_template *t) {
  ab_structure unused;
  size_t literal;
  return t->chosen_count == 1 && ab_main_literal(&literal, t) &&
         ab_structure_find(&unused, t, literal);
}

/* Room for the points, and what does not change. */
static void make_problem(ab_vertex_search *s) {
  const ab_structure *structure = &s->structure;
  size_t end = 0;
  for (size_t g = 0; g < structure->group_count; g++)
    s->ends[g] = end += (size_t)1 << __builtin_popcountll(structure->groups[g]);
  s->corners = ~structure->easy & ((UINT64_C(1) << (s->count - 1)) - 1);
  while (__builtin_popcountll(s->corners) > CORNER_AXES_MAX)
    s->corners &= s->corners - 1; /* the last ones: the intermediate quantity is there */
  s->point_count = 1 + ((size_t)1 << __builtin_popcountll(s->corners));
  s->lines = ab_allocate(s->point_count * structure->line_count, sizeof *s->lines);
  s->problem =
      (ab_multiplier_problem){.points = ab_allocate(s->point_count, sizeof *s->problem.points),
                              .ends = s->ends,
                              .group_count = structure->group_count};
  for (size_t i = 0; i < s->point_count; i++)
    s->problem.points[i].lines = s->lines + i * structure->line_count;
}

ab_vertex_search *ab_vertex_search_create(const ab_template *t) {
  ab_vertex_search *s = ab_allocate(1, sizeof *s);
  s->template_ = t;
  s->count = t->variable_count;
  s->rules = ab_double_rules_create(t, NULL);
  ab_main_literal(&s->literal, t);
  s->others = ab_other_literals_of(t, s->literal);
  ab_structure_find(&s->structure, t, s->literal);
  make_problem(s);
  return s;
}

void ab_vertex_search_destroy(ab_vertex_search *s) {
  if (!s)
    return;
  ab_double_rules_destroy(s->rules);
  ab_free(s->lines);
  ab_free(s->problem.points);
  ab_free(s->cells);
  ab_free(s->stack);
  ab_free(s);
}

void ab_vertex_search_bind(ab_vertex_search *s, const ab_clause *clause,
                           const ab_constants *constants) {
  ab_double_rules_bind(s->rules, clause, constants);
  s->problem.bound = mpq_get_d(clause->hi[s->count - 1]);
}

/* Coordinate k of a lane at the point index/2^depth of the whole range. */
static void set_point(ab_vertex_search *s, int lane, size_t k, uint64_t index, unsigned depth) {
  ab_double_rules_set(s->rules, lane, k, (ab_double_place){index, (uint8_t)depth, AB_END_LOW});
}

/* Coordinate k of a lane at that end of an axis, or the whole of it. */
static void set_end(ab_vertex_search *s, int lane, size_t k, const ab_double_place *axis,
                    ab_end end) {
  ab_double_rules_set(s->rules, lane, k, (ab_double_place){axis->index, axis->depth, (int8_t)end});
}

/* A point of the box for the hard coordinates: the middle, or the ends that the bits say. */
typedef struct {
  bool middle;
  uint64_t high;
} place;

/* The middles of the values at points: the easy coordinates of lane i at the ends bits[i], the
 * others at the place, the multiplier at index/2 of its range. */
static void values_at(ab_vertex_search *s, double *out, const ab_box *box, place at,
                      const uint64_t *bits, int lanes, uint64_t index) {
  for (int lane = 0; lane < lanes; lane++) {
    for (size_t k = 0; k + 1 < s->count; k++) {
      const ab_double_place *axis = &box->axes[k];
      bool easy = s->structure.easy >> k & 1;
      if (!easy && at.middle)
        set_point(s, lane, k, 2 * axis->index + 1, axis->depth + 1);
      else
        set_end(s, lane, k, axis,
                (easy ? bits[lane] : at.high) >> k & 1 ? AB_END_HIGH : AB_END_LOW);
    }
    set_point(s, lane, s->count - 1, index, 1);
  }
  for (int lane = lanes; lane < AB_LANES; lane++)
    ab_double_rules_empty(s->rules, lane);
  const ab_lanes *range = ab_double_rules_range(s->rules, s->literal);
  for (int lane = 0; lane < lanes; lane++)
    out[lane] = range->lo[lane] + (range->hi[lane] - range->lo[lane]) / 2;
}

/* a and b at these ends. */
static void lines_at(ab_vertex_search *s, ab_multiplier_line *out, const ab_box *box, place at,
                     const uint64_t *bits, int lanes) {
  double least[AB_LANES], zero[AB_LANES];
  values_at(s, least, box, at, bits, lanes, 0);
  values_at(s, zero, box, at, bits, lanes, 1);
  for (int lane = 0; lane < lanes; lane++)
    out[lane] = (ab_multiplier_line){
        zero[lane], s->problem.bound > 0 ? (zero[lane] - least[lane]) / s->problem.bound : 0};
}

/* Spreads the low bits of `number` over the bits of `group`. */
static uint64_t deposit(uint64_t number, uint64_t group) {
  uint64_t out = 0;
  for (; group; group &= group - 1, number >>= 1)
    if (number & 1)
      out |= group & -group;
  return out;
}

static void fill_point(ab_vertex_search *s, ab_multiplier_point *point, const ab_box *box,
                       place at) {
  uint64_t bits[AB_LANES] = {0};
  size_t done = 0, group = 0, number = 0;
  lines_at(s, &point->base, box, at, bits, 1);
  while (done < s->structure.line_count) {
    int lanes = 0;
    for (; lanes < AB_LANES && group < s->structure.group_count; lanes++) {
      bits[lanes] = deposit(number++, s->structure.groups[group]);
      if (number >> __builtin_popcountll(s->structure.groups[group])) {
        group++;
        number = 0;
      }
    }
    lines_at(s, point->lines + done, box, at, bits, lanes);
    done += (size_t)lanes;
  }
  for (size_t i = 0; i < done; i++) {
    point->lines[i].a -= point->base.a;
    point->lines[i].b -= point->base.b;
  }
}

/* Point 0 is the middle of the box, point 1 + i the corner with the bits of i. */
static void fill_problem(ab_vertex_search *s, const ab_box *box) {
  fill_point(s, &s->problem.points[0], box, (place){.middle = true});
  for (size_t i = 0; i + 1 < s->point_count; i++)
    fill_point(s, &s->problem.points[i + 1], box, (place){.high = deposit(i, s->corners)});
}

/* What one multiplier can do at best at these points. */
static double best_value(const ab_vertex_search *s, uint32_t which) {
  return ab_multiplier_value(&s->problem, which, ab_multiplier_best(&s->problem, which));
}

/* The axis of the corners along which two multipliers do better than one by most, or the number of
 * axes. */
static size_t best_split(const ab_vertex_search *s) {
  size_t best = s->count;
  double most = -INFINITY;
  uint64_t left = s->corners;
  for (unsigned bit = 0; left; bit++, left &= left - 1) {
    uint32_t low = 0, high = 0;
    for (size_t i = 0; i + 1 < s->point_count; i++)
      *(i >> bit & 1 ? &high : &low) |= UINT32_C(2) << i;
    double value = fmin(best_value(s, low), best_value(s, high));
    if (value > most) {
      most = value;
      best = (size_t)__builtin_ctzll(left);
    }
  }
  return best;
}

/* The multiplier as a fraction of its range, for all points. */
static ab_step guess(const ab_vertex_search *s, uint32_t all, double value) {
  double best = ab_multiplier_best(&s->problem, all), bound = s->problem.bound;
  double share = bound > 0 ? (best / bound + 1) / 2 : 0;
  ab_step step = {0};
  for (unsigned depth = GUESS_MIN; depth <= GUESS_MAX; depth++) {
    double steps = ldexp(1, (int)depth), index = fmin(rint(share * steps), steps - 1);
    step = (ab_step){.kind = AB_STEP_CHOOSE,
                     .axis = (uint32_t)s->count - 1,
                     .depth = depth,
                     .number = (uint32_t)index};
    if (ab_multiplier_value(&s->problem, all, (2 * index / steps - 1) * bound) >=
        GOOD_ENOUGH * value)
      break;
  }
  return step;
}

static uint32_t add_cells(ab_vertex_search *s, size_t count) {
  ab_reserve(&s->cells, &s->cell_capacity, s->cell_count + count, sizeof *s->cells);
  memset(s->cells + s->cell_count, 0, count * sizeof *s->cells);
  s->cell_count += count;
  return (uint32_t)(s->cell_count - count);
}

static void push(ab_vertex_search *s, uint32_t number) {
  ab_reserve(&s->stack, &s->stack_capacity, s->stack_count + 1, sizeof *s->stack);
  s->stack[s->stack_count++] = number;
}

/* Cells that are looked at together. */
typedef struct {
  ab_vertex_search *search;
  const ab_box *box;
  uint32_t cells[AB_LANES];
  int count;
  uint32_t open; /* lanes */
  uint8_t axes[AB_LANES];
  ab_end faces[AB_LANES]; /* to be tried; NONE: both ends */
  size_t easy[AB_LANES];  /* the axis for both ends; or the number of axes */
  size_t split;           /* where a cell is stuck: the axis to split, or that number */
  double margin;
} batch;

static void load(batch *b, const ab_step *choice) {
  ab_vertex_search *s = b->search;
  b->count = 0;
  while (b->count < AB_LANES && s->stack_count > 0)
    b->cells[b->count++] = s->stack[--s->stack_count];
  b->open = (uint32_t)((UINT64_C(1) << b->count) - 1);
  for (int lane = 0; lane < AB_LANES; lane++) {
    if (lane >= b->count) {
      ab_double_rules_empty(s->rules, lane);
      continue;
    }
    for (size_t k = 0; k + 1 < s->count; k++)
      set_end(s, lane, k, &b->box->axes[k], (ab_end)s->cells[b->cells[lane]].ends[k]);
    set_point(s, lane, s->count - 1, choice->number, choice->depth);
  }
}

static void settle(batch *b, const ab_lanes *enclosure, ab_step_kind kind) {
  const ab_double_goals no_signs = {0, 0};
  uint32_t good =
      b->open & ab_double_rules_settled(b->search->rules, b->search->literal, no_signs, enclosure);
  for (int lane = 0; lane < b->count; lane++)
    if (good >> lane & 1)
      b->search->cells[b->cells[lane]].step =
          (ab_step){.kind = kind, .literal = (uint32_t)b->search->literal};
  b->open &= ~good;
}

/* What to do with an open lane: the face of the surest influence, else both ends of the easy axis
 * of the greatest one. false if there is neither. */
static bool choose(batch *b, int lane, const ab_lanes *const *slopes) {
  ab_vertex_search *s = b->search;
  double surest = -1, most[2] = {-1, -1};
  size_t axes[2] = {s->count, s->count}; /* hard, easy */
  b->faces[lane] = AB_END_NONE;
  for (size_t k = 0; k + 1 < s->count; k++) {
    double half = ab_double_rules_half_widths(s->rules)[k][lane];
    double lo = slopes[k]->lo[lane], hi = slopes[k]->hi[lane];
    if (half == 0)
      continue;
    bool easy = s->structure.easy >> k & 1;
    double influence = isnan(lo) || isnan(hi) ? INFINITY
                       : easy                 ? fmax(-lo, hi) * half
                                              : (hi - lo) * half; /* what is lost by it */
    if (influence > most[easy]) {
      most[easy] = influence;
      axes[easy] = k;
    }
    if ((lo >= 0 || hi <= 0) && fmax(lo, -hi) * half > surest) {
      surest = fmax(lo, -hi) * half;
      b->axes[lane] = (uint8_t)k;
      b->faces[lane] = lo >= 0 ? AB_END_LOW : AB_END_HIGH;
    }
  }
  b->split = axes[0];
  b->easy[lane] = axes[1];
  return b->faces[lane] != AB_END_NONE || axes[1] < s->count;
}

static void descend(batch *b, int lane, bool face) {
  ab_vertex_search *s = b->search;
  size_t k = face ? b->axes[lane] : b->easy[lane];
  uint32_t first = add_cells(s, face ? 1 : 2);
  cell *parent = &s->cells[b->cells[lane]];
  parent->child = first;
  parent->step = face ? (ab_step){.kind = AB_STEP_FACE, .axis = (uint32_t)k, .end = b->faces[lane]}
                      : (ab_step){.kind = AB_STEP_ENDS, .axis = (uint32_t)k};
  parent->step.literal = (uint32_t)s->literal;
  for (uint32_t i = 0; i < (face ? 1 : 2); i++) {
    cell *child = &s->cells[first + i];
    memcpy(child->ends, parent->ends, sizeof child->ends);
    child->ends[k] = (int8_t)(face ? b->faces[lane] : i ? AB_END_HIGH : AB_END_LOW);
    push(s, first + i);
  }
}

/* Tries the faces, and goes on. false if a cell is stuck. */
static bool follow(batch *b) {
  const ab_double_goals no_signs = {0, 0};
  ab_vertex_search *s = b->search;
  ab_double_place at[AB_LANES] = {0};
  for (int lane = 0; lane < AB_LANES; lane++) {
    if (!(b->open >> lane & 1))
      b->faces[lane] = AB_END_NONE;
    if (b->faces[lane] != AB_END_NONE)
      at[lane] = b->box->axes[b->axes[lane]];
  }
  const ab_lanes *slope = ab_double_rules_face(s->rules, s->literal, b->axes, b->faces, at);
  uint32_t licensed = ab_double_rules_licensed(s->rules, s->literal, no_signs, b->faces, slope);
  for (int lane = 0; lane < b->count; lane++) {
    if (!(b->open >> lane & 1))
      continue;
    bool face = licensed >> lane & 1;
    if (!face && b->easy[lane] == s->count)
      return false;
    descend(b, lane, face);
  }
  return true;
}

/* One round of up to sixteen cells. false if one of them is stuck. */
static bool look(batch *b, const ab_step *choice) {
  ab_vertex_search *s = b->search;
  load(b, choice);
  settle(b, ab_double_rules_range(s->rules, s->literal), AB_STEP_DIRECT);
  if (!b->open)
    return true;
  ab_double_centred c = ab_double_rules_centred(s->rules, s->literal);
  settle(b, c.enclosure, AB_STEP_CENTRED);
  for (int lane = 0; lane < b->count; lane++)
    if ((b->open >> lane & 1) && !choose(b, lane, c.slopes)) {
      b->margin = c.enclosure->lo[lane];
      return false;
    }
  return !b->open || follow(b);
}

/* The steps below the choice, in preorder. */
static void write_steps(ab_vertex_search *s, ab_text *steps) {
  s->stack_count = 0;
  push(s, 0);
  while (s->stack_count > 0) {
    const cell *c = &s->cells[s->stack[--s->stack_count]];
    ab_step_append(steps, &c->step);
    for (unsigned i = ab_step_subtrees(c->step.kind); i-- > 0;)
      push(s, c->child + i);
  }
}

/* The least divided axis of a box among these, or the number of axes. */
static size_t widest(const ab_vertex_search *s, const ab_box *box, uint64_t among) {
  size_t found = s->count;
  for (size_t k = 0; k + 1 < s->count; k++)
    if ((among >> k & 1) && !ab_double_rules_is_flat(s->rules, k) &&
        (found == s->count || box->axes[k].depth < box->axes[found].depth))
      found = k;
  return found;
}

/* The box is to be split along the axis that the literal wants, if there is one; where others hold
 * in a part of it, first along theirs. */
static ab_vertices_verdict divide(ab_vertex_search *s, const ab_box *box, size_t wanted,
                                  size_t *axis) {
  size_t other = s->count;
  bool lost = wanted == s->count;
  if (ab_other_literals_may_help(&s->others, s->rules, box, lost))
    other = widest(s, box, s->others.occurs);
  bool first =
      other < s->count && (lost || box->axes[other].depth < box->axes[wanted].depth + AHEAD_MAX);
  *axis = first ? other : wanted;
  return *axis < s->count ? AB_VERTICES_SPLIT : AB_VERTICES_HOPELESS;
}

ab_vertices_verdict ab_vertex_search_try(ab_vertex_search *s, const ab_box *box, ab_text *steps,
                                         size_t *axis, uint64_t *boxes, double *margin) {
  uint32_t all = (uint32_t)((UINT64_C(1) << s->point_count) - 1);
  if (ab_other_literals_settle(&s->others, s->rules, box, steps))
    return AB_VERTICES_PROVED;
  fill_problem(s, box);
  *margin = best_value(s, all);
  *axis = s->count;
  if (!(*margin > 0))
    return divide(s, box, best_value(s, 1) > 0 ? best_split(s) : s->count, axis);
  ab_step choice = guess(s, all, *margin);
  batch b = {.search = s, .box = box, .split = s->count, .margin = *margin};
  s->cell_count = s->stack_count = 0;
  push(s, add_cells(s, 1));
  bool good = true;
  while (good && s->stack_count > 0) {
    good = look(&b, &choice) && s->cell_count <= CELLS_MAX;
    *boxes += (uint64_t)b.count;
  }
  if (!good) {
    *margin = b.margin;
    return divide(s, box, b.split < s->count ? b.split : widest(s, box, ~s->structure.easy), axis);
  }
  ab_step_append(steps, &choice);
  write_steps(s, steps);
  return AB_VERTICES_PROVED;
}

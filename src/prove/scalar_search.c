/* SPDX-License-Identifier: MIT */
#include "prove/scalar_search.h"

#include "base/clock.h"
#include "base/memory.h"
#include "certificate/step.h"
#include "clause/rules.h"
#include "num/rational.h"
#include "prove/task.h"
#include "prove/work.h"

#include <math.h>

enum {
  DEPTH_MAX = 256,
  FACE_BOXES = 5000, /* and below, on large graphs */
  MAX_TRACKED = 64,
  AHEAD_MAX = 4,
  DEEP = 24, /* where, and at every so many levels below, .. */
  DEEP_EVERY = 8,
  DEEP_BOXES = 200,   /* .. faces are tried for any literal, with so many boxes */
  TRY_WORK = 3000000, /* what a face that is only tried may cost (work.h) */
  TRY_MIN = 20
};

/* How the search of a cell ended. */
typedef enum { DONE, REFUTED, GIVEN_UP, STOPPED } verdict;

typedef struct {
  const ab_template *template_;
  const ab_clause *clause;
  const ab_search_options *options;
  ab_search_result *result;
  ab_rules *rules;
  ab_cell *cell;
  bool committed; /* below a face */
  ab_goal goal;
  uint64_t face_stop; /* below a face that is only tried: the box count at which to give up; 0 for
                         none */
  const ab_search_place *place;
  uint64_t hand_over; /* the box count at which to hand over; UINT64_MAX for none */
  uint64_t face_boxes, deep_boxes;
} search;

/* What the tests on one box have shown, to choose the split by. */
typedef struct {
  bool all_false_at_centre;
  uint64_t alive;   /* literals that are not false on the whole box */
  ab_goal best;     /* the goal that is nearest to holding */
  double shortfall; /* of the best: how much of its range is on the wrong side, from 0 to 1 */
  double margin;    /* of the best: its lower bound */
  double influence[AB_VARIABLES_MAX]; /* of each axis on the best goal */
  int direction[AB_VARIABLES_MAX];    /* sign of the slope if it has one */
  bool has_slopes;
  bool is_bounded; /* the range of the best is finite */
} picture;

static void append(search *s, ab_step step) {
  ab_step_append(&s->result->tree, &step);
}

static size_t literal_count(const search *s) {
  return s->template_->literal_count;
}

static bool is_alive(uint64_t alive, size_t literal) {
  return literal >= MAX_TRACKED || (alive >> literal & 1);
}

/* Every point of the range makes the literal false. */
static bool surely_false(const search *s, ab_goal goal, const ab_interval *x) {
  if (!ab_interval_is_finite(x))
    return false;
  switch (s->template_->literals[goal.literal].kind) {
  case AB_LITERAL_NONNEGATIVE:
  case AB_LITERAL_POSITIVE_OFF:
    return mpfr_sgn(x->hi) < 0;
  case AB_LITERAL_POSITIVE:
    return mpfr_sgn(x->hi) <= 0;
  case AB_LITERAL_NONZERO:
    if (goal.sign == 0)
      return mpfr_zero_p(x->lo) && mpfr_zero_p(x->hi);
    return goal.sign > 0 ? mpfr_sgn(x->hi) <= 0 : mpfr_sgn(x->lo) >= 0;
  }
  return false;
}

static double shortfall_of(const ab_interval *x) {
  double lo = mpfr_get_d(x->lo, MPFR_RNDD), hi = mpfr_get_d(x->hi, MPFR_RNDU);
  return isfinite(lo) && isfinite(hi) && hi > lo ? -lo / (hi - lo) : INFINITY;
}

/* The cell's width in coordinate k, as a number to compare by. */
static double width(const search *s, size_t k) {
  const ab_interval *x = ab_rules_coordinate(s->rules, k);
  return mpfr_get_d(x->hi, MPFR_RNDU) - mpfr_get_d(x->lo, MPFR_RNDD);
}

static void take_slopes(search *s, picture *p, const ab_slopes *slopes) {
  p->has_slopes = true;
  for (size_t k = 0; k < s->template_->variable_count; k++) {
    const ab_interval *slope = &slopes->slopes[k];
    p->influence[k] = 0;
    p->direction[k] = 0;
    if (ab_rules_is_point(s->rules, k))
      continue;
    if (!ab_interval_is_finite(slope)) {
      p->has_slopes = false;
      continue;
    }
    double lo = mpfr_get_d(slope->lo, MPFR_RNDN), hi = mpfr_get_d(slope->hi, MPFR_RNDN);
    p->influence[k] = fmax(fabs(lo), fabs(hi)) * width(s, k);
    p->direction[k] = lo >= 0 ? 1 : hi <= 0 ? -1 : 0;
  }
}

/* Tries the zero sets of a literal; true if one settles the box. */
static bool try_order_two(search *s, ab_goal goal) {
  for (size_t i = 0; i < s->template_->zero_set_count; i++) {
    if (s->template_->zero_sets[i].literal != goal.literal ||
        !ab_rules_order_two(s->rules, goal, i))
      continue;
    append(s, (ab_step){.kind = AB_STEP_ORDER_TWO, .number = (uint32_t)i});
    return true;
  }
  return false;
}

/* Tries one literal by direct, centred and order two; true if it holds on the box. */
static bool try_literal(search *s, picture *p, ab_goal goal) {
  uint32_t literal = (uint32_t)goal.literal;
  if (ab_rules_direct(s->rules, goal)) {
    append(s, (ab_step){.kind = AB_STEP_DIRECT, .literal = literal});
    return true;
  }
  if (surely_false(s, goal, ab_rules_last_range(s->rules))) {
    if (goal.literal < MAX_TRACKED)
      p->alive &= ~(UINT64_C(1) << goal.literal);
    return false;
  }
  if (ab_search_centred(s->rules, goal, s->template_->variable_count)) {
    append(s, (ab_step){.kind = AB_STEP_CENTRED, .literal = literal});
    return true;
  }
  ab_slopes slopes = ab_rules_last_slopes(s->rules);
  bool false_at_centre = surely_false(s, goal, slopes.anchored);
  double shortfall = shortfall_of(slopes.range);
  if (p->shortfall < 0 || shortfall < p->shortfall) {
    p->shortfall = shortfall;
    p->best = goal;
    p->margin = mpfr_get_d(slopes.range->lo, MPFR_RNDD);
    p->is_bounded = ab_interval_is_finite(slopes.range);
    take_slopes(s, p, &slopes);
  }
  p->all_false_at_centre = p->all_false_at_centre && false_at_centre;
  return !false_at_centre && try_order_two(s, goal);
}

/* true if some literal holds on the whole box; else the picture says what was seen. */
static bool try_literals(search *s, picture *p, uint64_t alive) {
  *p = (picture){.all_false_at_centre = true, .alive = alive, .shortfall = -1, .margin = NAN};
  if (s->committed)
    return try_literal(s, p, s->goal);
  for (size_t l = 0; l < literal_count(s); l++)
    if (is_alive(alive, l) && try_literal(s, p, (ab_goal){l, 0}))
      return true;
  return false;
}

static bool all_points(const search *s) {
  for (size_t k = 0; k < s->template_->variable_count; k++)
    if (!ab_rules_is_point(s->rules, k))
      return false;
  return true;
}

static bool try_exact(search *s, uint64_t alive) {
  for (size_t l = 0; l < literal_count(s); l++) {
    ab_goal goal = s->committed ? s->goal : (ab_goal){l, 0};
    if ((s->committed ? l != s->goal.literal : !is_alive(alive, l)) ||
        !ab_rules_exact(s->rules, goal))
      continue;
    append(s, (ab_step){.kind = AB_STEP_EXACT, .literal = (uint32_t)l});
    return true;
  }
  return false;
}

/* The middle of the cell, exactly. */
static void middle(search *s, mpq_t *out) {
  mpq_t hi;
  mpq_init(hi);
  for (size_t k = 0; k < s->template_->variable_count; k++) {
    ab_cell_ends(out[k], hi, s->cell, k, s->clause->lo[k], s->clause->hi[k]);
    mpq_add(out[k], out[k], hi);
    mpq_div_2exp(out[k], out[k], 1);
  }
  mpq_clear(hi);
}

static verdict stop(search *s, ab_search_stop reason, double margin) {
  ab_search_result *r = s->result;
  r->stop = reason;
  r->margin = margin;
  middle(s, r->point);
  for (size_t k = 0; k < s->template_->variable_count; k++)
    ab_cell_ends(r->worst_lo[k], r->worst_hi[k], s->cell, k, s->clause->lo[k], s->clause->hi[k]);
  return STOPPED;
}

static verdict solve(search *s, uint64_t alive);

static verdict solve_half(search *s, size_t axis, unsigned half, uint64_t alive) {
  ab_cell_enter_half(s->cell, axis, half);
  ab_rules_refresh(s->rules, axis);
  verdict v = solve(s, alive);
  ab_cell_leave_half(s->cell, axis);
  ab_rules_refresh(s->rules, axis);
  return v;
}

static verdict solve_face(search *s, ab_goal goal, size_t axis, ab_end end, uint64_t alive) {
  bool committed = s->committed;
  ab_goal before = s->goal;
  append(s, (ab_step){.kind = AB_STEP_FACE,
                      .axis = (uint32_t)axis,
                      .end = end,
                      .literal = (uint32_t)goal.literal,
                      .sign = goal.sign});
  s->committed = true;
  s->goal = goal;
  ab_cell_enter_face(s->cell, axis, end);
  ab_rules_refresh(s->rules, axis);
  verdict v = solve(s, alive);
  ab_cell_leave_face(s->cell, axis);
  ab_rules_refresh(s->rules, axis);
  s->committed = committed;
  s->goal = before;
  return v;
}

/* Whether only the goal's literal is left on this box: then its minimum decides, and a face loses
 * nothing. */
static bool is_alone(const search *s, const picture *p, ab_goal goal) {
  return s->committed ||
         (literal_count(s) <= MAX_TRACKED && p->alive == UINT64_C(1) << goal.literal);
}

/* Tries every axis whose slope seems to have a sign. Where other literals may still help, the face
 * is a bet with limited boxes: `true` and DONE if it was won. */
static bool try_faces(search *s, const picture *p, verdict *v) {
  ab_search_result *r = s->result;
  for (size_t k = 0; k < s->template_->variable_count; k++) {
    int sign = s->template_->literals[p->best.literal].kind == AB_LITERAL_NONZERO
                   ? (p->best.sign    ? p->best.sign
                      : p->margin > 0 ? 1
                                      : -1)
                   : 0;
    int direction = p->direction[k] * (sign < 0 ? -1 : 1);
    if (direction == 0 || ab_rules_is_point(s->rules, k))
      continue;
    ab_goal goal = {p->best.literal, sign};
    ab_end end = direction > 0 ? AB_END_LOW : AB_END_HIGH;
    if (!ab_rules_face(s->rules, goal, k, end))
      continue;
    size_t length = r->tree.length;
    bool sure = is_alone(s, p, goal) && sign == 0;
    uint64_t before = s->face_stop;
    if (!sure && !before)
      s->face_stop = r->boxes + s->face_boxes;
    *v = solve_face(s, goal, k, end, p->alive);
    s->face_stop = before;
    if (*v == DONE || *v == STOPPED || sure)
      return true;
    r->tree.length = length;
    return false;
  }
  return false;
}

static bool is_deep(const search *s) {
  unsigned depth = 0;
  for (size_t k = 0; k < s->template_->variable_count; k++)
    if (s->cell->axes[k].depth > depth)
      depth = s->cell->axes[k].depth;
  return depth >= DEEP && depth % DEEP_EVERY == 0;
}

/* In small boxes, where several literals are left: faces for those that are no best bet, such as
 * f - f* >= c |x - y| beside f - f* > 0 at a minimizer y. */
static bool try_other_faces(search *s, const picture *p, verdict *v) {
  ab_search_result *r = s->result;
  for (size_t l = 0; l < literal_count(s); l++)
    for (size_t k = 0; k < s->template_->variable_count; k++)
      for (int direction = -1; direction <= 1; direction += 2) {
        ab_goal goal = {l, 0};
        ab_end end = direction > 0 ? AB_END_LOW : AB_END_HIGH;
        if (s->template_->literals[l].kind != AB_LITERAL_NONNEGATIVE || !is_alive(p->alive, l) ||
            ab_rules_is_point(s->rules, k) || !ab_rules_face(s->rules, goal, k, end))
          continue;
        size_t length = r->tree.length;
        s->face_stop = r->boxes + s->deep_boxes;
        *v = solve_face(s, goal, k, end, p->alive);
        s->face_stop = 0;
        if (*v == DONE || *v == STOPPED)
          return true;
        r->tree.length = length;
      }
  return false;
}

/* The axis with the greatest influence; the least divided one without slopes or when an axis is far
 * ahead: influences are estimates, and thin boxes are good for nothing (second derivatives over
 * them, the other literals). */
static bool choose_axis(const search *s, const picture *p, size_t *axis) {
  size_t count = s->template_->variable_count, widest = count, best = count;
  for (size_t k = 0; k < count; k++) {
    if (ab_rules_is_point(s->rules, k) || s->cell->axes[k].depth >= DEPTH_MAX)
      continue;
    if (widest == count || s->cell->axes[k].depth < s->cell->axes[widest].depth)
      widest = k;
    if (p->has_slopes && (best == count || p->influence[k] > p->influence[best]))
      best = k;
  }
  if (widest == count)
    return false;
  bool ahead = best < count && s->cell->axes[best].depth > s->cell->axes[widest].depth + AHEAD_MAX;
  *axis = best == count || ahead || !(p->influence[best] > 0) ? widest : best;
  return true;
}

/* A cell that no test settled: faces, then a split. */
static verdict divide(search *s, const picture *p) {
  verdict v;
  if (p->has_slopes && p->shortfall >= 0 && (s->committed || is_alone(s, p, p->best)) &&
      try_faces(s, p, &v))
    return v;
  if (!s->committed && !s->face_stop && is_deep(s) && !is_alone(s, p, p->best) &&
      try_other_faces(s, p, &v))
    return v;
  size_t axis;
  if (!choose_axis(s, p, &axis))
    return stop(s, !p->is_bounded ? AB_STOP_UNDEFINED : AB_STOP_DEPTH, p->margin);
  append(s, (ab_step){.kind = AB_STEP_SPLIT, .axis = (uint32_t)axis});
  v = solve_half(s, axis, 0, p->alive);
  return v == DONE ? solve_half(s, axis, 1, p->alive) : v;
}

/* Leaves the cell to another search. false if it is too small for that. */
static bool hand_over(search *s, uint64_t alive) {
  for (size_t k = 0; k < s->cell->count; k++)
    if (s->cell->axes[k].depth > AB_BOX_DEPTH_MAX)
      return false;
  ab_text_add_char(&s->result->tree, AB_TASK_HOLE);
  s->place->hand_over(s->place->context, s->cell, s->committed, s->goal, alive);
  return true;
}

static verdict solve(search *s, uint64_t alive) {
  ab_search_result *r = s->result;
  if (r->boxes >= s->hand_over && !s->face_stop && hand_over(s, alive))
    return DONE;
  r->boxes++;
  picture p;
  if (try_literals(s, &p, alive) || (all_points(s) && try_exact(s, alive)))
    return DONE;
  if (p.all_false_at_centre || all_points(s)) { /* at a point exact arithmetic will tell */
    if (s->face_stop)
      return GIVEN_UP;
    middle(s, r->point);
    return REFUTED;
  }
  if (s->face_stop && r->boxes > s->face_stop)
    return GIVEN_UP;
  if (r->boxes > s->options->node_limit)
    return stop(s, AB_STOP_NODES, p.margin);
  if (s->options->deadline > 0 && ab_clock_seconds() > s->options->deadline)
    return stop(s, AB_STOP_TIME, p.margin);
  return divide(s, &p);
}

ab_search_outcome ab_scalar_search(ab_search_result *result, const ab_search_place *place,
                                   uint64_t alive, const ab_search_options *options) {
  search s = {.template_ = place->template_,
              .clause = place->clause,
              .options = options,
              .result = result,
              .rules = place->rules,
              .cell = place->cell,
              .committed = place->committed,
              .goal = place->goal,
              .place = place,
              .hand_over = place->limit ? result->boxes + place->limit : UINT64_MAX,
              .face_boxes = ab_work_boxes(place->template_, options->precision, TRY_WORK, TRY_MIN,
                                          FACE_BOXES),
              .deep_boxes = ab_work_boxes(place->template_, options->precision, TRY_WORK, TRY_MIN,
                                          DEEP_BOXES)};
  size_t length = result->tree.length;
  verdict v = solve(&s, alive);
  if (v != DONE)
    result->tree.length = length;
  return v == DONE ? AB_SEARCH_PROVED : v == REFUTED ? AB_SEARCH_FALSE : AB_SEARCH_STOPPED;
}

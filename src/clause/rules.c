/* SPDX-License-Identifier: MIT */
#include "clause/rules_state.h"

#include "base/memory.h"
#include "clause/affine.h"
#include "expr/exact.h"
#include "num/rational.h"

#include <assert.h>
#include <string.h>

/* Roots of the evaluator: the literals, for each zero set its feet and its matrix, the gradients.
 * Notes where they start, and returns how many there are. */
static size_t place_roots(ab_rules *rules) {
  const ab_template *t = rules->template_;
  size_t count = t->literal_count, n = t->variable_count;
  rules->zero_set_roots = ab_allocate(t->zero_set_count, sizeof *rules->zero_set_roots);
  rules->gradient_roots = ab_allocate(t->literal_count, sizeof *rules->gradient_roots);
  for (size_t i = 0; i < t->zero_set_count; i++) {
    rules->zero_set_roots[i] = count;
    count += n + ab_triangle(t->zero_sets[i].codimension);
  }
  for (size_t i = 0; i < t->gradient_count; i++, count += n)
    rules->gradient_roots[t->gradients[i].literal] = count;
  return count;
}

static ab_evaluator *create_evaluator(ab_rules *rules) {
  const ab_template *t = rules->template_;
  size_t count = place_roots(rules), n = t->variable_count;
  ab_expr *roots = ab_allocate(count, sizeof *roots);
  for (size_t i = 0; i < t->literal_count; i++)
    roots[i] = t->literals[i].expr;
  for (size_t i = 0; i < t->zero_set_count; i++) {
    const ab_zero_set *zero = &t->zero_sets[i];
    ab_expr *at = roots + rules->zero_set_roots[i];
    for (size_t k = 0; k < n; k++)
      *at++ = zero->feet[k];
    for (size_t k = 0; k < ab_triangle(zero->codimension); k++)
      *at++ = zero->hessian[k];
  }
  for (size_t i = 0; i < t->gradient_count; i++)
    memcpy(roots + rules->gradient_roots[t->gradients[i].literal], t->gradients[i].partials,
           n * sizeof *roots);
  ab_evaluator *evaluator = ab_evaluator_create(t->graph, roots, count, n, rules->precision);
  ab_free(roots);
  return evaluator;
}

static uint64_t *find_bent(const ab_template *t) {
  uint64_t *bent = ab_allocate(t->literal_count, sizeof *bent);
  assert(t->literal_count > 0);
  ab_shape *shapes = ab_shapes_create(t->graph, (ab_expr)ab_graph_size(t->graph) - 1);
  for (size_t l = 0; l < t->literal_count; l++)
    bent[l] = shapes[t->literals[l].expr].bent;
  ab_free(shapes);
  return bent;
}

ab_rules *ab_rules_create(const ab_template *t, mpfr_prec_t precision) {
  ab_rules *rules = ab_allocate(1, sizeof *rules);
  size_t n = t->variable_count;
  rules->template_ = t;
  rules->precision = precision;
  rules->evaluator = create_evaluator(rules);
  rules->bent = find_bent(t);
  rules->parameters = ab_intervals_create(t->parameter_count, precision);
  rules->sides = ab_allocate(n, sizeof *rules->sides);
  rules->half = ab_allocate(n, sizeof *rules->half);
  for (size_t k = 0; k < n; k++) {
    ab_side_init(&rules->sides[k]);
    mpfr_init2(rules->half[k], precision);
  }
  rules->box = ab_intervals_create(n, precision);
  rules->centre = ab_intervals_create(n, precision);
  rules->anchor = ab_intervals_create(n, precision);
  rules->moves = ab_allocate(n, sizeof *rules->moves);
  rules->anchor_moves = ab_allocate(n, sizeof *rules->anchor_moves);
  ab_interval_init(&rules->sum, precision);
  mpfr_init2(rules->spread, precision);
  mpz_init(rules->scratch);
  return rules;
}

void ab_rules_destroy(ab_rules *rules) {
  if (!rules)
    return;
  size_t n = rules->template_->variable_count;
  ab_evaluator_destroy(rules->evaluator);
  ab_free(rules->zero_set_roots);
  ab_free(rules->gradient_roots);
  ab_free(rules->bent);
  ab_intervals_destroy(rules->parameters, rules->template_->parameter_count);
  for (size_t k = 0; k < n; k++) {
    ab_side_clear(&rules->sides[k]);
    mpfr_clear(rules->half[k]);
  }
  ab_free(rules->sides);
  ab_free(rules->half);
  ab_intervals_destroy(rules->box, n);
  ab_intervals_destroy(rules->centre, n);
  ab_intervals_destroy(rules->anchor, n);
  ab_free(rules->moves);
  ab_free(rules->anchor_moves);
  ab_interval_clear(&rules->sum);
  mpfr_clear(rules->spread);
  mpz_clear(rules->scratch);
  ab_free(rules);
}

void ab_rules_bind(ab_rules *rules, const ab_clause *clause, const ab_constants *constants,
                   const ab_cell *cell) {
  rules->clause = clause;
  rules->constants = constants;
  rules->cell = cell;
  for (size_t j = 0; j < rules->template_->parameter_count; j++) {
    const ab_argument *argument = &clause->arguments[j];
    if (argument->bound)
      ab_interval_set_rationals(&rules->parameters[j], constants->items[argument->constant].lo,
                                constants->items[argument->constant].hi);
    else
      ab_interval_set_rational(&rules->parameters[j], argument->value);
  }
  for (size_t k = 0; k < rules->template_->variable_count; k++) {
    ab_side_set(&rules->sides[k], clause->lo[k], clause->hi[k]);
    ab_rules_refresh(rules, k);
  }
}

/* out encloses the point (index + more)/2^depth of side k. */
static void set_point(ab_interval *out, ab_rules *rules, size_t k, const mpz_t index,
                      unsigned long more, unsigned depth) {
  ab_side_point(out->lo, &rules->sides[k], index, more, depth, MPFR_RNDD);
  ab_side_point(out->hi, &rules->sides[k], index, more, depth, MPFR_RNDU);
}

void ab_rules_refresh(ab_rules *rules, size_t k) {
  const ab_axis *axis = &rules->cell->axes[k];
  ab_side *side = &rules->sides[k];
  rules->moves[k] = axis->end == AB_END_NONE && mpz_sgn(side->width) != 0;
  if (!rules->moves[k]) {
    set_point(&rules->box[k], rules, k, axis->index, axis->end == AB_END_HIGH, axis->depth);
    ab_interval_set(&rules->centre[k], &rules->box[k]);
    return;
  }
  ab_side_point(rules->box[k].lo, side, axis->index, 0, axis->depth, MPFR_RNDD);
  ab_side_point(rules->box[k].hi, side, axis->index, 1, axis->depth, MPFR_RNDU);
  mpz_mul_2exp(rules->scratch, axis->index, 1);
  set_point(&rules->centre[k], rules, k, rules->scratch, 1, axis->depth + 1);
  ab_side_length(rules->half[k], side, axis->depth + 1, MPFR_RNDU);
}

const ab_interval *ab_rules_coordinate(const ab_rules *rules, size_t k) {
  return &rules->box[k];
}

bool ab_rules_is_point(const ab_rules *rules, size_t k) {
  return !rules->moves[k];
}

/* Whether an enclosure of e settles the goal. An enclosure that is not finite settles nothing. */
static bool settles(const ab_rules *rules, ab_goal goal, const ab_interval *x) {
  switch (rules->template_->literals[goal.literal].kind) {
  case AB_LITERAL_NONNEGATIVE:
    return goal.sign == 0 && ab_interval_is_nonnegative(x) == AB_TRUE;
  case AB_LITERAL_POSITIVE:
  case AB_LITERAL_POSITIVE_OFF:
    return goal.sign == 0 && ab_interval_is_positive(x) == AB_TRUE;
  case AB_LITERAL_NONZERO:
    if (goal.sign == 0)
      return ab_interval_is_nonzero(x) == AB_TRUE;
    if (goal.sign > 0)
      return ab_interval_is_positive(x) == AB_TRUE;
    return ab_interval_is_finite(x) && mpfr_sgn(x->hi) < 0;
  }
  return false;
}

bool ab_rules_direct(ab_rules *rules, ab_goal goal) {
  rules->last_range =
      ab_evaluator_range(rules->evaluator, goal.literal, rules->box, rules->parameters);
  return settles(rules, goal, rules->last_range);
}

const ab_interval *ab_rules_last_range(const ab_rules *rules) {
  return rules->last_range;
}

ab_slopes ab_rules_last_slopes(const ab_rules *rules) {
  return rules->last_slopes;
}

/* sum += slope [-half, half] = [-m, m], m = half max |slope|. */
static void add_spread(ab_rules *rules, const ab_interval *slope, mpfr_srcptr half) {
  ab_interval *sum = &rules->sum;
  mpfr_mul(rules->spread, mpfr_cmpabs(slope->lo, slope->hi) > 0 ? slope->lo : slope->hi, half,
           MPFR_RNDA);
  mpfr_abs(rules->spread, rules->spread, MPFR_RNDU); /* exact */
  mpfr_sub(sum->lo, sum->lo, rules->spread, MPFR_RNDD);
  mpfr_add(sum->hi, sum->hi, rules->spread, MPFR_RNDU);
}

/* Section 3 with these slopes about the midpoint. */
static bool centred_with(ab_rules *rules, ab_goal goal, ab_slopes s) {
  rules->last_slopes = s;
  if (!ab_interval_is_defined(s.range) || !ab_interval_is_finite(s.anchored))
    return false;
  ab_interval_set(&rules->sum, s.anchored);
  for (size_t k = 0; k < rules->template_->variable_count; k++)
    if (rules->moves[k])
      add_spread(rules, &s.slopes[k], rules->half[k]);
  return settles(rules, goal, &rules->sum);
}

bool ab_rules_centred(ab_rules *rules, ab_goal goal) {
  return centred_with(rules, goal,
                      ab_evaluator_slopes_backward(rules->evaluator, goal.literal, rules->box,
                                                   rules->centre, rules->moves,
                                                   rules->parameters)) ||
         centred_with(rules, goal,
                      ab_evaluator_slopes_both(rules->evaluator, goal.literal, rules->box,
                                               rules->centre, rules->moves, rules->parameters));
}

bool ab_rules_centred_forward(ab_rules *rules, ab_goal goal) {
  return centred_with(rules, goal,
                      ab_evaluator_slopes(rules->evaluator, goal.literal, rules->box, rules->centre,
                                          rules->moves, rules->parameters));
}

bool ab_rules_ends(const ab_rules *rules, ab_goal goal, size_t k) {
  ab_literal_kind kind = rules->template_->literals[goal.literal].kind;
  return kind != AB_LITERAL_POSITIVE_OFF && /* as for a face */
         (kind == AB_LITERAL_NONZERO) == (goal.sign != 0) && !(rules->bent[goal.literal] >> k & 1);
}

bool ab_rules_face(ab_rules *rules, ab_goal goal, size_t k, ab_end end) {
  ab_literal_kind kind = rules->template_->literals[goal.literal].kind;
  bool two_sided = kind == AB_LITERAL_NONZERO;
  if (kind == AB_LITERAL_POSITIVE_OFF) /* the face may hold points of the zero set, above which only
                                          >= follows */
    return false;
  if (!rules->moves[k] || end == AB_END_NONE || two_sided != (goal.sign != 0))
    return false;
  for (size_t i = 0; i < rules->template_->variable_count; i++) {
    ab_interval_set(&rules->anchor[i], &rules->box[i]);
    rules->anchor_moves[i] = false;
  }
  const ab_axis *axis = &rules->cell->axes[k];
  set_point(&rules->anchor[k], rules, k, axis->index, end == AB_END_HIGH, axis->depth);
  rules->anchor_moves[k] = true;
  ab_slopes s = ab_evaluator_slopes(rules->evaluator, goal.literal, rules->box, rules->anchor,
                                    rules->anchor_moves, rules->parameters);
  if (!ab_interval_is_defined(s.range) || !ab_interval_is_defined(s.anchored) ||
      !ab_interval_is_finite(&s.slopes[k]))
    return false;
  bool increasing = mpfr_sgn(s.slopes[k].lo) >= 0, decreasing = mpfr_sgn(s.slopes[k].hi) <= 0;
  bool want_increasing = (end == AB_END_LOW) == (goal.sign >= 0);
  return want_increasing ? increasing : decreasing;
}

/* The literal's value at the cell, which is a point. */
static bool exact_value(ab_rules *rules, size_t literal, mpq_t value) {
  const ab_template *t = rules->template_;
  size_t n = t->variable_count;
  bool *is_exact = ab_allocate(t->parameter_count, sizeof *is_exact);
  mpq_t *values = ab_rationals_create(t->parameter_count);
  mpq_t *point = ab_rationals_create(2 * n);
  for (size_t j = 0; j < t->parameter_count; j++) {
    const ab_argument *argument = &rules->clause->arguments[j];
    const ab_constant *c = argument->bound ? &rules->constants->items[argument->constant] : NULL;
    is_exact[j] = !c || mpq_equal(c->lo, c->hi);
    mpq_set(values[j], c ? c->lo : argument->value);
  }
  for (size_t k = 0; k < n; k++)
    ab_cell_ends(point[k], point[n + k], rules->cell, k, rules->clause->lo[k],
                 rules->clause->hi[k]);
  ab_exact answer = ab_exact_evaluate(value, t->graph, t->literals[literal].expr,
                                      (const mpq_t *)point, (const mpq_t *)values, is_exact);
  ab_rationals_destroy(point, 2 * n);
  ab_rationals_destroy(values, t->parameter_count);
  ab_free(is_exact);
  return answer == AB_EXACT_VALUE;
}

/* Whether a value of that sign settles the goal. */
static bool sign_settles(const ab_rules *rules, ab_goal goal, int sign) {
  switch (rules->template_->literals[goal.literal].kind) {
  case AB_LITERAL_NONNEGATIVE:
    return goal.sign == 0 && sign >= 0;
  case AB_LITERAL_POSITIVE:
  case AB_LITERAL_POSITIVE_OFF:
    return goal.sign == 0 && sign > 0;
  case AB_LITERAL_NONZERO:
    return goal.sign == 0 ? sign != 0 : goal.sign > 0 ? sign > 0 : sign < 0;
  }
  return false;
}

bool ab_rules_exact(ab_rules *rules, ab_goal goal) {
  for (size_t k = 0; k < rules->template_->variable_count; k++)
    if (rules->moves[k])
      return false;
  mpq_t value;
  mpq_init(value);
  bool settled =
      exact_value(rules, goal.literal, value) && sign_settles(rules, goal, mpq_sgn(value));
  mpq_clear(value);
  return settled;
}

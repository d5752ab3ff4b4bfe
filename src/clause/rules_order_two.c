/* SPDX-License-Identifier: MIT
 * The rules that look at second derivatives. */
#include "base/memory.h"
#include "clause/definite.h"
#include "clause/rules_state.h"

#include <assert.h>

/* No abs, relu, min or max below the root. */
static bool has_no_kink(const ab_graph *graph, ab_expr root) {
  bool *parts = ab_graph_parts(graph, root);
  bool smooth = true;
  for (size_t i = 0; i <= root && smooth; i++) {
    ab_op op = ab_graph_node(graph, (ab_expr)i)->op;
    smooth =
        !parts[i] || (op != AB_OP_ABS && op != AB_OP_RELU && op != AB_OP_MIN && op != AB_OP_MAX);
  }
  ab_free(parts);
  return smooth;
}

/* The hull of the cell and of the feet of its points, in rules->anchor; false if a foot is not
 * known. */
static bool hull_with_feet(ab_rules *rules, size_t first_root) {
  for (size_t k = 0; k < rules->template_->variable_count; k++) {
    const ab_interval *foot =
        ab_evaluator_range(rules->evaluator, first_root + k, rules->box, rules->parameters);
    ab_interval_hull(&rules->anchor[k], &rules->box[k], foot);
    if (!ab_interval_is_finite(&rules->anchor[k]))
      return false;
  }
  return true;
}

/* Whether e is defined and infinitely often differentiable on the box rules->anchor. Every
 * operation but the four with kinks is smooth in the interior of its domain; the domains that have
 * a boundary are those of sqrt, asin and acos, and there no slope about the box itself is known. */
static bool is_smooth_on_anchor(ab_rules *rules, size_t literal) {
  size_t n = rules->template_->variable_count;
  for (size_t k = 0; k < n; k++)
    rules->anchor_moves[k] = true;
  ab_slopes s = ab_evaluator_slopes(rules->evaluator, literal, rules->anchor, rules->anchor,
                                    rules->anchor_moves, rules->parameters);
  bool smooth = has_no_kink(rules->template_->graph, rules->template_->literals[literal].expr) &&
                ab_interval_is_finite(s.range);
  for (size_t k = 0; k < n && smooth; k++)
    smooth = ab_interval_is_defined(&s.slopes[k]);
  return smooth;
}

bool ab_rules_order_two(ab_rules *rules, ab_goal goal, size_t zero_set) {
  const ab_zero_set *zero = &rules->template_->zero_sets[zero_set];
  size_t first = rules->zero_set_roots[zero_set], m = zero->codimension;
  if (zero->literal != goal.literal || goal.sign != 0 || !hull_with_feet(rules, first) ||
      !is_smooth_on_anchor(rules, goal.literal))
    return false;
  ab_interval *matrix = ab_intervals_create(ab_triangle(m), rules->precision);
  bool good = true;
  for (size_t k = 0; k < ab_triangle(m) && good; k++) {
    const ab_interval *entry =
        ab_evaluator_range(rules->evaluator, first + rules->template_->variable_count + k,
                           rules->anchor, rules->parameters);
    good = ab_interval_is_finite(entry);
    ab_interval_set(&matrix[k], entry);
  }
  bool strict = rules->template_->literals[goal.literal].kind == AB_LITERAL_POSITIVE_OFF;
  good = good && ab_definite(matrix, m, strict, rules->precision);
  ab_intervals_destroy(matrix, ab_triangle(m));
  return good;
}

/* The point number/2^depth of coordinate k of the cell in rules->anchor, and what the cell is from
 * there. */
static void place_point(ab_rules *rules, ab_interval *reach, size_t k, unsigned depth,
                        uint32_t number) {
  const ab_axis *axis = &rules->cell->axes[k];
  ab_side *side = &rules->sides[k];
  unsigned all = axis->depth + depth;
  assert(number <= UINT32_C(1) << depth);
  mpz_mul_2exp(rules->scratch, axis->index, depth);
  ab_side_point(rules->anchor[k].lo, side, rules->scratch, number, all, MPFR_RNDD);
  ab_side_point(rules->anchor[k].hi, side, rules->scratch, number, all, MPFR_RNDU);
  ab_side_length(reach->hi, side, all, MPFR_RNDU);
  mpfr_mul_ui(reach->lo, reach->hi, number, MPFR_RNDU);
  mpfr_neg(reach->lo, reach->lo, MPFR_RNDD);
  mpfr_mul_ui(reach->hi, reach->hi, (UINT32_C(1) << depth) - number, MPFR_RNDU);
}

/* false if there are not as many numbers as coordinates that have width. */
static bool place_points(ab_rules *rules, ab_interval *reach, unsigned depth,
                         const uint32_t *numbers, size_t count) {
  size_t used = 0;
  for (size_t k = 0; k < rules->template_->variable_count; k++)
    if (rules->moves[k] && used++ < count)
      place_point(rules, &reach[k], k, depth, numbers[used - 1]);
  return used == count;
}

/* Row i of the matrix of slopes goes into the lower triangle of that matrix plus its transpose:
 * entries behind the diagonal are set, those before it complete what their own rows have set. */
static void add_row(const ab_rules *rules, ab_interval *matrix, size_t i,
                    const ab_interval *slopes) {
  size_t j = 0;
  for (size_t l = 0; l < rules->template_->variable_count; l++) {
    if (!rules->moves[l])
      continue;
    ab_interval *entry = &matrix[j > i ? ab_triangle(j) + i : ab_triangle(i) + j];
    if (j >= i)
      ab_interval_set(entry, &slopes[l]);
    if (j <= i)
      ab_interval_add(entry, entry, &slopes[l]);
    j++;
  }
}

/* For a goal that a lower bound settles: the least value over the cell of the tangent at the point
 * in rules->anchor is in rules->sum, from below; and the slopes of the gradient about it are in the
 * matrix. false if a part of the gradient is not defined on the cell. */
static bool find_tangent(ab_rules *rules, ab_interval *matrix, ab_interval *reach, size_t literal) {
  size_t i = 0;
  ab_interval_set(&rules->sum,
                  ab_evaluator_range(rules->evaluator, literal, rules->anchor, rules->parameters));
  for (size_t k = 0; k < rules->template_->variable_count; k++) {
    if (!rules->moves[k])
      continue;
    ab_slopes s =
        ab_evaluator_slopes_backward(rules->evaluator, rules->gradient_roots[literal] + k,
                                     rules->box, rules->anchor, rules->moves, rules->parameters);
    if (!ab_interval_is_defined(s.range))
      return false;
    ab_interval_mul(&reach[k], s.anchored, &reach[k]);
    ab_interval_add(&rules->sum, &rules->sum, &reach[k]);
    add_row(rules, matrix, i++, s.slopes);
  }
  return true;
}

/* The sum is a bound from below alone. */
static bool settles_from_below(const ab_rules *rules, ab_goal goal) {
  bool or_zero = rules->template_->literals[goal.literal].kind == AB_LITERAL_NONNEGATIVE;
  return goal.sign >= 0 && ab_interval_is_finite(&rules->sum) &&
         mpfr_sgn(rules->sum.lo) >= (or_zero ? 0 : 1);
}

static void anchor_on_box(ab_rules *rules) {
  for (size_t k = 0; k < rules->template_->variable_count; k++)
    ab_interval_set(&rules->anchor[k], &rules->box[k]);
}

bool ab_rules_tangent(ab_rules *rules, ab_goal goal, unsigned depth, const uint32_t *numbers,
                      size_t count) {
  anchor_on_box(rules);
  if (!rules->gradient_roots[goal.literal] || !is_smooth_on_anchor(rules, goal.literal))
    return false;
  size_t n = rules->template_->variable_count;
  ab_interval *matrix = ab_intervals_create(ab_triangle(count), rules->precision);
  ab_interval *reach = ab_intervals_create(n, rules->precision);
  bool good = place_points(rules, reach, depth, numbers, count) &&
              find_tangent(rules, matrix, reach, goal.literal) && settles_from_below(rules, goal) &&
              ab_definite(matrix, count, false, rules->precision);
  ab_intervals_destroy(matrix, ab_triangle(count));
  ab_intervals_destroy(reach, n);
  return good;
}

/* SPDX-License-Identifier: MIT
 * The sections cited are those of docs/theory/zeros.md. */
#include "real/root_function.h"

#include "base/memory.h"
#include "expr/exact.h"
#include "num/rational.h"

static const bool moves[] = {true};

void ab_root_function_init(ab_root_function *function, const ab_system *system, long precision) {
  *function = (ab_root_function){.system = system};
  function->evaluator = ab_evaluator_create(system->graph, system->equations, 1, 1, precision);
  ab_interval_init(&function->box, precision);
  function->parameters = ab_intervals_create(system->parameter_count, precision);
  for (size_t j = 0; j < system->parameter_count; j++)
    ab_interval_set_rationals(&function->parameters[j], system->parameters[j].lo,
                              system->parameters[j].hi);
}

void ab_root_function_clear(ab_root_function *function) {
  ab_intervals_destroy(function->parameters, function->system->parameter_count);
  ab_evaluator_destroy(function->evaluator);
  ab_interval_clear(&function->box);
}

ab_sign ab_root_sign(const ab_interval *x) {
  switch (ab_interval_is_nonzero(x)) {
  case AB_TRUE:
    return ab_interval_is_positive(x) == AB_TRUE ? AB_SIGN_POSITIVE : AB_SIGN_NEGATIVE;
  case AB_FALSE:
    return AB_SIGN_ZERO;
  default:
    return AB_SIGN_UNKNOWN;
  }
}

/* e(x), in rational numbers if the parameters are. */
static ab_exact exact_value(mpq_t value, const ab_system *system, const mpq_t *x) {
  size_t count = system->parameter_count;
  mpq_t *parameters = ab_rationals_create(count);
  bool *is_exact = ab_allocate(count, sizeof *is_exact);
  for (size_t j = 0; j < count; j++) {
    mpq_set(parameters[j], system->parameters[j].lo);
    is_exact[j] = mpq_equal(system->parameters[j].lo, system->parameters[j].hi);
  }
  ab_exact known = ab_exact_evaluate(value, system->graph, system->equations[0], x,
                                     (const mpq_t *)parameters, is_exact);
  ab_free(is_exact);
  ab_rationals_destroy(parameters, count);
  return known;
}

ab_sign ab_root_sign_at(ab_root_function *function, const mpq_t x) {
  mpq_t *numbers = ab_rationals_create(2);
  mpq_set(numbers[0], x);
  ab_exact known = exact_value(numbers[1], function->system, (const mpq_t *)numbers);
  ab_sign sign = AB_SIGN_UNKNOWN;
  if (known == AB_EXACT_VALUE)
    sign = (ab_sign)mpq_sgn(numbers[1]);
  ab_rationals_destroy(numbers, 2);
  if (known != AB_EXACT_NOT_RATIONAL)
    return sign;
  ab_interval_set_rational(&function->box, x);
  return ab_root_sign(
      ab_evaluator_range(function->evaluator, 0, &function->box, function->parameters));
}

/* Section 4. Slopes anchored in the whole interval: e(x) - e(y) = s (x - y) for all x, y in it. */
ab_part ab_root_part(ab_root_function *function, const mpq_t lo, const mpq_t hi) {
  ab_interval *box = &function->box;
  ab_interval_set_rationals(box, lo, hi);
  ab_slopes found =
      ab_evaluator_slopes(function->evaluator, 0, box, box, moves, function->parameters);
  if (!ab_interval_is_finite(found.range) || !ab_interval_is_finite(found.anchored))
    return AB_PART_UNDEFINED;
  if (ab_interval_is_nonzero(found.range) == AB_TRUE)
    return AB_PART_NONZERO;
  switch (ab_root_sign(found.slopes)) {
  case AB_SIGN_POSITIVE:
    return AB_PART_INCREASING;
  case AB_SIGN_NEGATIVE:
    return AB_PART_DECREASING;
  default:
    return AB_PART_UNKNOWN;
  }
}

bool ab_root_expand(ab_interval *value, ab_interval *slope, ab_root_function *function,
                    const ab_interval *box, const ab_interval *m) {
  ab_slopes found =
      ab_evaluator_slopes(function->evaluator, 0, box, m, moves, function->parameters);
  ab_interval_set(value, found.anchored);
  ab_interval_set(slope, found.slopes);
  return ab_interval_is_finite(found.range) && ab_interval_is_finite(value) &&
         ab_interval_is_finite(slope);
}

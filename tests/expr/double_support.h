/* SPDX-License-Identifier: MIT
 * Ranges and slopes by double arithmetic in the form of evaluate.h, in one lane of many, by every
 * instruction set that there is: those that round to nearest have to agree. */
#ifndef AB_TESTS_DOUBLE_SUPPORT_H
#define AB_TESTS_DOUBLE_SUPPORT_H

#include "box_support.h"

#include "expr/double_evaluate.h"
#include "expr/evaluate.h"

#include <string.h>

enum { BACKENDS = AB_BACKEND_AVX512 + 1 };

typedef struct {
  ab_double_evaluator *evaluators[BACKENDS];
  ab_interval *numbers;      /* range, anchored, slopes */
  double first[2 + AXES][2]; /* the same by the first instruction set */
  int backend, wanted;       /* the one at work, and the one whose numbers are kept */
} double_evaluation;

static inline void double_init(double_evaluation *d, const ab_graph *graph, ab_expr root) {
  for (int backend = 0; backend < BACKENDS; backend++) {
    ab_double_backend_limit((ab_backend)backend);
    d->evaluators[backend] = ab_double_evaluator_create(graph, &root, 1, AXES, NULL);
  }
  d->numbers = ab_intervals_create(2 + AXES, 53);
}

static inline void double_clear(double_evaluation *d) {
  for (int backend = 0; backend < BACKENDS; backend++)
    ab_double_evaluator_destroy(d->evaluators[backend]);
  ab_intervals_destroy(d->numbers, 2 + AXES);
}

static inline void put(ab_lanes *out, int lane, const ab_interval *x) {
  for (int i = 0; i < AB_LANES; i++)
    out->lo[i] = out->hi[i] = i == (lane + 1) % AB_LANES ? 0.5 : (double)NAN;
  out->lo[lane] = mpfr_get_d(x->lo, MPFR_RNDD);
  out->hi[lane] = mpfr_get_d(x->hi, MPFR_RNDU);
}

/* Notes number i of what an instruction set found. */
static inline void take(double_evaluation *d, size_t i, const ab_lanes *x, int lane) {
  double lo = x->lo[lane], hi = x->hi[lane], *first = d->first[i];
  if (isnan(lo) != isnan(hi) || isinf(lo) || isinf(hi) || lo > hi)
    fail_msg("[%a, %a] is no interval", lo, hi);
  if (d->backend == AB_BACKEND_PLAIN) {
    first[0] = lo;
    first[1] = hi;
  } else if (d->backend == AB_BACKEND_AVX2 &&
             (isnan(lo) ? !isnan(first[0]) : lo != first[0] || hi != first[1])) {
    fail_msg("instruction sets differ: [%a, %a]", lo, hi);
  }
  if (d->backend != d->wanted)
    return;
  mpfr_set_d(d->numbers[i].lo, lo, MPFR_RNDN);
  mpfr_set_d(d->numbers[i].hi, hi, MPFR_RNDN);
}

/* All coordinates move, or (axis < AXES) that one alone. */
static inline ab_slopes double_slopes(double_evaluation *d, const ab_interval *box,
                                      const ab_interval *anchor, size_t axis,
                                      const ab_interval *parameter, uint64_t *seed) {
  _Alignas(64) ab_lanes x[AXES], c[AXES];
  int lane = (int)random_below(seed, AB_LANES);
  uint8_t axes[AB_LANES];
  memset(axes, axis < AXES ? (int)axis : 0, sizeof axes);
  for (size_t k = 0; k < AXES; k++) {
    put(&x[k], lane, &box[k]);
    put(&c[k], lane, &anchor[k]);
  }
  long way = random_below(seed, 3);
  d->wanted = (int)random_below(seed, BACKENDS);
  for (int backend = 0; backend < BACKENDS; backend++) {
    ab_double_evaluator *e = d->evaluators[backend];
    d->backend = backend;
    const ab_lanes zero = {{0}, {0}};
    ab_double_evaluator_parameter(e, 0, mpfr_get_d(parameter->lo, MPFR_RNDD),
                                  mpfr_get_d(parameter->hi, MPFR_RNDU));
    for (size_t k = 0; k < AXES; k++) {
      *ab_double_box(e, k) = x[k];
      *ab_double_anchor(e, k) = c[k];
    }
    ab_double_evaluator_forget(e);
    take(d, 0, ab_double_range(e, 0), lane);
    ab_double_slopes s =
        way == 0 ? ab_double_slopes_forward(e, 0) : ab_double_slopes_backward(e, 0);
    if (way == 2)
      s = ab_double_slopes_both(e, 0);
    take(d, 1, s.anchored, lane);
    const ab_lanes *slope = axis < AXES ? ab_double_slope(e, 0, axes, &c[axis]) : NULL;
    for (size_t k = 0; k < AXES; k++)
      take(d, 2 + k, !slope ? s.slopes[k] : k == axis ? slope : &zero, lane);
  }
  return (ab_slopes){&d->numbers[0], &d->numbers[1], &d->numbers[2]};
}

#endif

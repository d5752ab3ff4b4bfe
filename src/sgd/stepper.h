/* SPDX-License-Identifier: MIT
 * One step of the iteration on boxes that hold the exact iterate (docs/theory/sgd.md, section 8).
 */
#ifndef AB_SGD_STEPPER_H
#define AB_SGD_STEPPER_H

#include "sgd/plan.h"

typedef struct ab_stepper ab_stepper;

/* Interval arithmetic of `precision` bits. Plan and model have to stay. */
ab_stepper *ab_stepper_create(const ab_sgd_plan *plan, const ab_sgd_model *model,
                              mpfr_prec_t precision);
void ab_stepper_destroy(ab_stepper *stepper);

/* The step number that the next calls of ab_stepper_step are about. */
void ab_stepper_set_number(ab_stepper *stepper, uint64_t k);

/* x becomes a box of all x - gamma_k grad f_i(x), projected where the plan says so; undefined where
 * it may not exist. At a kink of relu 0 is taken for its derivative. */
void ab_stepper_step(ab_stepper *stepper, ab_interval *x, size_t i);

/* An enclosure of f - f* over the box; valid until the next call. */
const ab_interval *ab_stepper_gap(ab_stepper *stepper, const ab_interval *x);

/* Whether every point (TRUE), no point (FALSE) of the box is in D. A projected iterate is. FALSE
 * also for a box that is not shown to lie in a tube. */
ab_truth ab_stepper_is_inside(ab_stepper *stepper, const ab_interval *x);

#endif

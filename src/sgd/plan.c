/* SPDX-License-Identifier: MIT */
#include "sgd/plan.h"

#include "condition/conditions.h"
#include "num/rational.h"

#include <stdint.h> /* before mpfr.h, which then has mpfr_set_uj */

#include <mpfr.h>

enum { ROOT_PRECISION = 128 };

static void set_steps(ab_sgd_plan *p, const ab_sgd_block *block) {
  mpq_t half;
  mpq_init(half);
  mpq_set_ui(half, 1, 2);
  if (block->has_c)
    mpq_set(p->c, block->c);
  else
    mpq_inv(p->c, p->d);
  if (!block->step_is_max) {
    mpq_set(p->step, block->step);
  } else {
    mpq_div(p->step, half, p->growth);
    if (p->optimizer == AB_OPTIMIZER_SPS_MAX)
      mpq_div(p->step, p->step, p->c);
    else if (p->optimizer != AB_OPTIMIZER_NGN)
      mpq_mul(p->step, p->step, p->d);
  }
  mpq_clear(half);
}

static ab_hypothesis decide(bool holds) {
  return holds ? AB_HYPOTHESIS_PROVED : AB_HYPOTHESIS_BROKEN;
}

/* The hypotheses on the step size, each bound its own. */
static void check_steps(ab_sgd_plan *p, const ab_sgd_model *model) {
  mpq_t t, one;
  mpq_inits(t, one, NULL);
  mpq_set_ui(one, 1, 1);
  if (p->optimizer == AB_OPTIMIZER_SPS_MAX) {
    p->sharp_asks = p->published_asks = "c > 1/(2d)";
    mpq_mul(t, p->c, p->d);
    mpq_mul_2exp(t, t, 1);
    p->step_sharp = p->step_published = decide(mpq_cmp(t, one) > 0);
  } else if (p->optimizer == AB_OPTIMIZER_NGN) {
    bool positive = true;
    for (size_t i = 0; i < model->function_count; i++)
      positive = positive && mpq_sgn(model->infima[i].lo) >= 0;
    p->sharp_asks = "f_i* >= 0, gamma L/(1 + gamma L) < d";
    p->published_asks = "f_i* >= 0, alpha >= beta + 1";
    mpq_mul(t, p->step, p->growth);
    mpq_add(one, one, t);
    mpq_div(t, t, one);
    p->step_sharp = decide(positive && mpq_cmp(t, p->d) < 0);
    p->step_published = decide(positive && mpq_cmp_ui(p->d, 1, 1) >= 0);
  } else {
    p->sharp_asks = "gamma < d/L";
    p->published_asks = "gamma <= d/(2L)";
    mpq_mul(t, p->step, p->growth);
    p->step_sharp = decide(mpq_cmp(t, p->d) < 0);
    mpq_mul_2exp(t, t, 1);
    p->step_published = decide(mpq_cmp(t, p->d) <= 0);
  }
  mpq_clears(t, one, NULL);
}

void ab_sgd_plan_make(ab_sgd_plan *plan, const ab_sgd_block *block, const ab_statement *statement,
                      const ab_sgd_model *model, const mpq_t growth) {
  *plan = (ab_sgd_plan){.optimizer = block->optimizer,
                        .projected = block->projected,
                        .iterations = block->iterations};
  mpq_inits(plan->alpha, plan->beta, plan->d, plan->growth, plan->step, plan->c, NULL);
  mpq_set(plan->alpha, ab_statement_constant(statement, AB_ALPHA));
  mpq_set(plan->beta, ab_statement_constant(statement, AB_BETA));
  mpq_sub(plan->d, plan->alpha, plan->beta);
  mpq_set(plan->growth, growth);
  set_steps(plan, block);
  check_steps(plan, model);
}

void ab_sgd_plan_clear(ab_sgd_plan *plan) {
  mpq_clears(plan->alpha, plan->beta, plan->d, plan->growth, plan->step, plan->c, NULL);
  *plan = (ab_sgd_plan){0};
}

/* gamma_0/sqrt(k + 1), the inverse root enclosed. */
void ab_sgd_plan_step(ab_range *out, const ab_sgd_plan *plan, uint64_t k) {
  mpq_set(out->lo, plan->step);
  mpq_set(out->hi, plan->step);
  if (plan->optimizer != AB_OPTIMIZER_DECREASING || k == 0)
    return;
  mpfr_t argument, root;
  mpq_t value;
  mpfr_inits2(ROOT_PRECISION, argument, root, (mpfr_ptr)NULL);
  mpq_init(value);
  mpfr_set_uj(argument, k + 1, MPFR_RNDN); /* exact */
  mpfr_rec_sqrt(root, argument, MPFR_RNDD);
  mpfr_get_q(value, root);
  mpq_mul(out->lo, out->lo, value);
  mpfr_rec_sqrt(root, argument, MPFR_RNDU);
  mpfr_get_q(value, root);
  mpq_mul(out->hi, out->hi, value);
  mpq_clear(value);
  mpfr_clears(argument, root, (mpfr_ptr)NULL);
}

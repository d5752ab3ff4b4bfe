/* SPDX-License-Identifier: MIT
 * What the iterates do: for every k an enclosure of the expected gap, and of the probability of
 * still being in D (docs/theory/sgd.md, section 8). */
#ifndef AB_SGD_COURSE_H
#define AB_SGD_COURSE_H

#include "sgd/plan.h"
#include "sgd/random.h"

typedef enum {
  AB_MOMENT_ENUMERATED, /* certain */
  AB_MOMENT_SAMPLED     /* certain with the stated probability */
} ab_moment_kind;

/* About x^k. */
typedef struct {
  ab_moment_kind kind;
  bool has_gap; /* an enclosure of E[f(x^k) - f*] is known */
  ab_range gap;
  ab_range stopped; /* E[1_{A_k} (f(x^k) - f*)], A_k = {x^0..x^k in D} */
  ab_range inside;  /* P(A_k) */
  bool has_run;     /* the first sampled run: */
  ab_range run;     /* f(x^k) - f* */
} ab_moment;

typedef struct {
  ab_moment *moments; /* k = 0..K */
  size_t count;       /* K + 1 */
  size_t enumerated;  /* of them; the others are sampled */
  size_t states;      /* the most at one k */
  size_t known;       /* moments about which anything is known */
  uint64_t stayed;    /* of the sampled runs: seen to be in D to the end */
} ab_course;

void ab_course_init(ab_course *course, uint64_t iterations);
void ab_course_clear(ab_course *course);

/* Fills the moments from 0 on by following all index sequences, as far as the numbers of states
 * and of steps stay below built-in limits. */
void ab_course_enumerate(ab_course *course, const ab_sgd_plan *plan, const ab_sgd_model *model,
                         const mpq_t *start);

typedef struct {
  uint64_t runs, seed;
  const mpq_t *gap_upper; /* B >= f - f* on D; NULL if none is known: then nothing can be said */
  bool stays;             /* all iterates are known to be in D */
} ab_sample_options;

/* Follows `runs` sampled index sequences. Fills the moments that are not enumerated, by confidence
 * intervals which hold together with probability 1 - 1e-9, and the first run for all k. */
void ab_course_sample(ab_course *course, const ab_sgd_plan *plan, const ab_sgd_model *model,
                      const mpq_t *start, const ab_sample_options *options);

#endif

/* SPDX-License-Identifier: MIT
 * The theorem next to the iterates: hypotheses, bounds, what the runs do (docs/theory/sgd.md). */
#ifndef AB_SGD_ANALYSIS_H
#define AB_SGD_ANALYSIS_H

#include "sgd/course.h"
#include "sgd/growth_claim.h"

typedef struct {
  ab_sgd_block block;
  ab_sgd_model model;
  ab_sgd_plan plan;
  ab_course course;
  ab_sgd_growth_fact growth;
  ab_hypothesis start, iterates;
  ab_hypothesis minimizers; /* all of M in D: asked for by projected steps alone */
  bool has_gap_upper;
  mpq_t gap_upper; /* B >= f - f* on D */
  /* The right sides for 1..K steps, from above; NULL where a hypothesis is broken. `stopped` is the
   * one of (4), for E[1_{A_k} (f(x^k) - f*)]: only where the iterates are not proved to stay in D.
   */
  mpq_t *sharp, *published, *stopped;
  ab_range floor_sharp, floor_published;
  ab_range least; /* min over k < K of the expected gap, or of the stopped one */
  bool has_least;
} ab_sgd_analysis;

/* Does all of it for a statement with a verified witness (of a proof). Takes the block and what is
 * known of L; for own functions without a certificate of that, L is looked for here. The bounds
 * count on the condition; whether it is proved is the caller's business. AB_INTERNAL if an expected
 * gap lies above a bound all of whose hypotheses hold. On failure cleared. */
ab_status ab_sgd_analyze(ab_sgd_analysis *analysis, ab_sgd_block *block, ab_sgd_growth_fact *growth,
                         const ab_statement *statement, const ab_witness *witness, ab_error *error);
void ab_sgd_analysis_clear(ab_sgd_analysis *analysis);

/* Whether every hypothesis of the sharp bound but the condition is proved; of the published one. */
bool ab_sgd_sharp_holds(const ab_sgd_analysis *analysis);
bool ab_sgd_published_holds(const ab_sgd_analysis *analysis);

/* "the bound holds with a factor of 37 to spare; ..." */
void ab_sgd_append_sentence(ab_text *text, const ab_sgd_analysis *analysis);

#endif

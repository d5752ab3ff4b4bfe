/* SPDX-License-Identifier: MIT
 * The best value of a constant of a claim, from both sides (docs/theory/best.md). */
#ifndef AB_PROVE_BEST_H
#define AB_PROVE_BEST_H

#include "prove/prove.h"

/* What keeps a bracket open. */
typedef enum {
  AB_BRACKET_CLOSED,
  AB_BRACKET_UNPROVED,  /* nearer to the refuted end a proof was not finished: `open` says why */
  AB_BRACKET_UNREFUTED, /* nearer to the proved end no refutation was made of what was found */
  AB_BRACKET_EMPTY,     /* the claim seems to fail at every value */
  AB_BRACKET_ALL        /* the claim seems to hold at every value that makes sense */
} ab_bracket_state;

typedef struct {
  ab_bracket_state state;
  bool has_proved, has_refuted;
  mpq_t proved, refuted;
  ab_proof proof, refutation; /* at these values, with certificates */
  mpq_t open_at;              /* UNPROVED: the value at which `open` was attempted */
  ab_proof open;
  uint64_t boxes;  /* of all searches */
  unsigned proofs; /* how many proofs were attempted */
} ab_bracket;

/* The points of failure are found in doubles: no relative width below this one is aimed at. */
#define AB_BRACKET_NARROWEST 1e-12

/* Finds a bracket of the constant that is `best`, of relative width at most `gap` if it can, within
 * the limits of the options (the time limit is for all together). The statement's constant is set
 * to one value after another. Errors are errors of the problem. */
ab_status ab_best(ab_bracket *bracket, ab_statement *statement, const mpq_t gap,
                  const ab_prove_options *options, ab_error *error);
void ab_bracket_clear(ab_bracket *bracket);

#endif

/* SPDX-License-Identifier: MIT
 * The constants of a claim: alpha and beta, mu, theta, L. Each is given as a number, by another one
 * ("alpha = beta + 1"), or is to be found ("best"); at most one is. */
#ifndef AB_CONDITION_CLAIM_CONSTANTS_H
#define AB_CONDITION_CLAIM_CONSTANTS_H

#include "base/text.h"
#include "problem/definitions.h"

enum { AB_CLAIM_CONSTANTS_MAX = 4 };

/* Which of the values at which the claim holds is the best one. */
typedef enum { AB_BEST_SMALLEST, AB_BEST_LARGEST } ab_best_end;

typedef struct {
  const char *name;
  ab_best_end best;
} ab_claim_constant_form;

typedef struct ab_claim_constants ab_claim_constants;

/* The constants that one kind of claim has; all of them are positive. With everything else fixed,
 * the claim has to be that all of a family of inequalities hold which are affine in the constants:
 * then the values that work on a line form an interval (docs/theory/best.md, section 1). */
typedef struct {
  ab_claim_constant_form items[AB_CLAIM_CONSTANTS_MAX];
  size_t count;
  const char *example; /* of a claim, for messages: "beta = 12; alpha = beta + 1;" */
  const char *asks;    /* "the condition asks for alpha > beta > 0" */
  bool by_square;      /* there is one constant, and the inequalities are affine in its square */
  /* What else has to hold of the numbers, linear in them; or NULL. Returns the index of the
   * constant that is wrong and sets *message, or count. */
  size_t (*check)(const ab_claim_constants *constants, const char **message);
} ab_claim_form;

typedef struct {
  ab_term term; /* as written */
  bool is_best; /* it is the one to be found */
  bool follows; /* it is defined by that one: value = base + slope * best */
  mpq_t base, slope;
  mpq_t value; /* of one that is to be found, and those that follow: once it is set */
} ab_claim_constant;

struct ab_claim_constants {
  const ab_claim_form *form;
  ab_claim_constant items[AB_CLAIM_CONSTANTS_MAX];
  size_t order[AB_CLAIM_CONSTANTS_MAX]; /* each after those it is defined by */
  bool is_set;                          /* all have values */
  mpq_t gap; /* relative width of a bracket: "gap = 1e-6;", which is also the default */
};

void ab_claim_constants_init(ab_claim_constants *constants);
void ab_claim_constants_clear(ab_claim_constants *constants);

/* Reads the block of a claim of this form: its constants and the gap. Errors: a name that is none
 * of them; a constant missing, not positive, or of no number; definitions in a circle; two that are
 * `best`; one that follows the one to be found, but not by an affine expression; what form->check
 * says. */
ab_status ab_claim_constants_read(ab_claim_constants *constants, const ab_claim_form *form,
                                  const ab_syntax *syntax, const ab_entry *claim,
                                  ab_definitions *definitions, ab_error *error);

/* The index of the constant that is `best`; form->count if there is none. */
size_t ab_claim_constants_best(const ab_claim_constants *constants);

/* Sets the constant that is `best`, and those that follow it. AB_BAD_PROBLEM if one is not positive
 * or form->check fails; the constants then have no values. */
ab_status ab_claim_constants_set(ab_claim_constants *constants, const mpq_t best,
                                 const ab_syntax *syntax, ab_error *error);

/* Puts another line in place of what the claim says: constant number `best` is to be found, and
 * every other one is it plus shift. The constants then have no values. */
void ab_claim_constants_shift(ab_claim_constants *constants, size_t best, const mpq_t shift);

/* Appends the canonical block "claim KIND { .. }": numbers, no gap. All have to have values. */
void ab_claim_constants_append(ab_text *text, const ab_claim_constants *constants,
                               const char *kind);

/* "alpha = 913/5 = 182.6, beta = ..." and a line end; as written if one is to be found. */
void ab_claim_constants_show(ab_text *text, const ab_claim_constants *constants,
                             const ab_syntax *syntax);

#endif

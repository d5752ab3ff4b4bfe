/* SPDX-License-Identifier: MIT
 * Random expressions with their value at a point, in exact rational arithmetic of their own: the
 * value is formed beside the text, no parser and no interval takes part. */
#ifndef AB_TESTS_RANDOM_CLAIM_H
#define AB_TESTS_RANDOM_CLAIM_H

#include "base/text.h"
#include "num/rational.h"

#include <gmp.h>
#include <stdint.h>

enum { VARIABLES = 2 };

typedef struct {
  uint64_t state;
  mpq_t lo[VARIABLES], hi[VARIABLES], at[VARIABLES];
} generator;

static inline unsigned below(generator *g, unsigned limit) { /* xorshift64* */
  g->state ^= g->state >> 12;
  g->state ^= g->state << 25;
  g->state ^= g->state >> 27;
  return (unsigned)((g->state * UINT64_C(2685821657736338717)) >> 33) % limit;
}

static inline void random_rational(mpq_t out, generator *g) {
  static const unsigned denominators[] = {1, 1, 2, 3, 5, 8, 10, 64};
  mpq_set_si(out, (long)below(g, 41) - 20, denominators[below(g, 8)]);
  mpq_canonicalize(out);
}

/* A box, and a point of it: a corner, an edge, a dyadic point of the box, or any. */
static inline void choose_place(generator *g) {
  mpq_t share;
  mpq_init(share);
  for (unsigned k = 0; k < VARIABLES; k++) {
    random_rational(g->lo[k], g);
    random_rational(share, g);
    mpq_abs(share, share);
    mpq_add(g->hi[k], g->lo[k], share);
    mpq_sub(g->at[k], g->hi[k], g->lo[k]);
    switch (below(g, 5)) {
    case 0:
      mpq_set_ui(share, 0, 1);
      break;
    case 1:
      mpq_set_ui(share, 1, 1);
      break;
    case 2:
      mpq_set_ui(share, below(g, 9), 8);
      break;
    default:
      mpq_set_ui(share, below(g, 998), 997);
    }
    mpq_canonicalize(share);
    mpq_mul(g->at[k], g->at[k], share);
    mpq_add(g->at[k], g->at[k], g->lo[k]);
  }
  mpq_clear(share);
}

static inline void expression(ab_text *text, mpq_t value, generator *g, unsigned depth);

static inline void leaf(ab_text *text, mpq_t value, generator *g) {
  static const char *const names[VARIABLES] = {"x", "y"};
  unsigned k = below(g, VARIABLES + 1);
  if (k < VARIABLES) {
    ab_text_add(text, names[k]);
    mpq_set(value, g->at[k]);
    return;
  }
  random_rational(value, g);
  ab_text_add(text, "(");
  ab_rational_append(text, value);
  ab_text_add(text, ")");
}

/* f(x): abs, relu, a square, a cube, or 1/(1 + x^2). */
static inline void of_one(ab_text *text, mpq_t value, generator *g, unsigned depth) {
  static const char *const before[] = {"abs(", "relu(", "(", "(", "(1/(1 + ("}, *const after[] = {
                                                                                    ")", ")", ")^2",
                                                                                    ")^3", ")^2))"};
  unsigned which = below(g, 5);
  mpq_t x, one;
  mpq_inits(x, one, NULL);
  mpq_set_ui(one, 1, 1);
  ab_text_add(text, before[which]);
  expression(text, x, g, depth - 1);
  ab_text_add(text, after[which]);
  mpq_set(value, x);
  if (which == 0)
    mpq_abs(value, x);
  else if (which == 1 && mpq_sgn(x) < 0)
    mpq_set_ui(value, 0, 1);
  else if (which >= 2)
    mpq_mul(value, x, x);
  if (which == 3)
    mpq_mul(value, value, x);
  if (which == 4) {
    mpq_add(value, value, one);
    mpq_inv(value, value);
  }
  mpq_clears(x, one, NULL);
}

static inline void of_two(ab_text *text, mpq_t value, generator *g, unsigned depth) {
  static const char *const before[] = {"(", "(", "(", "min(", "max("}, *const between[] = {
                                                                           " + ", " - ", "*", ", ",
                                                                           ", "};
  unsigned which = below(g, 5);
  mpq_t x, y;
  mpq_inits(x, y, NULL);
  ab_text_add(text, before[which]);
  expression(text, x, g, depth - 1);
  ab_text_add(text, between[which]);
  expression(text, y, g, depth - 1);
  ab_text_add(text, ")");
  if (which == 0)
    mpq_add(value, x, y);
  else if (which == 1)
    mpq_sub(value, x, y);
  else if (which == 2)
    mpq_mul(value, x, y);
  else
    mpq_set(value, (mpq_cmp(x, y) < 0) == (which == 3) ? x : y);
  mpq_clears(x, y, NULL);
}

static inline void expression(ab_text *text, mpq_t value, generator *g, unsigned depth) {
  if (depth == 0 || below(g, 6) == 0)
    leaf(text, value, g);
  else if (below(g, 3) == 0)
    of_one(text, value, g, depth);
  else
    of_two(text, value, g, depth);
}

/* A comparison with a constant that is false at the point, by 2^-k or by equality; with `truth`,
 * one that is true there, with room. */
static inline void comparison(ab_text *text, generator *g, bool truth) {
  static const char *const relations[] = {">=", "<=", ">", "<", "!="};
  unsigned which = below(g, 5);
  mpq_t value, margin;
  mpq_inits(value, margin, NULL);
  expression(text, value, g, 1 + below(g, 4));
  mpq_set_ui(margin, 1, 1);
  if (truth)
    mpq_set_ui(margin, below(g, 200), 1);
  else
    mpq_div_2exp(margin, margin, 1 + below(g, 4) * below(g, 60));
  bool equality = which >= 2 && (which == 4 || below(g, 2));
  if (equality && !truth)
    mpq_set_ui(margin, 0, 1);
  if ((which == 0 || which == 2) != truth)
    mpq_add(value, value, margin);
  else
    mpq_sub(value, value, margin);
  ab_text_printf(text, " %s ", relations[which]);
  ab_rational_append(text, value);
  mpq_clears(value, margin, NULL);
}

static inline void claim(ab_text *text, generator *g, bool truth) {
  static const char *const names[VARIABLES] = {"x", "y"};
  choose_place(g);
  ab_text_add(text, "problem p { variables x, y; domain { ");
  for (unsigned k = 0; k < VARIABLES; k++) {
    ab_text_printf(text, "%s in [", names[k]);
    ab_rational_append(text, g->lo[k]);
    ab_text_add(text, ", ");
    ab_rational_append(text, g->hi[k]);
    ab_text_add(text, "]; ");
  }
  ab_text_add(text, "} claim clause { ");
  comparison(text, g, truth);
  for (unsigned more = below(g, 3); more > 0; more--) {
    ab_text_add(text, " or ");
    comparison(text, g, truth);
  }
  ab_text_add(text, "; } }\n");
}

#endif

/* SPDX-License-Identifier: MIT
 * What a witness may say of a network of one unit that cannot attain all outputs. */
#ifndef AB_TESTS_NARROW_STATEMENT_H
#define AB_TESTS_NARROW_STATEMENT_H

#include "problem_support.h"

#include "family/network_narrow.h"
#include "real/logarithm.h"

typedef struct {
  problem p;
  ab_witness witness;
} stated;

/* A network of one unit with these points, and the sign 1 with a basis of the first r points. */
static inline void state_points(stated *s, const char *points, size_t r) {
  *s = (stated){0};
  ab_text_printf(&s->p.text,
                 "problem given {\n  family two_layer_relu { width = 1; %s }\n  domain { W in [-1, "
                 "1]; v in [-1, 1]; }\n  claim alpha_beta { alpha = 60; beta = 59; }\n}\n",
                 points);
  problem_read(&s->p);
  ab_witness_init(&s->witness);
  ab_choice *narrow = ab_witness_add_choice(&s->witness, "narrow", 1 + r);
  mpq_set_ui(narrow->values[0], 1, 1);
  for (size_t m = 0; m < r; m++)
    mpq_set_ui(narrow->values[1 + m], m + 1, 1);
  ab_witness_add_choice(&s->witness, "branches", 0);
  ab_witness_add_choice(&s->witness, "multipliers", 0);
}

/* The next c: log(number) + shift, and so much to both sides. */
static inline void state_constant(stated *s, double number, double shift, double radius) {
  mpq_t lo, hi, change;
  mpq_inits(lo, hi, change, NULL);
  mpq_set_d(change, number);
  assert_true(ab_logarithm_enclose(lo, hi, change, 256));
  mpq_set_d(change, shift - radius);
  mpq_add(lo, lo, change);
  mpq_set_d(change, shift + radius);
  mpq_add(hi, hi, change);
  char name[8];
  snprintf(name, sizeof name, "c[%zu]", s->witness.constants.count + 1);
  ab_constants_add(&s->witness.constants, name, lo, hi);
  mpq_clears(lo, hi, change, NULL);
}

static inline void state_zero(stated *s) {
  char name[8];
  mpq_t zero;
  mpq_init(zero);
  snprintf(name, sizeof name, "c[%zu]", s->witness.constants.count + 1);
  ab_constants_add(&s->witness.constants, name, zero, zero);
  mpq_clear(zero);
}

#endif

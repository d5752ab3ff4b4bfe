/* SPDX-License-Identifier: MIT
 * What the tests of zeros share: systems from postfix texts, expected places as decimals. */
#ifndef AB_TESTS_ZERO_SUPPORT_H
#define AB_TESTS_ZERO_SUPPORT_H

#include "../expr/expr_support.h"

#include "real/zero.h"

/* The value of an unsigned decimal, with a minus sign perhaps. */
static inline void set_decimal(mpq_t out, const char *text) {
  bool minus = text[0] == '-';
  assert_true(ab_rational_read_decimal(out, text + minus, strlen(text + minus)));
  if (minus)
    mpq_neg(out, out);
}

/* [lo, hi] contains a number that rounds to the 40 decimals given, and is not wider than 2^-bits.
 */
static inline void assert_encloses(const mpq_t lo, const mpq_t hi, const char *decimal,
                                   unsigned bits) {
  mpq_t place, error;
  mpq_inits(place, error, NULL);
  assert_true(mpq_cmp(lo, hi) <= 0);
  set_decimal(place, decimal);
  set_decimal(error, "1e-40");
  mpq_add(place, place, error);
  assert_true(mpq_cmp(lo, place) <= 0);
  mpq_sub(place, place, error);
  mpq_sub(place, place, error);
  assert_true(mpq_cmp(hi, place) >= 0);
  mpq_sub(place, hi, lo);
  mpq_set_ui(error, 1, 1);
  mpq_div_2exp(error, error, bits);
  assert_true(mpq_cmp(place, error) <= 0);
  mpq_clears(place, error, NULL);
}

/* A system with its box. */
typedef struct {
  ab_graph *graph;
  ab_expr equations[AB_SYSTEM_MAX];
  ab_constant parameters[2];
  ab_system system;
  mpq_t *lo, *hi, *zero_lo, *zero_hi;
  ab_error error;
} zero_case;

static inline void case_init(zero_case *c, size_t count) {
  memset(c, 0, sizeof *c);
  c->graph = ab_graph_create();
  c->system = (ab_system){.graph = c->graph, .equations = c->equations, .count = count};
  c->system.parameters = c->parameters;
  for (size_t j = 0; j < 2; j++)
    mpq_inits(c->parameters[j].lo, c->parameters[j].hi, NULL);
  c->lo = ab_rationals_create(count);
  c->hi = ab_rationals_create(count);
  c->zero_lo = ab_rationals_create(count);
  c->zero_hi = ab_rationals_create(count);
}

static inline void case_clear(zero_case *c) {
  size_t count = c->system.count;
  ab_graph_destroy(c->graph);
  for (size_t j = 0; j < 2; j++)
    mpq_clears(c->parameters[j].lo, c->parameters[j].hi, NULL);
  ab_rationals_destroy(c->lo, count);
  ab_rationals_destroy(c->hi, count);
  ab_rationals_destroy(c->zero_lo, count);
  ab_rationals_destroy(c->zero_hi, count);
}

static inline void case_box(zero_case *c, size_t k, const char *lo, const char *hi) {
  set_decimal(c->lo[k], lo);
  set_decimal(c->hi[k], hi);
}

static inline ab_status case_verify(zero_case *c, long precision) {
  return ab_zero_verify(c->zero_lo, c->zero_hi, &c->system, c->lo, c->hi, precision, &c->error);
}

#endif

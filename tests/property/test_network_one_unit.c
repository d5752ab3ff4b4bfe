/* SPDX-License-Identifier: MIT
 * One unit, two points: what a climb finds, by projections computed as minima of a function of one
 * variable, is proved with a little to spare, and refuted without. */
#include "one_unit_climb.h"

enum { SEED = 20251124, NODE_LIMIT = 20000, CASES = 4 };

static const sampled_case cases[CASES] = {
    {{.k = 1, .d = 2, .p = 2, .x = {{1}, {0.5, 1}}, .a = {3, 2}, .b = {1, 1}}, 2, -2, 2, 1},
    {{.k = 1, .d = 2, .p = 2, .x = {{1, 0.5}, {-1, 1}}, .a = {1, 1}, .b = {3, 2}}, 1, -1.5, 1, 0.5},
    {{.k = 1,
      .d = 2,
      .p = 2,
      .x = {{1}, {0.5, 1}},
      .a = {2, 2},
      .kind = SQUARED,
      .t = {{2, 0.5}, {-1, 3}}},
     1,
     -1,
     1.5,
     1},
    {{.k = 1, .d = 3, .p = 2, .x = {{1, 0, 1}, {0.5, 1}}, .a = {3, 4}, .b = {1, 1}}, 1, -1, 1, 1},
};

static double minimizer(parameters *y, const void *of, const parameters *x, double t) {
  const model *m = of;
  double change[FEATURES], c[2], v = m->z[0] > 0 ? t : -t;
  for (size_t i = 0; i < 2; i++)
    c[i] = m->z[i] / v - dot(m, x->w[0], m->x[i]);
  solve(change, m, c);
  *y = *x;
  y->v[0] = v;
  for (size_t l = 0; l < m->d; l++)
    y->w[0][l] += change[l];
  return dot(m, change, change) + pow(v - x->v[0], 2);
}

static void the_clauses_ask_for_what_points_of_the_box_need(void **state) {
  (void)state;
  uint64_t random = SEED;
  print_message("seed %d\n", SEED);
  for (size_t n = 0; n < CASES; n++) {
    sampled_case c = cases[n];
    set_outputs(&c.m);
    double alpha = climbed(&c, minimizer, &c.m, &random);
    print_message("case %zu: climbed to %.5f\n", n + 1, alpha);
    assert_int_not_equal(verdict_at(&c, alpha * (1 - 1e-6), NODE_LIMIT), AB_VERDICT_PROVED);
    assert_int_equal(verdict_at(&c, alpha * 0.98, NODE_LIMIT), AB_VERDICT_REFUTED);
    assert_int_equal(verdict_at(&c, alpha * 1.04, NODE_LIMIT), AB_VERDICT_PROVED);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_clauses_ask_for_what_points_of_the_box_need),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

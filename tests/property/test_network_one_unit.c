/* SPDX-License-Identifier: MIT
 * One unit, two points: what a climb finds, by projections computed as minima of a function of one
 * variable, is proved with a little to spare, and refuted without. */
#include "network_problem.h"

enum { SEED = 20251124, NODE_LIMIT = 20000, GRID = 160, CASES = 4 };

typedef struct {
  model m;
  double radius, v_lo, v_hi, difference;
} sampled_case;

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

static double dot(const model *m, const double *a, const double *b) {
  double sum = 0;
  for (size_t l = 0; l < m->d; l++)
    sum += a[l] * b[l];
  return sum;
}

/* out = the combination of the two points whose products with them are c. */
static void solve(double *out, const model *m, const double *c) {
  double aa = dot(m, m->x[0], m->x[0]), ab = dot(m, m->x[0], m->x[1]),
         bb = dot(m, m->x[1], m->x[1]), det = aa * bb - ab * ab;
  for (size_t l = 0; l < m->d; l++)
    out[l] = ((bb * c[0] - ab * c[1]) * m->x[0][l] + (aa * c[1] - ab * c[0]) * m->x[1][l]) / det;
}

/* The minimizer with v = t that is nearest to x, and its squared distance. */
static double minimizer(parameters *y, const model *m, const parameters *x, double t) {
  double change[FEATURES], c[2];
  for (size_t i = 0; i < 2; i++)
    c[i] = m->z[i] / t - dot(m, x->w[0], m->x[i]);
  solve(change, m, c);
  *y = *x;
  y->v[0] = t;
  for (size_t l = 0; l < m->d; l++)
    y->w[0][l] += change[l];
  return dot(m, change, change) + pow(t - x->v[0], 2);
}

static parameters nearest(const model *m, const parameters *x) {
  int sign = m->z[0] > 0 ? 1 : -1;
  double best = 0, least = INFINITY;
  parameters y;
  for (int n = 0; n < GRID; n++) {
    double u = 0.02 * pow(600, (double)n / GRID), squared = minimizer(&y, m, x, sign * u);
    if (squared < least) {
      least = squared;
      best = u;
    }
  }
  double lo = best / 1.03, hi = best * 1.03;
  for (int n = 0; n < 60; n++) {
    double a = lo + (hi - lo) / 3, b = hi - (hi - lo) / 3;
    if (minimizer(&y, m, x, sign * a) < minimizer(&y, m, x, sign * b))
      hi = b;
    else
      lo = a;
  }
  minimizer(&y, m, x, sign * lo);
  return y;
}

static void clip(const sampled_case *c, parameters *x) {
  x->v[0] = fmin(fmax(x->v[0], c->v_lo), c->v_hi);
  for (size_t l = 0; l < c->m.d; l++)
    x->w[0][l] = fmin(fmax(x->w[0][l], -c->radius), c->radius);
}

static double climbed(const sampled_case *c, uint64_t *random) {
  double worst = 0;
  for (int start = 0; start < 14; start++) {
    parameters x = {0};
    double alpha = 0, size = 1;
    for (int n = 0; n < 250; n++) {
      parameters next = x;
      next.v[0] += size * 2 * uniform(random);
      for (size_t l = 0; l < c->m.d; l++)
        next.w[0][l] += size * 2 * uniform(random);
      clip(c, &next);
      parameters y = nearest(&c->m, &next);
      double value = alpha_at(&c->m, &next, &y, c->difference);
      if (value > alpha) {
        alpha = value;
        x = next;
      } else {
        size = n < 20 ? 1 : 0.97 * size;
      }
    }
    worst = fmax(worst, alpha);
  }
  return worst;
}

static ab_verdict verdict_at(const sampled_case *c, double alpha) {
  char box[128], claim[128];
  snprintf(box, sizeof box, "W in [-%g, %g]; v in [%g, %g];", c->radius, c->radius, c->v_lo,
           c->v_hi);
  snprintf(claim, sizeof claim, "alpha = %.9f; beta = alpha - %g;", alpha, c->difference);
  return verdict_of_network(&c->m, box, claim, NODE_LIMIT);
}

static void the_clauses_ask_for_what_points_of_the_box_need(void **state) {
  (void)state;
  uint64_t random = SEED;
  print_message("seed %d\n", SEED);
  for (size_t n = 0; n < CASES; n++) {
    sampled_case c = cases[n];
    set_outputs(&c.m);
    double alpha = climbed(&c, &random);
    print_message("case %zu: climbed to %.5f\n", n + 1, alpha);
    assert_int_not_equal(verdict_at(&c, alpha * (1 - 1e-6)), AB_VERDICT_PROVED);
    assert_int_equal(verdict_at(&c, alpha * 0.98), AB_VERDICT_REFUTED);
    assert_int_equal(verdict_at(&c, alpha * 1.04), AB_VERDICT_PROVED);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_clauses_ask_for_what_points_of_the_box_need),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * One unit whose data ask for outputs that it cannot attain: minimizers by random search, nearest
 * ones as minima of a function of one variable; what a climb finds is proved with a little to
 * spare, and refuted without. */
#include "one_unit_climb.h"

#include "family/network_narrow.h"
#include "prove/network_narrow.h"

enum { SEED = 20251128, NODE_LIMIT = 60000, CASES = 8, STARTS = 60, FIRST_FREE = 5, STEPS = 900 };

static const sampled_case cases[CASES] = {
    /* two points on a line: the unit is on at one of them */
    {{.k = 1, .d = 1, .p = 2, .x = {{1}, {-0.5}}, .a = {3, 2}, .b = {1, 3}}, 2, -2, 2, 1},
    /* three points in the plane, on at all */
    {{.k = 1, .d = 2, .p = 3, .x = {{1}, {0, 1}, {1, 1}}, .a = {3, 4, 2}, .b = {1, 1, 1}},
     2,
     -2,
     2,
     1},
    /* on at three points, off at one, at the kink of one */
    {{.k = 1,
      .d = 2,
      .p = 5,
      .x = {{1}, {0, 1}, {1, 1}, {1, -1}, {-1, -0.5}},
      .a = {3, 1, 5, 2, 2},
      .b = {1, 4, 1, 1, 1}},
     1.5,
     -1.5,
     2,
     0.75},
    /* negative outputs, points in a plane of space */
    {{.k = 1,
      .d = 3,
      .p = 4,
      .x = {{1, 0, 1}, {0, 1, 0.5}, {1, 1, 1.5}, {-1, 1, -0.5}},
      .a = {1, 1, 1, 3},
      .b = {3, 2, 5, 2}},
     1,
     -1,
     1,
     1},
    /* three points around the origin, labels that disagree */
    {{.k = 1,
      .d = 2,
      .p = 4,
      .x = {{1, 0.5}, {-1, 0.5}, {0, -1}, {0.25, 1}},
      .a = {5, 1, 2, 1},
      .b = {2, 3, 1, 1}},
     2,
     -1,
     2,
     1},
    /* on at the first point only, w free at one side */
    {{.k = 1, .d = 2, .p = 2, .x = {{1}, {0.5, 1}}, .a = {3, 1}, .b = {1, 4}}, 2, -2, 2, 1},
    /* at both sides, with a point behind the first one */
    {{.k = 1,
      .d = 2,
      .p = 4,
      .x = {{1, 0.25}, {-1, 1}, {-0.75, -1}, {-0.5, -0.125}},
      .a = {5, 1, 2, 2},
      .b = {1, 2, 3, 2}},
     1.5,
     -1,
     1.5,
     0.5},
    /* negative outputs, a plane of space */
    {{.k = 1, .d = 3, .p = 2, .x = {{1, 0, 0.5}, {-0.5, 1, 1}}, .a = {1, 3}, .b = {4, 2}},
     1,
     -1,
     1,
     1},
};

/* The loss of one unit with w = theta, v = sign, over all samples. */
static double total(const model *m, const double *theta, int sign) {
  double sum = 0;
  for (size_t i = 0; i < m->p; i++) {
    double c = 0;
    for (size_t l = 0; l < m->d; l++)
      c += theta[l] * m->x[i][l];
    double z = sign * fmax(c, 0);
    sum += (double)m->a[i] * loss(z) + (double)m->b[i] * loss(-z);
  }
  return sum;
}

/* P theta for the least loss: random steps, kept where they lower it, from many starts. The points
 * span what theta is projected to by starting and stepping in their span. */
static int find_theta(double *best, const model *m, uint64_t *random) {
  double least = INFINITY;
  int best_sign = 0;
  for (int start = 0; start < STARTS; start++) {
    int sign = start % 2 ? 1 : -1;
    double theta[FEATURES] = {0}, size = 2;
    for (int n = 0; n < STEPS + (start >= STARTS - 4 ? 40 * STEPS : 0); n++) {
      double next[FEATURES];
      memcpy(next, theta, sizeof next);
      if (start >= STARTS - 4 && n == 0) { /* polish the best so far */
        memcpy(next, best, sizeof next);
        memcpy(theta, best, sizeof theta);
        sign = best_sign;
        size = 1e-2;
      }
      for (size_t i = 0; i < m->p; i++) {
        double factor = size * uniform(random);
        for (size_t l = 0; l < m->d; l++)
          next[l] += factor * m->x[i][l];
      }
      if (total(m, next, sign) < total(m, theta, sign)) {
        memcpy(theta, next, sizeof theta);
        size *= 1.5;
      } else {
        size = fmax(0.96 * size, 1e-10);
      }
    }
    if (total(m, theta, sign) < least) {
      least = total(m, theta, sign);
      best_sign = sign;
      memcpy(best, theta, sizeof theta);
    }
  }
  return best_sign;
}

typedef struct {
  const model *m;
  double theta[FEATURES];
  int sign;
  bool is_free;
} curve;

/* The minimizer with |v| = t that is nearest to x, and its squared distance: w keeps its part
 * orthogonal to all points, found by Gram and Schmidt. */
static double minimizer(parameters *y, const curve *c, const parameters *x, double t) {
  const model *m = c->m;
  double basis[POINTS][FEATURES], squared = pow(c->sign * t - x->v[0], 2);
  size_t rank = 0;
  for (size_t i = 0; i < m->p; i++) {
    double rest[FEATURES] = {0}, norm = 0;
    memcpy(rest, m->x[i], sizeof rest);
    for (size_t b = 0; b < rank; b++) {
      double along = 0;
      for (size_t l = 0; l < m->d; l++)
        along += rest[l] * basis[b][l];
      for (size_t l = 0; l < m->d; l++)
        rest[l] -= along * basis[b][l];
    }
    for (size_t l = 0; l < m->d; l++)
      norm += rest[l] * rest[l];
    if (norm < 1e-12)
      continue;
    for (size_t l = 0; l < m->d; l++)
      basis[rank][l] = rest[l] / sqrt(norm);
    rank++;
  }
  *y = *x;
  y->v[0] = c->sign * t;
  for (size_t b = 0; b < rank; b++) {
    double move = 0;
    for (size_t l = 0; l < m->d; l++)
      move += (c->theta[l] / t - x->w[0][l]) * basis[b][l];
    for (size_t l = 0; l < m->d; l++)
      y->w[0][l] += move * basis[b][l];
    squared += move * move;
  }
  return squared;
}

/* The same where w is free, given which points the unit is on at: the nearest w with w.x_i = c_i/t
 * there and w.x_i <= 0 elsewhere, by Dykstra's alternating projections. */
static double minimizer_free(parameters *y, const curve *c, const parameters *x, double t) {
  const model *m = c->m;
  double correction[POINTS] = {0}, squared = pow(c->sign * t - x->v[0], 2);
  *y = *x;
  y->v[0] = c->sign * t;
  for (int sweep = 0; sweep < 40; sweep++)
    for (size_t i = 0; i < m->p; i++) {
      double at = 0, norm = 0, h = 0;
      for (size_t l = 0; l < m->d; l++) {
        at += c->theta[l] * m->x[i][l];
        norm += m->x[i][l] * m->x[i][l];
        h += y->w[0][l] * m->x[i][l];
      }
      bool on = at > 1e-3;
      double move = (at / t - h) / norm;
      if (!on) { /* back along the last correction, then onto the half space */
        double raised = h + correction[i] * norm, next = fmax(raised, 0) / norm;
        move = correction[i] - next;
        correction[i] = next;
      }
      for (size_t l = 0; l < m->d; l++)
        y->w[0][l] += move * m->x[i][l];
    }
  for (size_t l = 0; l < m->d; l++)
    squared += pow(y->w[0][l] - x->w[0][l], 2);
  return squared;
}

static double minimizer_at(parameters *y, const void *of, const parameters *x, double t) {
  const curve *c = of;
  return c->is_free ? minimizer_free(y, c, x, t) : minimizer(y, c, x, t);
}

static void the_clauses_ask_for_what_points_of_the_box_need(void **state) {
  (void)state;
  uint64_t random = SEED;
  print_message("seed %d\n", SEED);
  for (size_t n = 0; n < CASES; n++) {
    const sampled_case *s = &cases[n];
    curve c = {.m = &s->m, .is_free = n >= FIRST_FREE};
    c.sign = find_theta(c.theta, &s->m, &random);
    double alpha = climbed(s, minimizer_at, &c, &random);
    print_message("case %zu: least loss %.6f, climbed to %.5f\n", n + 1,
                  total(&s->m, c.theta, c.sign), alpha);
    assert_int_equal(verdict_at(s, alpha * 0.98, NODE_LIMIT), AB_VERDICT_REFUTED);
    assert_int_equal(verdict_at(s, alpha * 1.05, NODE_LIMIT), AB_VERDICT_PROVED);
  }
}

/* Of a proof: the constants c are those of the minimizer that random search finds. */
static void the_minimizer_is_the_one_that_random_search_finds(void **state) {
  (void)state;
  uint64_t random = SEED + 1;
  int certain = 0;
  for (int n = 0; n < 24; n++) {
    model m = {.k = 1, .d = 1 + (size_t)n % 3};
    m.p = m.d + 1 + (size_t)(n / 3 % 3);
    m.p = m.d == 1 ? 2 : m.p;
    for (size_t i = 0; i < m.p; i++) {
      for (size_t l = 0; l < m.d; l++)
        m.x[i][l] = (double)(2 * lround(9 * uniform(&random)) + (l == 0)) / 8;
      if (m.d == 1)
        m.x[i][0] = i ? -1 : 0.5;
      m.a[i] = 1 + lround(3 + 3 * uniform(&random));
      m.b[i] = 1 + lround(3 + 3 * uniform(&random));
    }
    curve c = {.m = &m};
    c.sign = find_theta(c.theta, &m, &random);
    problem p;
    ab_witness witness;
    ab_error error;
    problem_of_network(&p, &m, "W in [-1, 1]; v in [-1, 1];", "alpha = 9; beta = 8;");
    problem_read(&p);
    ab_witness_init(&witness);
    ab_status status = ab_network_witness_begin_narrow(&witness, &p.statement.network, &error);
    if (status == AB_OK) {
      assert_int_equal(ab_network_narrow_verify(&p.statement.network, &witness, &error), AB_OK);
      assert_int_equal(ab_network_narrow_sign(&witness), c.sign);
      double value = 0;
      for (size_t i = 0; i < m.p; i++) {
        double at = 0, told = c.sign * mpq_get_d(witness.constants.items[i].lo);
        for (size_t l = 0; l < m.d; l++)
          at += c.theta[l] * m.x[i][l];
        value += (double)m.a[i] * loss(c.sign * fmax(told, 0)) +
                 (double)m.b[i] * loss(-c.sign * fmax(told, 0));
        bool free = told == 0 && at < 1e-2; /* or at a kink */
        assert_true(free || fabs(told - at) < 1e-2);
      }
      assert_true(value < total(&m, c.theta, c.sign) + 1e-12);
      certain++;
    }
    print_message("case %d: %s\n", n, status == AB_OK ? "as found" : error.message);
    ab_witness_clear(&witness);
    problem_clear(&p);
  }
  assert_true(certain >= 8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_minimizer_is_the_one_that_random_search_finds),
      cmocka_unit_test(the_clauses_ask_for_what_points_of_the_box_need),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

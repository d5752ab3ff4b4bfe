/* SPDX-License-Identifier: MIT
 * Several feature points: what is proved is not violated at any point that a climb finds, by
 * projections computed by a random descent; and T is above the bound that the clauses have for it,
 * for all minimizers that are no farther from a point than those which the witness names. */
#include "network_problem.h"
#include "network_projection.h"
#include "prove/literals.h"

enum { SEED = 20251123, NODE_LIMIT = 2000, DESCENTS = 2, STEPS = 90, CASES = 7 };

typedef struct {
  model m;
  sampled_domain domain;
  double difference, alpha; /* alpha is proved */
} sampled_case;

static const sampled_case cases[CASES] = {
    {{.k = 2, .d = 2, .p = 2, .x = {{1}, {0, 1}}, .a = {3, 3}, .b = {1, 1}}, {1, false}, 1, 18},
    {{.k = 2, .d = 1, .p = 2, .x = {{1}, {-1}}, .a = {3, 1}, .b = {1, 3}}, {1, false}, 1, 14},
    {{.k = 2, .d = 1, .p = 2, .x = {{0.5}, {-1}}, .a = {3, 4}, .b = {1, 1}}, {1, false}, 0.5, 25},
    {{.k = 3, .d = 1, .p = 1, .x = {{1}}, .a = {2}, .b = {2}}, {1, false}, 1, 8},
    {{.k = 2, .d = 2, .p = 2, .x = {{1}, {0.5, 1}}, .a = {3, 1}, .b = {1, 2}}, {1, true}, 1, 16},
    {{.k = 2,
      .d = 1,
      .p = 2,
      .x = {{1}, {-1}},
      .a = {2, 2},
      .kind = SQUARED,
      .t = {{2, -0.5}, {0.5, -1.5}}},
     {1, false},
     1,
     30},
    {{.k = 2, .d = 1, .p = 2, .x = {{1}, {-0.5}}, .a = {3, 1}, .b = {1, 2}, .kind = SMOOTHED_HINGE},
     {1, false},
     0.75,
     80},
};

/* v by the least change that makes the outputs z*, by the normal equations for one point or two.
 * The squared distance to x; infinite if the weights cannot make z*. */
static double complete(const model *m, const parameters *x, parameters *y) {
  double g[2][2] = {{0}}, r[2] = {0}, l[2] = {0};
  for (size_t j = 0; j < m->k; j++)
    y->v[j] = x->v[j];
  for (size_t i = 0; i < m->p; i++) {
    r[i] = m->z[i] - output(m, y, i);
    for (size_t n = 0; n < m->p; n++)
      for (size_t j = 0; j < m->k; j++)
        g[i][n] += fmax(activation(m, y, i, j), 0) * fmax(activation(m, y, n, j), 0);
  }
  double det = m->p == 1 ? g[0][0] : g[0][0] * g[1][1] - g[0][1] * g[0][1];
  if (!(det > 1e-9))
    return INFINITY;
  l[0] = m->p == 1 ? r[0] / det : (g[1][1] * r[0] - g[0][1] * r[1]) / det;
  l[1] = m->p == 1 ? 0 : (g[0][0] * r[1] - g[0][1] * r[0]) / det;
  for (size_t j = 0; j < m->k; j++)
    for (size_t i = 0; i < m->p; i++)
      y->v[j] += l[i] * fmax(activation(m, y, i, j), 0);
  return pow(distance(m, x, y), 2);
}

static parameters stepped(const model *m, const parameters *y, double size, uint64_t *random) {
  parameters next = *y;
  for (size_t j = 0; j < m->k; j++)
    for (size_t l = 0; l < m->d; l++)
      next.w[j][l] += uniform(random) > -0.2 ? size * uniform(random) : 0;
  return next;
}

static parameters nearest(const model *m, const parameters *x, uint64_t *random) {
  parameters best = *x;
  double least = INFINITY;
  for (int n = 0; n < DESCENTS || !isfinite(least); n++) {
    parameters y = stepped(m, x, 2, random);
    double squared = complete(m, x, &y), size = 2;
    for (int s = 0; s < STEPS; s++) {
      parameters next = stepped(m, &y, size, random);
      double value = complete(m, x, &next);
      if (value < squared) {
        squared = value;
        y = next;
      } else if (isfinite(squared)) {
        size *= 0.93;
      }
    }
    if (squared < least) {
      least = squared;
      best = y;
    }
  }
  return best;
}

static parameters anywhere(const sampled_case *c, uint64_t *random) {
  parameters x = {0};
  for (size_t j = 0; j < c->m.k; j++) {
    x.v[j] = 1.3 * c->domain.radius * uniform(random);
    for (size_t l = 0; l < c->m.d; l++)
      x.w[j][l] = uniform(random) > -0.8 ? 1.3 * c->domain.radius * uniform(random) : 0;
  }
  clip(&c->m, &x, &c->domain);
  return x;
}

/* How large alpha has to be, at the worst of the points that a climb from x passes. */
static double climb_from(const sampled_case *c, parameters x, uint64_t *random) {
  double alpha = 0, size = 1;
  for (int n = 0; n < 60; n++) {
    parameters next = x;
    for (size_t j = 0; j < c->m.k && n > 0; j++) {
      next.v[j] += uniform(random) > 0 ? size * uniform(random) : 0;
      for (size_t l = 0; l < c->m.d; l++)
        next.w[j][l] += uniform(random) > 0 ? size * uniform(random) : 0;
    }
    clip(&c->m, &next, &c->domain);
    parameters y = nearest(&c->m, &next, random);
    double value = alpha_at(&c->m, &next, &y, c->difference);
    if (value > alpha) {
      alpha = value;
      x = next;
    } else {
      size *= 0.96;
    }
  }
  return alpha;
}

/* The least squared distance from x to the points of M with the weights of the witness. */
static double reach_squared(const model *m, const ab_choice *weights, const parameters *x) {
  double least = INFINITY;
  for (size_t n = 0; n < weights->count; n += m->k * m->d) {
    parameters y = {0};
    for (size_t j = 0; j < m->k; j++)
      for (size_t l = 0; l < m->d; l++)
        y.w[j][l] = mpq_get_d(weights->values[n + j * m->d + l]);
    least = fmin(least, complete(m, x, &y));
  }
  return least;
}

/* The lower bound of T that the clause of this point, label or target, and set of units on at x has
 * there. There are two for a target: one for outputs below it, one for those above. */
static double literal_at(const ab_proof *proof, const model *m, size_t i, int s,
                         const parameters *x) {
  const ab_clauses *clauses = &proof->certificate.clauses;
  char name[64];
  int length = snprintf(name, sizeof name, "point[%zu]", i + 1);
  if (m->kind == SQUARED)
    length += snprintf(name + length, sizeof name - (size_t)length, ":target[%d]", s + 1);
  bool positive = m->kind == SQUARED ? output(m, x, i) < m->t[i][s] : s > 0;
  length += snprintf(name + length, sizeof name - (size_t)length, ":%s:on",
                     positive ? "positive" : "negative");
  double at[AB_VARIABLES_MAX], values[8];
  for (size_t j = 0; j < m->k; j++) {
    if (activation(m, x, i, j) > 0)
      length += snprintf(name + length, sizeof name - (size_t)length, ":%zu", j + 1);
    at[m->k * m->d + j] = x->v[j];
    for (size_t l = 0; l < m->d; l++)
      at[j * m->d + l] = x->w[j][l];
  }
  for (size_t n = 0; n < clauses->clause_count; n++)
    if (strcmp(clauses->clauses[n].name, name) == 0) {
      ab_literals *literals = ab_literals_create(clauses, n, &proof->certificate.witness.constants);
      ab_literals_evaluate(literals, at, values, NULL);
      ab_literals_destroy(literals);
      return values[clauses->templates[0].literal_count - 1];
    }
  fail_msg("no clause %s", name);
  return 0;
}

/* How far T is above that bound, for the y within reach that come nearest to it: steps in all of
 * y, brought back to M. */
static double least_excess(const sampled_case *c, const ab_proof *proof, const parameters *x,
                           uint64_t *random) {
  const ab_choice *weights = &proof->certificate.witness.choices[1];
  size_t i = uniform(random) > 0 || output(&c->m, x, c->m.p - 1) == 0 ? 0 : c->m.p - 1;
  int s = uniform(random) > 0 ? 1 : c->m.kind == SQUARED ? 0 : -1;
  double reach = reach_squared(&c->m, weights, x), size = 0.5, least = INFINITY;
  double bound = literal_at(proof, &c->m, i, s, x);
  parameters y = nearest(&c->m, x, random);
  for (int n = 0; n < 400; n++) {
    parameters next = stepped(&c->m, &y, n ? size : 0, random), corrected;
    for (size_t j = 0; j < c->m.k; j++)
      next.v[j] += n ? size * uniform(random) : 0;
    corrected = next;
    if (!isfinite(complete(&c->m, &next, &corrected)) ||
        pow(distance(&c->m, x, &corrected), 2) > reach)
      continue;
    double value =
        condition_value(&c->m, i, s, x, &corrected, 0, c->alpha, c->alpha - c->difference) - bound;
    if (value < least) {
      least = value;
      y = corrected;
    } else {
      size = size > 1e-3 ? 0.98 * size : 0.5;
    }
  }
  return least;
}

static void prove_case(problem *p, ab_proof *proof, const sampled_case *c, const char *more) {
  char box[128], claim[128];
  double r = c->domain.radius;
  if (c->domain.ball)
    snprintf(box, sizeof box, "ball radius = %g; %s", r, more);
  else
    snprintf(box, sizeof box, "W in [-%g, %g]; v in [-%g, %g]; %s", r, r, r, r, more);
  snprintf(claim, sizeof claim, "alpha = %.9f; beta = alpha - %g;", c->alpha, c->difference);
  problem_of_network(p, &c->m, box, claim);
  problem_read(p);
  prove_with(proof, p, NODE_LIMIT);
  assert_string_equal(proof->certificate.witness.choices[1].name, "weights");
}

static sampled_case case_of(size_t n) {
  sampled_case c = cases[n];
  set_outputs(&c.m);
  return c;
}

static void what_is_proved_is_not_violated(void **state) {
  (void)state;
  uint64_t random = SEED;
  print_message("seed %d\n", SEED);
  for (size_t n = 0; n < CASES; n++) {
    sampled_case c = case_of(n);
    problem p;
    ab_proof proof;
    prove_case(&p, &proof, &c, "");
    assert_int_equal(proof.verdict, AB_VERDICT_PROVED);
    assert_checked(&proof);
    double climbed = 0;
    for (int s = 0; s < 4; s++)
      climbed = fmax(climbed, climb_from(&c, anywhere(&c, &random), &random));
    print_message("case %zu: %llu boxes, proved %.3f, climbed to %.3f\n", n + 1,
                  (unsigned long long)proof.boxes, c.alpha, climbed);
    assert_true(climbed <= c.alpha && climbed > 0.03 * c.alpha);
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
}

/* Units with different ranges: then there is a clause for every set of units. A claim that is false
 * has clauses too. */
static void clauses_bound_the_condition_from_below(void **state) {
  (void)state;
  uint64_t random = SEED + 1;
  for (size_t n = 0; n < CASES; n++) {
    sampled_case c = case_of(n);
    problem p;
    ab_proof proof;
    c.alpha = 1.125;
    prove_case(&p, &proof, &c, "v[1] in [-1, 15/16];");
    assert_int_equal(proof.verdict, AB_VERDICT_UNKNOWN);
    double least = INFINITY;
    for (int s = 0; s < 60; s++) {
      parameters x = anywhere(&c, &random);
      if (output(&c.m, &x, 0) == 0) /* T does not depend on y there */
        continue;
      least = fmin(least, least_excess(&c, &proof, &x, &random));
    }
    print_message("case %zu: T is above its bound by %.4f or more\n", n + 1, least);
    assert_true(least > -1e-9);
    assert_true(least < 0.2);
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_proved_is_not_violated),
      cmocka_unit_test(clauses_bound_the_condition_from_below),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

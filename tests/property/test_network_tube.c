/* SPDX-License-Identifier: MIT
 * The tube theorem for two-layer networks: points near M that are built without projecting, and T
 * from its definition. */
#include "network_problem.h"

enum { SEED = 20251121, SAMPLES = 4000, TRIALS = 24 };

static void random_model(model *m, size_t trial, uint64_t *random) {
  *m = (model){.k = 4 + trial % 3, .d = 1 + trial % 3, .kind = trial / 2 % 3};
  m->p = m->d == 1 ? 1 + trial % 2 : 2 + trial % 3;
  for (size_t i = 0; i < m->p; i++) {
    for (size_t l = 0; l < m->d; l++)
      m->x[i][l] = nearbyint(12 * uniform(random)) / 8;
    m->x[i][0] = m->d == 1 ? (i ? -1.25 : 0.75) : m->x[i][0];
    m->a[i] = 1 + (long)(4 + 4 * uniform(random));
    m->b[i] = 1 + (long)(4 + 4 * uniform(random));
    if (m->kind == SQUARED)
      m->a[i] = 2 + m->a[i] % 2;
    for (long s = 0; s < m->a[i] && m->kind == SQUARED; s++)
      m->t[i][s] = nearbyint(8 * uniform(random)) / 8 + 1.5 * (double)s;
  }
  set_outputs(m);
}

/* The alpha that the theorem needs: section 4 of two-layer-relu.md by hand. */
static double alpha_needed(const model *m, double rho, double v) {
  double alpha = 0;
  for (size_t i = 0; i < m->p; i++) {
    double norm = 0;
    for (size_t l = 0; l < m->d; l++)
      norm += m->x[i][l] * m->x[i][l];
    double e = sqrt(norm) * (rho * rho / 2 + v * rho);
    for (int n = 0; n < (m->kind == SQUARED ? m->a[i] : 2); n++) {
      int s = m->kind == SQUARED ? n : 2 * n - 1;
      double most = fmax(sample_loss(m, i, s, m->z[i] - e), sample_loss(m, i, s, m->z[i] + e));
      alpha = fmax(alpha, most / sample_loss(m, i, s, m->z[i]));
    }
  }
  return alpha;
}

static void random_parameters(const model *m, parameters *x, double size, uint64_t *random) {
  for (size_t j = 0; j < m->k; j++) {
    x->v[j] = size * uniform(random);
    for (size_t l = 0; l < m->d; l++)
      x->w[j][l] = size * uniform(random);
  }
}

/* A point at most rho from y: anywhere, in few units, or with a kink in it. */
static parameters nearby(const model *m, const parameters *y, double rho, uint64_t *random) {
  parameters x = *y, step = {0};
  random_parameters(m, &step, 1, random);
  size_t alone = (size_t)(3 * (uniform(random) + 1));
  for (size_t j = 0; j < m->k; j++)
    if (alone < m->k && j != alone)
      memset(&step.w[j], 0, sizeof step.w[j]), step.v[j] = 0;
  parameters zero = {0};
  double size = distance(m, &step, &zero), factor = rho * (uniform(random) > 0 ? 1 : 0.5) / size;
  for (size_t j = 0; j < m->k; j++) {
    x.v[j] += factor * step.v[j];
    for (size_t l = 0; l < m->d; l++)
      x.w[j][l] += factor * step.w[j][l];
  }
  if (m->d == 1 && uniform(random) > 0.5 && fabs(x.w[0][0]) < 1e-2)
    x.w[0][0] = 0;
  return x;
}

static void points_in_the_tube_do_not_violate_what_was_proved(void **state) {
  (void)state;
  uint64_t random = SEED;
  print_message("seed %d\n", SEED);
  int proved = 0;
  double closest = 0;
  for (size_t trial = 0; trial < TRIALS; trial++) {
    model m;
    problem p;
    ab_error error;
    random_model(&m, trial, &random);
    double rho = 0.125 * (double)(1 + trial % 6), v = 0.5 * (double)(2 + trial % 5);
    double alpha = alpha_needed(&m, rho, v * sqrt((double)m.k)) * 1.0001, d = trial % 4 ? 1 : 0.5;
    char domain[128], claim[128];
    snprintf(domain, sizeof domain, "tube radius = %g; v in [-%g, %g];", rho, v, v);
    snprintf(claim, sizeof claim, "alpha = %.9f; beta = alpha - %g;", alpha, d);
    problem_of_network(&p, &m, domain, claim);
    if (problem_try(&p, &error) != AB_OK) { /* two points on a ray, or one at 0 */
      problem_free_text(&p);
      continue;
    }
    problem_clear(&p);
    assert_int_equal(verdict_of_network(&m, domain, claim, 100), AB_VERDICT_PROVED);
    snprintf(claim, sizeof claim, "alpha = %.9f; beta = alpha - %g;", 0.999 * alpha, d);
    assert_int_equal(verdict_of_network(&m, domain, claim, 100), AB_VERDICT_UNKNOWN);
    proved++;
    for (int n = 0; n < SAMPLES; n++) {
      parameters y, x;
      random_parameters(&m, &y, v, &random);
      if (!correct_v(&m, &y))
        continue;
      x = nearby(&m, &y, rho, &random);
      bool inside = true;
      for (size_t j = 0; j < m.k; j++)
        inside = inside && fabs(x.v[j]) <= v;
      if (!inside)
        continue;
      double needed = alpha_at(&m, &x, &y, d);
      if (needed > alpha * (1 + 1e-9))
        fail_msg("a proved claim is false: trial %zu, alpha %g, needed %g", trial, alpha, needed);
      closest = fmax(closest, needed / alpha);
    }
  }
  print_message("%d proved, closest %.3f\n", proved, closest);
  assert_true(proved > TRIALS / 2 && closest > 0.7);
}

/* The least distance of a point of the box to M can be no more than the bound of the witness:
 * M sampled by correcting v, the distance minimised over the samples. */
static void bounds_on_the_distance_hold_in_boxes_and_balls(void **state) {
  (void)state;
  static const char *const domains[] = {"W in [-1, 1]; v in [-1, 1];", "ball radius = 2;",
                                        "W in [-1/2, 1]; v in [1/4, 2];"};
  uint64_t random = SEED + 1;
  for (size_t n = 0; n < 3; n++) {
    model m = {.k = 2, .d = 1, .p = 2, .x = {{1}, {-1}}, .a = {3, 1}, .b = {1, 2}};
    m.z[0] = log(3), m.z[1] = -log(2);
    problem p;
    ab_proof proof;
    problem_of_network(&p, &m, domains[n], "alpha = 1000; beta = alpha - 1;");
    problem_read(&p);
    prove_with(&proof, &p, 10);
    assert_int_equal(proof.verdict, AB_VERDICT_PROVED);
    double bound = sqrt(mpq_get_d(proof.certificate.witness.choices[1].values[0])), worst = 0;
    ab_proof_clear(&proof);
    problem_clear(&p);
    for (int s = 0; s < 300; s++) {
      parameters x = {0}, zero = {0};
      random_parameters(&m, &x, 1, &random);
      for (size_t j = 0; j < 2 && n == 2; j++)
        x.w[j][0] = 0.25 + 0.75 * x.w[j][0], x.v[j] = 1.125 + 0.875 * x.v[j];
      double size = n == 1 ? 2 / distance(&m, &x, &zero) : 1;
      for (size_t j = 0; j < 2; j++)
        x.w[j][0] *= size, x.v[j] *= size;
      double least = INFINITY;
      for (int c = 0; c < 3000; c++) {
        parameters y = x;
        for (size_t j = 0; j < 2; j++)
          y.w[j][0] = 3 * uniform(&random);
        if (correct_v(&m, &y))
          least = fmin(least, distance(&m, &x, &y));
      }
      worst = fmax(worst, least);
    }
    print_message("%s: bound %.3f, sampled %.3f\n", domains[n], bound, worst);
    assert_true(worst <= bound);
    assert_true(worst > 0.5 * bound);
  }
}

static void subgradients_beyond_the_kink_are_affine(void **state) {
  (void)state;
  model m = {.k = 1, .d = 1, .p = 1, .x = {{1}}, .a = {3}, .b = {1}, .z = {log(3)}};
  parameters x = {.w = {{0}}, .v = {-1}}, y = {.w = {{1}}, .v = {log(3)}};
  double ends[2], middle = condition_value(&m, 0, 1, &x, &y, 0.5, 6, 5);
  for (int s = 0; s < 2; s++)
    ends[s] = condition_value(&m, 0, 1, &x, &y, s, 6, 5);
  assert_true(fabs(middle - (ends[0] + ends[1]) / 2) < 1e-12);
  assert_true(ends[0] != ends[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(points_in_the_tube_do_not_violate_what_was_proved),
      cmocka_unit_test(bounds_on_the_distance_hold_in_boxes_and_balls),
      cmocka_unit_test(subgradients_beyond_the_kink_are_affine),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

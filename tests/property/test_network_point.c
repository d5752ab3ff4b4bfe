/* SPDX-License-Identifier: MIT
 * One feature point, any width: what is proved is not violated at any point that a climb finds, by
 * projections computed without the reduction; reference values. */
#include "network_problem.h"
#include "network_projection.h"

enum { SEED = 20251122, NODE_LIMIT = 20000, CLIMB_LIMIT = 1500 };

/* The squared loss has the targets -1/2 and -2 where a < b, else 1/2, 1 and 5/2. */
static model one_point(size_t k, long a, long b, size_t d, const double *x, loss_kind kind) {
  model m = {.k = k, .d = d, .p = 1, .a = {a}, .b = {b}, .kind = kind};
  if (kind == SQUARED) {
    m.a[0] = a < b ? 2 : 3;
    m.t[0][0] = a < b ? -0.5 : 0.5;
    m.t[0][1] = a < b ? -2 : 1;
    m.t[0][2] = 2.5;
  }
  memcpy(m.x[0], x, d * sizeof *x);
  set_outputs(&m);
  return m;
}

static ab_verdict verdict_at(const model *m, const sampled_domain *domain, double alpha, double d,
                             uint64_t limit) {
  char box[128], claim[128];
  snprintf(box, sizeof box, domain->ball ? "ball radius = %g;" : "W in [-%g, %g]; v in [-%g, %g];",
           domain->radius, domain->radius, domain->radius, domain->radius);
  snprintf(claim, sizeof claim, "alpha = %.9f; beta = alpha - %g;", alpha, d);
  return verdict_of_network(m, box, claim, limit);
}

static double climbed(const model *m, const sampled_domain *domain, double d, int starts, int steps,
                      uint64_t *random) {
  double worst = 0;
  for (int n = 0; n < starts; n++) {
    parameters x = {0};
    for (size_t j = 0; j < m->k; j++) {
      x.v[j] = domain->radius * uniform(random);
      for (size_t l = 0; l < m->d; l++)
        x.w[j][l] = domain->radius * uniform(random);
    }
    worst = fmax(worst, climb(m, &x, domain, d, steps, random));
  }
  return worst;
}

/* The projection of the test itself, against a grid. */
static void projections_are_nearest(void **state) {
  (void)state;
  uint64_t random = SEED;
  const double x1[] = {1};
  model m = one_point(2, 3, 1, 1, x1, LOGISTIC);
  for (int trial = 0; trial < 30; trial++) {
    parameters x = {0};
    for (size_t j = 0; j < 2; j++)
      x.v[j] = 2 * uniform(&random), x.w[j][0] = 2 * uniform(&random);
    parameters y = project(&m, &x);
    assert_true(fabs(output(&m, &y, 0) - m.z[0]) < 1e-9);
    double least = distance(&m, &x, &y);
    for (int n = 0; n < 20000; n++) {
      parameters other = y;
      double size = n % 2 ? 3 : 0.1;
      other.w[0][0] += size * uniform(&random);
      other.w[1][0] += size * uniform(&random);
      other.v[1] += size * uniform(&random);
      if (other.w[0][0] <= 1e-3)
        continue;
      other.v[0] = (m.z[0] - other.v[1] * fmax(other.w[1][0], 0)) / other.w[0][0];
      assert_true(distance(&m, &x, &other) >= least - 1e-9);
    }
  }
}

static void reference_values_are_met_from_both_sides(void **state) {
  (void)state;
  /* labels 3:1, x = 1, [-R, R]: the smallest alpha, beta = alpha - 1 */
  static const struct {
    size_t k;
    double radius, alpha;
  } references[] = {{1, 1.5, 5.96336}, {1, 2, 7.52357}, {1, 3, 11.95485},
                    {1, 1, 4.61690},   {3, 2, 8.84540}, {4, 2, 11.2532}};
  const double x1[] = {1};
  for (size_t n = 0; n < sizeof references / sizeof *references; n++) {
    model m = one_point(references[n].k, 3, 1, 1, x1, LOGISTIC);
    sampled_domain box = {references[n].radius, false};
    assert_int_equal(verdict_at(&m, &box, references[n].alpha * 1.005, 1, NODE_LIMIT),
                     AB_VERDICT_PROVED);
    assert_int_equal(verdict_at(&m, &box, references[n].alpha * 0.998, 1, NODE_LIMIT),
                     AB_VERDICT_REFUTED);
  }
}

/* The point of a refutation. */
static parameters point_of(const model *m, const ab_choice *choice) {
  parameters x = {0};
  assert_string_equal(choice->name, "point");
  for (size_t j = 0; j < m->k; j++) {
    x.v[j] = mpq_get_d(choice->values[m->k * m->d + j]);
    for (size_t l = 0; l < m->d; l++)
      x.w[j][l] = mpq_get_d(choice->values[j * m->d + l]);
  }
  return x;
}

/* A claim that is a little too strong is refuted, and at the point of the refutation the nearest
 * minimizer, found in another way, violates it. */
static void refuted_claims_fail_at_the_point(void **state) {
  (void)state;
  static const struct {
    size_t k, d;
    long a, b;
    double x[2], radius, alpha, difference;
    bool ball;
    loss_kind kind;
  } cases[] = {
      {1, 1, 3, 1, {1}, 2, 7.52, 1, false},
      {1, 1, 3, 1, {1}, 1.5, 5.963, 1, false},
      {2, 1, 3, 1, {1}, 2, 8.1, 1, false},
      {3, 1, 3, 1, {1}, 2, 8.84, 1, false},
      {4, 1, 3, 1, {1}, 2, 11.25, 1, false},
      {3, 1, 3, 1, {1}, 3, 19.6, 1, false},
      {1, 2, 1, 4, {0.5, 1}, 1.5, 2.5, 1, false},
      {2, 2, 1, 3, {1, 0.5}, 1.5, 5, 0.75, false},
      {3, 1, 3, 1, {1}, 3, 4, 1, true},
      {1, 1, 3, 1, {1}, 2, 51, 1, false, SMOOTHED_HINGE},
      {2, 1, 1, 3, {1}, 1, 15, 1, false, SQUARED},
      {3, 1, 3, 1, {0.5}, 2, 15, 1, false, SQUARED},
  };
  for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
    model m = one_point(cases[n].k, cases[n].a, cases[n].b, cases[n].d, cases[n].x, cases[n].kind);
    char box[128], claim[128];
    double r = cases[n].radius, alpha = cases[n].alpha;
    snprintf(box, sizeof box,
             cases[n].ball ? "ball radius = %g;" : "W in [-%g, %g]; v in [-%g, %g];", r, r, r, r);
    snprintf(claim, sizeof claim, "alpha = %.9f; beta = alpha - %g;", alpha, cases[n].difference);
    problem p;
    ab_proof proof;
    problem_of_network(&p, &m, box, claim);
    problem_read(&p);
    prove_with(&proof, &p, NODE_LIMIT);
    assert_int_equal(proof.verdict, AB_VERDICT_REFUTED);
    assert_checked(&proof);
    parameters x = point_of(&m, &proof.certificate.witness.choices[1]);
    double needed = alpha_needed_at(&m, &x, cases[n].difference);
    print_message("k = %zu, R = %g: alpha %.4f, needed %.4f\n", m.k, r, alpha, needed);
    assert_true(needed > alpha);
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
}

static void climbs_do_not_get_above_what_is_proved(void **state) {
  (void)state;
  static const struct {
    size_t k, d;
    long a, b;
    double x[2], radius, difference;
    bool ball;
    loss_kind kind;
  } cases[] = {
      {1, 1, 3, 1, {1}, 2, 1, false},
      {1, 2, 1, 4, {0.5, 1}, 1.5, 1, false},
      {2, 1, 3, 1, {1}, 2, 1, false},
      {2, 1, 3, 1, {-0.5}, 2, 0.5, false},
      {3, 1, 2, 5, {1.5}, 1, 0.75, false},
      {2, 2, 3, 1, {0.75, -0.5}, 1.5, 1, false},
      {1, 1, 3, 1, {1}, 2, 1, true},
      {3, 1, 3, 1, {1}, 3, 1, true},
      {2, 1, 1, 3, {1.25}, 2, 1, true},
      {1, 1, 3, 1, {1}, 2, 1, false, SQUARED},
      {2, 1, 1, 3, {0.5}, 2, 0.75, false, SQUARED},
      {3, 1, 3, 1, {1}, 1.5, 1, false, SQUARED},
      {2, 1, 3, 1, {1}, 2, 1, false, SMOOTHED_HINGE},
      {2, 2, 1, 3, {1, 0.5}, 1, 0.5, false, SMOOTHED_HINGE},
      {2, 1, 3, 1, {1}, 2, 1, true, SQUARED},
  };
  uint64_t random = SEED + 1;
  print_message("seed %d\n", SEED + 1);
  for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
    model m = one_point(cases[n].k, cases[n].a, cases[n].b, cases[n].d, cases[n].x, cases[n].kind);
    sampled_domain domain = {cases[n].radius, cases[n].ball};
    double d = cases[n].difference, worst = climbed(&m, &domain, d, 3, 50, &random), alpha = 0;
    for (double factor = domain.ball ? 2.5 : 1.1; alpha == 0 && factor < 8; factor *= 1.5)
      if (verdict_at(&m, &domain, worst * factor, d, CLIMB_LIMIT) == AB_VERDICT_PROVED)
        alpha = worst * factor;
    worst = fmax(worst, climbed(&m, &domain, d, 3, 50, &random));
    print_message("case %zu: proved %.4f, climbed to %.4f\n", n + 1, alpha, worst);
    assert_true(alpha > 0 && worst <= alpha * (1 + 1e-9));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(projections_are_nearest),
      cmocka_unit_test(reference_values_are_met_from_both_sides),
      cmocka_unit_test(refuted_claims_fail_at_the_point),
      cmocka_unit_test(climbs_do_not_get_above_what_is_proved),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

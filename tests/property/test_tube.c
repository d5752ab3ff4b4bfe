/* SPDX-License-Identifier: MIT
 * The tube theorem against the definition: what it proves holds at random points, with nearest
 * minimizers found by numerical minimisation; and certificates that say too much are refused. */
#include "factorization_problem.h"

enum { MATRICES = 6, POINTS = 8, BOX_POINTS = 12 };

/* The least beta of the theorem, for alpha = beta + d: (1 + rho^2/(2 eps))^2/(2 - d) - d. */
static double least_beta(double distance2, double noise, double d) {
  return pow(1 + distance2 / (2 * noise), 2) / (2 - d) - d;
}

static ab_verdict verdict_of(const factorization *f, const char *domain, double beta, double d,
                             ab_proof *proof) {
  char alpha_text[64], beta_text[64];
  snprintf(beta_text, sizeof beta_text, "%.12f", beta);
  snprintf(alpha_text, sizeof alpha_text, "beta + %.12f", d);
  problem p;
  problem_of_factorization(&p, f, domain, alpha_text, beta_text);
  prove_with(proof, &p, 1000);
  problem_clear(&p);
  return proof->verdict;
}

/* A point at distance rho from M, nearest to y: y plus a vector normal to the orbit, if that is
 * short enough; else any point and its own distance. */
static void sample_point(double *x, const factorization *f, double size, uint64_t *state) {
  for (size_t c = 0; c < f->k * (f->n + f->m); c++)
    x[c] = (double)random_real(state, -size, size);
}

static void assert_holds_at(const factorization *f, const double *x, double alpha, double beta,
                            uint64_t *state) {
  double y[RANK_MAX * 2 * SIDE_MAX];
  double distance2 = nearest_minimizer(y, f, x, state), square = 0, sum = 0;
  for (size_t c = 0; c < f->k * (f->n + f->m); c++)
    square += x[c] * x[c];
  for (size_t c = 0; c < f->k; c++)
    sum += f->sigma[c];
  assert_true(distance2 <= square + 2 * sum + 1e-9);
  for (size_t i = 0; i < f->n; i++)
    for (size_t j = 0; j < f->m; j++)
      assert_true(t_of_definition(f, x, y, i, j, alpha, beta) >= -1e-6 * (1 + beta));
}

static const size_t shapes[][3] = {{2, 2, 1}, {3, 3, 2}, {4, 3, 2},
                                   {3, 4, 1}, {4, 4, 3}, {5, 5, 2}};

static void theorem_is_proved_from_its_least_beta_on(void **state) {
  (void)state;
  uint64_t seed = 20261;
  printf("seed %llu\n", (unsigned long long)seed);
  for (size_t n = 0; n < MATRICES; n++) {
    factorization f;
    factorization_random(&f, shapes[n][0], shapes[n][1], shapes[n][2], &seed);
    double d = n % 2 ? 1 : 0.5, sum = 0;
    for (size_t c = 0; c < f.k; c++)
      sum += f.sigma[c];
    const char *domains[] = {"tube radius = 3/2;", "ball radius = 2;",
                             "W in [-1, 3/4]; S in [-1/2, 1];"};
    double reach = (double)(f.k * (f.n + f.m));
    double distance2[] = {2.25, 4 + 2 * sum, reach + 2 * sum};
    for (size_t k = 0; k < (f.k == 1 ? 2 : 3); k++)
      for (int enough = 0; enough < 2; enough++) {
        double beta = least_beta(distance2[k], f.noise, d) * (enough ? 1.000001 : 0.999999);
        ab_proof proof;
        ab_verdict verdict = verdict_of(&f, domains[k], beta, d, &proof);
        if (enough || k < 2) /* over boxes another closed form may do better */
          assert_int_equal(verdict, enough ? AB_VERDICT_PROVED : AB_VERDICT_UNKNOWN);
        if (enough) {
          assert_int_equal(proof.certificate.kind, AB_CERTIFICATE_THEOREM);
          assert_checked(&proof);
        }
        ab_proof_clear(&proof);
      }
  }
}

static void what_it_proves_holds_by_the_definition(void **state) {
  (void)state;
  uint64_t seed = 20262;
  printf("seed %llu\n", (unsigned long long)seed);
  for (size_t n = 0; n < MATRICES; n++) {
    factorization f;
    factorization_random(&f, shapes[n][0], shapes[n][1], shapes[n][2], &seed);
    for (size_t k = 0; k < POINTS; k++) {
      double x[RANK_MAX * 2 * SIDE_MAX], y[RANK_MAX * 2 * SIDE_MAX];
      sample_point(x, &f, k % 2 ? 1 : 3, &seed);
      double distance2 = nearest_minimizer(y, &f, x, &seed), d = k % 3 ? 1 : 1.5;
      double beta = fmax(1e-3, least_beta(distance2, f.noise, d));
      assert_holds_at(&f, x, beta + d, beta, &seed);
    }
  }
}

/* A box on which every entry of x is in [-1, 1] has the corner with the greatest |x|. */
static void points_of_a_box_satisfy_the_claim_over_the_box(void **state) {
  (void)state;
  uint64_t seed = 20263;
  factorization f;
  factorization_random(&f, 3, 3, 2, &seed);
  double beta = least_beta(12 + 2 * (f.sigma[0] + f.sigma[1]), f.noise, 1);
  for (size_t k = 0; k < BOX_POINTS; k++) {
    double x[RANK_MAX * 2 * SIDE_MAX];
    sample_point(x, &f, 1, &seed);
    for (size_t c = 0; c < 12 && k % 2; c++)
      x[c] = x[c] > 0 ? 1 : -1;
    assert_holds_at(&f, x, beta + 1, beta, &seed);
  }
}

static void certificates_that_say_too_much_are_refused(void **state) {
  (void)state;
  uint64_t seed = 20264;
  factorization f;
  factorization_random(&f, 4, 3, 2, &seed);
  for (int forgery = 0; forgery < 6; forgery++) {
    static const char *const reasons[] = {"noise of entry",      "sum of the singular values",
                                          "cannot be certified", "cannot be certified",
                                          "is not positive",     "expected the choice 'v[2]'"};
    ab_proof proof;
    assert_int_equal(verdict_of(&f, "ball radius = 1;", 1e9, 1, &proof), AB_VERDICT_PROVED);
    ab_witness *w = &proof.certificate.witness;
    mpq_ptr noise = w->choices[0].values[0], nuclear = w->choices[1].values[0];
    if (forgery == 0)
      mpq_set_d(noise, f.noise * 1.0001);
    else if (forgery == 1)
      mpq_set_d(nuclear, (f.sigma[0] + f.sigma[1]) * 0.9999);
    else if (forgery == 2)
      for (size_t j = 0; j < w->choices[3].count; j++)
        mpq_set(w->choices[3].values[j], w->choices[2].values[j]);
    else if (forgery == 3)
      mpq_set_ui(w->choices[2].values[0], 0, 1);
    else if (forgery == 4)
      mpq_neg(noise, noise);
    else
      w->choices[3].name[2] = '3';
    ab_text text;
    ab_error error;
    write_certificate(&text, &proof.certificate, proof.trees);
    assert_int_equal(check_certificate(&text, false, &error), AB_NOT_VERIFIED);
    if (!strstr(error.message, reasons[forgery]))
      fail_msg("forgery %d: %s", forgery, error.message);
    ab_text_clear(&text);
    ab_proof_clear(&proof);
  }
}

/* A theorem for d >= 2, or called a proof, is none. */
static void theorem_stays_within_its_hypotheses(void **state) {
  (void)state;
  uint64_t seed = 20265;
  factorization f;
  factorization_random(&f, 3, 3, 2, &seed);
  ab_proof proof;
  assert_int_equal(verdict_of(&f, "tube radius = 1;", 1e9, 1, &proof), AB_VERDICT_PROVED);
  proof.certificate.kind = AB_CERTIFICATE_PROOF;
  ab_text text;
  ab_error error;
  write_certificate(&text, &proof.certificate, proof.trees);
  assert_int_equal(check_certificate(&text, false, &error), AB_NOT_VERIFIED);
  ab_text_clear(&text);
  ab_proof_clear(&proof);
  problem p;
  problem_of_factorization(&p, &f, "tube radius = 1;", "beta + 2", "1000000");
  ab_prove_options options = {.precision = AB_PRECISION_DEFAULT, .threads = 1, .node_limit = 10};
  assert_int_equal(ab_prove(&proof, &p.statement, &options, &error), AB_BAD_PROBLEM);
  assert_non_null(strstr(error.message, "alpha - beta < 2"));
  problem_clear(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(theorem_is_proved_from_its_least_beta_on),
      cmocka_unit_test(what_it_proves_holds_by_the_definition),
      cmocka_unit_test(points_of_a_box_satisfy_the_claim_over_the_box),
      cmocka_unit_test(certificates_that_say_too_much_are_refused),
      cmocka_unit_test(theorem_stays_within_its_hypotheses),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

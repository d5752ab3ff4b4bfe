/* SPDX-License-Identifier: MIT
 * Refutations at a point whose nearest minimizer is certified: against nearest minimizers by
 * numerical minimisation over GL(k) and T_ij from the definition; and certificates that say too
 * much are refused. */
#include "factorization_problem.h"

#include "condition/factorization_refutation.h"
#include "prove/best.h"
#include "prove/refute.h"

enum { MATRICES = 5, CASES = 8, COORDINATES = RANK_MAX * 2 * SIDE_MAX };

static const size_t shapes[MATRICES][3] = {{3, 3, 2}, {4, 3, 2}, {4, 4, 3}, {2, 3, 1}, {5, 4, 2}};
static const char *const domains[] = {"W in [-1, 5/4]; S in [-3/2, 1];", "ball radius = 3;",
                                      "tube radius = 1;"};

static ab_verdict refute_claim(ab_proof *proof, problem *p, const factorization *f,
                               const char *domain, const char *beta, const char *alpha) {
  problem_of_factorization(p, f, domain, alpha, beta);
  ab_prove_options options = {.precision = AB_PRECISION_DEFAULT, .threads = 1, .node_limit = 1000};
  ab_error error;
  if (ab_refute(proof, &p->statement, &options, &error) != AB_OK)
    fail_msg("%s", error.message);
  return proof->verdict;
}

static void what_is_refuted_fails_by_the_definition(void **state) {
  (void)state;
  uint64_t seed = 6711;
  size_t refuted = 0;
  printf("seed %llu\n", (unsigned long long)seed);
  for (size_t n = 0; n < CASES; n++) {
    factorization f;
    const size_t *shape = shapes[n % MATRICES];
    factorization_random(&f, shape[0], shape[1], shape[2], &seed);
    if (shape[2] == 1 && n % 3 == 0)
      continue; /* a box in rank one has a reduction of its own */
    problem p;
    ab_proof proof;
    if (refute_claim(&proof, &p, &f, domains[n % 3], "1/100", n % 2 ? "beta + 1" : "2") ==
        AB_VERDICT_REFUTED) {
      refuted++;
      assert_checked(&proof);
      const ab_witness *w = &proof.certificate.witness;
      assert_true(ab_is_nearest(w));
      double x[COORDINATES], y[COORDINATES], sum = 0;
      for (size_t c = 0; c < f.k * (f.n + f.m); c++) {
        x[c] = mpq_get_d(w->choices[AB_NEAREST_POINT].values[c]);
        sum += x[c] * x[c];
      }
      double distance2 = nearest_minimizer(y, &f, x, &seed);
      assert_true(n % 3 != 1 || sum <= 9 + 1e-9);
      assert_true(n % 3 != 2 || distance2 <= 1 + 1e-9);
      size_t i = mpz_get_ui(mpq_numref(w->choices[AB_NEAREST_ENTRY].values[0])) - 1;
      size_t j = mpz_get_ui(mpq_numref(w->choices[AB_NEAREST_ENTRY].values[1])) - 1;
      for (size_t c = 0; c < f.k; c++) {
        double u = y[c * f.n + i], v = y[f.k * f.n + c * f.m + j];
        assert_true(u > mpq_get_d(w->choices[AB_NEAREST_LOWER].values[c]) - 1e-5);
        assert_true(u < mpq_get_d(w->choices[AB_NEAREST_UPPER].values[c]) + 1e-5);
        assert_true(v > mpq_get_d(w->choices[AB_NEAREST_LOWER].values[f.k + c]) - 1e-5);
        assert_true(v < mpq_get_d(w->choices[AB_NEAREST_UPPER].values[f.k + c]) + 1e-5);
      }
      assert_true(t_of_definition(&f, x, y, i, j, n % 2 ? 1.01 : 2, 0.01) < 1e-6);
    }
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
  printf("%zu refuted\n", refuted);
  assert_true(refuted >= 5);
}

/* X with an entry equal to that of Z: no constants do. */
static void entries_without_noise_are_refuted_in_every_rank_and_domain(void **state) {
  (void)state;
  static const long units[] = {16, 0, 0, 0, 32, 0, 0, 0, 48};
  for (size_t k = 1; k <= 2; k++)
    for (size_t n = k == 1 ? 1 : 0; n < 3; n++) {
      factorization f = {.n = 3, .m = 3, .k = k};
      memcpy(f.units, units, sizeof units);
      factorization_finish(&f);
      problem p;
      ab_proof proof;
      assert_int_equal(refute_claim(&proof, &p, &f, domains[n], "1000000", "beta + 1"),
                       AB_VERDICT_REFUTED);
      assert_checked(&proof);
      ab_proof_clear(&proof);
      problem_clear(&p);
    }
}

static void move(mpq_t value, double by) {
  mpq_t step;
  mpq_init(step);
  mpq_set_d(step, by);
  mpq_add(value, value, step);
  mpq_clear(step);
}

static void forge(ab_witness *w, int forgery) {
  ab_choice *c = w->choices;
  switch (forgery) {
  case 0: /* y0 is not stationary */
    move(c[AB_NEAREST_CHART].values[0], 1e-6);
    break;
  case 1:
    move(c[AB_NEAREST_REACH].values[0], 0);
    mpq_div_2exp(c[AB_NEAREST_REACH].values[0], c[AB_NEAREST_REACH].values[0], 60);
    break;
  case 2:
    mpq_set_ui(c[AB_NEAREST_RATIO].values[0], 1, 1000);
    break;
  case 3:
    mpq_set_ui(c[AB_NEAREST_RATIO].values[0], 1, 1);
    break;
  case 4: /* outside of the tube, at the same y0 */
    for (size_t k = 0; k < c[AB_NEAREST_POINT].count; k++)
      mpq_mul_2exp(c[AB_NEAREST_POINT].values[k], c[AB_NEAREST_POINT].values[k], 3);
    break;
  case 5:
    mpq_set(c[AB_NEAREST_LOWER].values[0], c[AB_NEAREST_UPPER].values[0]);
    break;
  case 6:
    mpq_set(c[AB_NEAREST_UPPER].values[3], c[AB_NEAREST_LOWER].values[3]);
    break;
  case 7:
    move(w->constants.items[0].lo, 1);
    move(w->constants.items[0].hi, 1);
    break;
  case 8:
    mpq_set_ui(c[AB_NEAREST_ENTRY].values[0], 4, 1);
    break;
  case 9:
    for (size_t k = 0; k < 4; k++)
      mpq_set_ui(c[AB_NEAREST_CHART].values[k], 0, 1);
    break;
  default:
    mpq_set(c[AB_NEAREST_HINT + 1].values[0], c[AB_NEAREST_HINT].values[0]);
  }
}

static void certificates_that_say_too_much_are_refused(void **state) {
  (void)state;
  static const char *const reasons[] = {"within reach",     "within reach",  "ratio",
                                        "malformed",        "in the domain", "hold the columns",
                                        "hold the columns", "constant z",    "malformed",
                                        "invertible",       "no minimizer"};
  static const long units[] = {32, 16, 8, 8, -24, 16, 16, 8, -24};
  factorization f = {.n = 3, .m = 3, .k = 2};
  memcpy(f.units, units, sizeof units);
  factorization_finish(&f);
  problem p;
  ab_proof proof;
  assert_int_equal(refute_claim(&proof, &p, &f, domains[2], "1", "beta + 1"), AB_VERDICT_REFUTED);
  ab_witness right = proof.certificate.witness;
  for (int forgery = 0; forgery < 11; forgery++) {
    ab_witness_copy(&proof.certificate.witness, &right);
    forge(&proof.certificate.witness, forgery);
    ab_text text;
    ab_error error;
    write_certificate(&text, &proof.certificate, proof.trees);
    assert_int_equal(check_certificate(&text, false, &error), AB_NOT_VERIFIED);
    if (!strstr(error.message, reasons[forgery]))
      fail_msg("forgery %d: %s", forgery, error.message);
    ab_text_clear(&text);
    ab_witness_clear(&proof.certificate.witness);
  }
  proof.certificate.witness = right;
  ab_proof_clear(&proof);
  problem_clear(&p);
}

/* Where two minimizers are equally near, |M1| is not below 1. */
static void ties_are_not_certified(void **state) {
  (void)state;
  factorization f = {.n = 3, .m = 3, .k = 2};
  static const long units[] = {32, 16, 8, 8, -24, 16, 16, 8, -24};
  memcpy(f.units, units, sizeof units);
  factorization_finish(&f);
  problem p;
  ab_proof proof;
  ab_error error;
  assert_int_equal(refute_claim(&proof, &p, &f, domains[1], "1", "beta + 1"), AB_VERDICT_REFUTED);
  ab_choice *at = &proof.certificate.witness.choices[AB_NEAREST_POINT];
  for (size_t k = 0; k < at->count; k++) /* 0 is on the medial axis: y and -y are nearest */
    mpq_set_ui(at->values[k], 0, 1);
  assert_int_equal(ab_nearest_verify(&p.statement, &proof.certificate.witness, &error),
                   AB_NOT_VERIFIED);
  ab_proof_clear(&proof);
  problem_clear(&p);
}

/* best over a ball: the tube theorem from above, points from below. */
static void brackets_have_both_ends_where_proofs_are_by_bounds(void **state) {
  (void)state;
  static const long units[] = {24, 8, 8, 16};
  factorization f = {.n = 2, .m = 2, .k = 1};
  memcpy(f.units, units, sizeof units);
  factorization_finish(&f);
  problem p;
  problem_of_factorization(&p, &f, "ball radius = 2;", "beta + 1", "best");
  ab_prove_options options = {.precision = AB_PRECISION_DEFAULT, .threads = 1, .node_limit = 1000};
  ab_bracket bracket;
  ab_error error;
  mpq_t gap;
  mpq_init(gap);
  mpq_set_ui(gap, 1, 1000);
  assert_int_equal(ab_best(&bracket, &p.statement, gap, &options, &error), AB_OK);
  assert_true(bracket.has_proved && bracket.has_refuted);
  double tube = pow(1 + (4 + 2 * f.sigma[0]) / (2 * f.noise), 2) - 1;
  assert_true(fabs(mpq_get_d(bracket.proved) / tube - 1) < 0.01);
  assert_true(mpq_cmp(bracket.refuted, bracket.proved) < 0 && mpq_get_d(bracket.refuted) > 10);
  assert_checked(&bracket.proof);
  assert_checked(&bracket.refutation);
  mpq_clear(gap);
  ab_bracket_clear(&bracket);
  problem_clear(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_refuted_fails_by_the_definition),
      cmocka_unit_test(entries_without_noise_are_refuted_in_every_rank_and_domain),
      cmocka_unit_test(certificates_that_say_too_much_are_refused),
      cmocka_unit_test(ties_are_not_certified),
      cmocka_unit_test(brackets_have_both_ends_where_proofs_are_by_bounds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

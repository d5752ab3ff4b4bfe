/* SPDX-License-Identifier: MIT
 * Claims alpha_beta whose minimisers are a curve, against the definition: for noisy products the
 * projections onto w s = 1 come from the quartic t^4 - w t^3 + s t - 1 = 0, by bisection. */
#include "rank_one_problem.h"

#include "expr/evaluate.h"

#include <math.h>
#include <string.h>

enum { CURVE_SEED = 20260, POINTS = 400, STARTS = 400, FEET_MAX = 8 };

#define PRODUCTS "function f1 = (w*s - 1/2)^2/2; function f2 = (w*s - 3/2)^2/2;"
#define HYPERBOLA "w*s = 1;"

static void problem_of(problem *p, const char *functions, const char *equation, const char *lo,
                       const char *hi, const char *alpha) {
  *p = (problem){0};
  ab_text_printf(&p->text,
                 "problem curve {\nvariables w, s;\n%s\ninfimum { f1 = 0; f2 = 0; }\n"
                 "minimizers equations { %s }\ndomain { w in [%s, %s]; s in [%s, %s]; }\n"
                 "claim alpha_beta { alpha = %s; beta = alpha - 1; }\n}\n",
                 functions, equation, lo, hi, lo, hi, alpha);
}

/* Ends in *x, if refuted: the point. */
static ab_verdict verdict_at(const char *functions, const char *equation, const char *lo,
                             const char *hi, const char *alpha, double *x) {
  problem p;
  ab_proof proof;
  problem_of(&p, functions, equation, lo, hi, alpha);
  problem_read(&p);
  prove_with(&proof, &p, 30000);
  ab_verdict verdict = proof.verdict;
  const ab_witness *witness = &proof.certificate.witness;
  if (verdict != AB_VERDICT_UNKNOWN)
    assert_checked(&proof);
  for (size_t j = 0; j < 2 && x && verdict == AB_VERDICT_REFUTED; j++)
    x[j] = mpq_get_d(witness->choices[witness->choice_count - 1].values[j]);
  ab_proof_clear(&proof);
  problem_clear(&p);
  return verdict;
}

static ab_verdict verdict_of(const char *functions, const char *equation, const char *lo,
                             const char *hi, const char *alpha) {
  return verdict_at(functions, equation, lo, hi, alpha, NULL);
}

/* ---- the definition ---- */

static double quartic(double w, double s, double t) {
  return ((t - w) * t * t + s) * t - 1;
}

static double separation(double w, double s, double t) {
  return hypot(w - t, s - 1 / t);
}

/* All t with (t, 1/t) nearest to (w, s). */
static size_t projections(double w, double s, double *t) {
  double all[2 * STARTS], nearest = INFINITY;
  size_t found = 0, count = 0;
  for (int sign = -1; sign <= 1; sign += 2)
    for (int k = 0; k < STARTS; k++) {
      double a = sign * exp(-3 + 6.0 * k / STARTS), b = sign * exp(-3 + 6.0 * (k + 1) / STARTS);
      if ((quartic(w, s, a) < 0) == (quartic(w, s, b) < 0))
        continue;
      bool below = quartic(w, s, a) < 0;
      for (int i = 0; i < 60; i++) {
        double middle = (a + b) / 2;
        if ((quartic(w, s, middle) < 0) == below)
          a = middle;
        else
          b = middle;
      }
      all[found++] = a;
      nearest = fmin(nearest, separation(w, s, a));
    }
  for (size_t k = 0; k < found && count < FEET_MAX; k++)
    if (separation(w, s, all[k]) <= nearest + 1e-9)
      t[count++] = all[k];
  return count;
}

/* T_i at x = (w, s), y = (t, 1/t), f_i = (w s - q)^2/2, beta = alpha - 1. */
static double condition(double w, double s, double t, double q, double alpha) {
  double r = w * s - q, at_y = (1 - q) * (1 - q) / 2;
  return r * (s * (w - t) + w * (s - 1 / t)) - r * r / 2 + alpha * at_y;
}

static double uniform(double lo, double hi) {
  return lo + (hi - lo) * rand() / RAND_MAX;
}

/* The least T over samples of the square, its corners and the origin's diagonal included. */
static double least(double lo, double hi, double alpha) {
  double value = INFINITY, t[FEET_MAX];
  srand(CURVE_SEED);
  for (int k = 0; k <= POINTS; k++) {
    double w = k % 4 ? uniform(lo, hi) : lo + (hi - lo) * k / POINTS;
    double s = k % 4 ? uniform(lo, hi) : w;
    for (size_t j = 0, count = projections(w, s, t); j < count; j++)
      for (int i = 0; i < 2; i++)
        value = fmin(value, condition(w, s, t[j], i + 0.5, alpha));
  }
  return value;
}

static void constants_above_the_sampled_ones_are_proved(void **state) {
  (void)state;
  assert_true(least(0.5, 2, 25) > 0);
  assert_true(verdict_of(PRODUCTS, HYPERBOLA, "1/2", "2", "25") == AB_VERDICT_PROVED);
  assert_true(least(-3, 3, 20) > 0);
  assert_true(verdict_of(PRODUCTS, HYPERBOLA, "-3", "3", "20") == AB_VERDICT_PROVED);
}

/* The claim about (w s - 1/2)^2/2 and (w s - 3/2)^2/2, or with `spread` 0 about (w s - 1)^2/2, ends
 * with a point at which the definition fails: for every projection some T_i < 0. */
static void check_refuted(const char *functions, double spread, const char *lo, const char *hi,
                          const char *alpha) {
  double x[2], t[FEET_MAX];
  assert_int_equal(verdict_at(functions, HYPERBOLA, lo, hi, alpha, x), AB_VERDICT_REFUTED);
  assert_true(strtod(lo, NULL) <= x[0] && x[0] <= strtod(hi, NULL));
  assert_true(strtod(lo, NULL) <= x[1] && x[1] <= strtod(hi, NULL));
  size_t count = projections(x[0], x[1], t);
  assert_true(count > 0);
  for (size_t j = 0; j < count; j++) {
    double one = condition(x[0], x[1], t[j], 1 - spread, strtod(alpha, NULL));
    double other = condition(x[0], x[1], t[j], 1 + spread, strtod(alpha, NULL));
    assert_true(fmin(one, other) < 0);
  }
}

static void constants_below_the_sampled_ones_are_refuted(void **state) {
  (void)state;
  assert_true(least(0.5, 2, 1.2) < 0);
  check_refuted(PRODUCTS, 0.5, "0.5", "2", "1.2");
  assert_true(least(-2, 2, 8.9) < 0);
  check_refuted(PRODUCTS, 0.5, "-2", "2", "8.9");
  check_refuted(PRODUCTS, 0.5, "-3", "3", "2");
  check_refuted(PRODUCTS, 0.5, "-1", "3", "1.01");
}

#define PRODUCT "function f1 = (w*s - 1)^2/2; function f2 = (w*s - 1)^2/2;"

/* The saddle refutes every alpha. */
static void interpolated_product_is_refuted_where_the_saddle_is(void **state) {
  (void)state;
  check_refuted(PRODUCT, 0, "-2", "2", "1000");
  check_refuted(PRODUCT, 0, "-10", "10", "1.5");
}

static void interpolated_product_is_proved_where_samples_allow_it(void **state) {
  (void)state;
  double t[FEET_MAX], value = INFINITY;
  srand(CURVE_SEED);
  for (int k = 0; k < POINTS; k++) {
    double w = uniform(0.5, 2), s = uniform(0.5, 2);
    for (size_t j = 0, count = projections(w, s, t); j < count; j++)
      value = fmin(value, condition(w, s, t[j], 1, 4));
  }
  assert_true(value >= 0);
  assert_int_equal(verdict_of(PRODUCT, HYPERBOLA, "1/2", "2", "4"), AB_VERDICT_PROVED);
}

/* ---- the clauses at projections ---- */

static double literal_at(const ab_template *t, size_t l, double u, double v) {
  ab_interval *box = ab_intervals_create(2, 128);
  mpfr_set_d(box[0].lo, u, MPFR_RNDD);
  mpfr_set_d(box[0].hi, u, MPFR_RNDU);
  mpfr_set_d(box[1].lo, v, MPFR_RNDD);
  mpfr_set_d(box[1].hi, v, MPFR_RNDU);
  ab_evaluator *evaluator = ab_evaluator_create(t->graph, &t->literals[l].expr, 1, 2, 128);
  const ab_interval *range = ab_evaluator_range(evaluator, 0, box, NULL);
  assert_true(ab_interval_is_finite(range));
  double value = mpfr_get_d(range->lo, MPFR_RNDN);
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(box, 2);
  return value;
}

/* At x in D and y in Proj(x, M) only T may be what makes a clause true, and it is the T of the
 * definition. */
static void at_every_projection_the_clause_says_that_t_is_nonnegative(void **state) {
  (void)state;
  problem p;
  ab_proof proof;
  problem_of(&p, PRODUCTS, HYPERBOLA, "-3", "3", "20");
  problem_read(&p);
  prove_with(&proof, &p, 30000);
  ab_clauses clauses;
  compile_plainly(&clauses, &proof, &p);
  srand(CURVE_SEED);
  for (int k = 0; k < POINTS / 4; k++) {
    double w = uniform(-3, 3), s = uniform(-3, 3), t[FEET_MAX];
    size_t count = projections(w, s, t);
    assert_true(count > 0);
    for (size_t j = 0; j < count; j++)
      for (size_t i = 0; i < 2; i++) {
        const ab_clause *clause = &clauses.clauses[i + 4];
        const ab_template *template_ = ab_clause_template(&clauses, clause);
        assert_true(mpq_get_d(clause->lo[0]) <= t[j] && t[j] <= mpq_get_d(clause->hi[0]));
        assert_true(mpq_get_d(clause->lo[1]) <= s && s <= mpq_get_d(clause->hi[1]));
        double expected = condition(w, s, t[j], (double)i + 0.5, 20);
        assert_true(fabs(literal_at(template_, 0, t[j], s) - expected) <
                    1e-6 * (1 + fabs(expected)));
        for (size_t l = 1; l < template_->literal_count; l++)
          assert_true(literal_at(template_, l, t[j], s) < 1e-9);
      }
  }
  ab_clauses_clear(&clauses);
  ab_proof_clear(&proof);
  problem_clear(&p);
}

/* ---- wrong curves ---- */

static void curve_that_is_only_a_part_of_the_minimizers_is_not_proved(void **state) {
  (void)state;
  const char *functions = "function f1 = (w*s - 1)^2*(w - 1)^2; function f2 = 1/8 + 0*w;";
  assert_true(verdict_of(functions, HYPERBOLA, "1/2", "2", "1000") == AB_VERDICT_UNKNOWN);
}

static void refused_curve(const char *functions, const char *equation, const char *reason) {
  problem p;
  ab_proof proof;
  ab_error error;
  ab_prove_options options = {.precision = 64, .threads = 1, .node_limit = 1000};
  problem_of(&p, functions, equation, "1/2", "2", "20");
  problem_read(&p);
  assert_int_equal(ab_prove(&proof, &p.statement, &options, &error), AB_BAD_PROBLEM);
  assert_non_null(strstr(error.message, reason));
  problem_clear(&p);
}

static void curve_of_maximizers_is_an_error(void **state) {
  (void)state;
  refused_curve("function f1 = 9 - (w*s - 1)^2; function f2 = 9 - (w*s - 1)^2/2;", HYPERBOLA,
                "f is smaller than at the minimizers");
}

static void curve_where_f_is_not_constant_or_not_stationary_is_refused(void **state) {
  (void)state;
  refused_curve(PRODUCTS, "w + s = 2;", "stationary");
  refused_curve(PRODUCTS, "w*s = 2;", "stationary");
  refused_curve("function f1 = (w*s)^2; function f2 = (w*s)^2;", HYPERBOLA, "stationary");
}

/* M = {w s = s} = {w = 1 or s = 0}, no manifold at (1, 0). */
static void curve_that_crosses_itself_is_not_proved(void **state) {
  (void)state;
  const char *functions = "function f1 = (w*s - s - 1/2)^2/2; function f2 = (w*s - s + 1/2)^2/2;";
  assert_true(verdict_of(functions, "w*s = s;", "-2", "2", "1000") == AB_VERDICT_UNKNOWN);
}

/* ---- other curves ---- */

static void parabola_affine_in_the_first_variable_alone_is_proved(void **state) {
  (void)state;
  const char *functions = "function f1 = (w + s^2 - 3/2)^2/2; function f2 = (w + s^2 - 5/2)^2/2;";
  assert_true(verdict_of(functions, "w = 2 - s^2;", "1/2", "3/2", "30") == AB_VERDICT_PROVED);
}

/* ---- beyond the domain ---- */

static bool settles_minimizers(const char *functions) {
  problem p;
  ab_proof proof;
  problem_of(&p, functions, HYPERBOLA, "3/4", "3/2", "40");
  problem_read(&p);
  prove_with(&proof, &p, 30000);
  assert_int_equal(proof.verdict, AB_VERDICT_PROVED);
  assert_checked(&proof);
  bool settled = strcmp(proof.basis.minimizers, "proved") == 0;
  ab_proof_clear(&proof);
  problem_clear(&p);
  return settled;
}

/* As a function F of g = w s - 1 f has its only minimum at 0, or another one at g = 2, or is no
 * function of g. */
static void functions_of_the_equation_settle_the_whole_plane(void **state) {
  (void)state;
  assert_true(settles_minimizers(PRODUCTS));
  assert_true(settles_minimizers("function f1 = 1/4 + (w*s - 1)^2/(1 + (w*s - 1)^2);"
                                 "function f2 = 1/4 + (w*s - 1)^2;"));
  assert_false(settles_minimizers("function f1 = 1/4 + (w*s - 1)^2*(w*s - 5)^2;"
                                  "function f2 = 1/4 + (w*s - 1)^2*(w*s - 5)^2;"));
  assert_false(settles_minimizers("function f1 = 1/4 + (w*s - 1)^2*(1 + w^2);"
                                  "function f2 = 1/4 + (w*s - 1)^2*(1 + w^2);"));
}

/* ---- forged witnesses ---- */

typedef void forge(ab_witness *witness);

static void point_off_the_curve(ab_witness *witness) {
  mpq_set_ui(witness->choices[0].values[3], 7, 3);
}

static void point_where_a_vanishes(ab_witness *witness) {
  mpq_set_ui(witness->choices[0].values[0], 0, 1);
}

static void odd_number_of_values(ab_witness *witness) {
  mpq_clear(witness->choices[0].values[--witness->choices[0].count]);
}

static void other_name(ab_witness *witness) {
  witness->choices[0].name[0] = 'k';
}

static void forged_points_are_refused(void **state) {
  (void)state;
  forge *const forgeries[] = {point_off_the_curve, point_where_a_vanishes, odd_number_of_values,
                              other_name};
  for (size_t k = 0; k < sizeof forgeries / sizeof *forgeries; k++) {
    problem p;
    ab_proof proof;
    ab_text text;
    ab_error error;
    problem_of(&p, PRODUCTS, HYPERBOLA, "1/2", "2", "20");
    problem_read(&p);
    prove_with(&proof, &p, 30000);
    assert_true(proof.verdict == AB_VERDICT_PROVED);
    forgeries[k](&proof.certificate.witness);
    write_certificate(&text, &proof.certificate, proof.trees);
    assert_int_equal(check_certificate(&text, false, &error), AB_NOT_VERIFIED);
    assert_non_null(strstr(error.message, "curve"));
    ab_text_clear(&text);
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
}

/* ---- errors of the problem ---- */

static void other_equations_are_errors_with_their_place(void **state) {
  (void)state;
  static const char *const equations[] = {
      "w^2 + 2*s^2 = sqrt(2);",
      "exp(w)*s = 1;",
      "w*s >= 1;",
      "w*s = 1; w = 1;",
      "1/w = s;",
      "w = w;",
      "",
  };
  for (size_t k = 0; k < sizeof equations / sizeof *equations; k++) {
    problem p;
    ab_error error;
    problem_of(&p, PRODUCTS, equations[k], "1/2", "2", "20");
    assert_int_equal(problem_try(&p, &error), AB_BAD_PROBLEM);
    assert_int_equal(error.line, 5);
    assert_true(error.column > 0);
    problem_free_text(&p);
  }
}

static void unbounded_domain_is_an_error(void **state) {
  (void)state;
  problem p;
  ab_error error;
  problem_of(&p, PRODUCTS, HYPERBOLA, "1/2", "inf", "20");
  assert_int_equal(problem_try(&p, &error), AB_BAD_PROBLEM);
  assert_non_null(strstr(error.message, "bounded"));
  problem_free_text(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(constants_above_the_sampled_ones_are_proved),
      cmocka_unit_test(constants_below_the_sampled_ones_are_refuted),
      cmocka_unit_test(interpolated_product_is_refuted_where_the_saddle_is),
      cmocka_unit_test(interpolated_product_is_proved_where_samples_allow_it),
      cmocka_unit_test(at_every_projection_the_clause_says_that_t_is_nonnegative),
      cmocka_unit_test(curve_that_is_only_a_part_of_the_minimizers_is_not_proved),
      cmocka_unit_test(curve_of_maximizers_is_an_error),
      cmocka_unit_test(curve_where_f_is_not_constant_or_not_stationary_is_refused),
      cmocka_unit_test(curve_that_crosses_itself_is_not_proved),
      cmocka_unit_test(parabola_affine_in_the_first_variable_alone_is_proved),
      cmocka_unit_test(functions_of_the_equation_settle_the_whole_plane),
      cmocka_unit_test(forged_points_are_refused),
      cmocka_unit_test(other_equations_are_errors_with_their_place),
      cmocka_unit_test(unbounded_domain_is_an_error),
  };
  print_message("seed %d\n", CURVE_SEED);
  return cmocka_run_group_tests(tests, NULL, NULL);
}

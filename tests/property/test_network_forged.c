/* SPDX-License-Identifier: MIT
 * Forged certificates about two-layer networks: the clauses are compiled and proved anew from the
 * forged witness, so that replay accepts them, and the checker's look at the witness has to refuse.
 */
#include "forgery.h"

enum { REALISATION, ARGUMENT, SCALES };

static void start_text(forgery *f, const char *family, const char *domain, const char *claim) {
  *f = (forgery){0};
  ab_text_printf(&f->p.text,
                 "problem given {\n  family two_layer_relu { %s }\n  domain { %s }\n"
                 "  claim alpha_beta { %s }\n}\n",
                 family, domain, claim);
  problem_read(&f->p);
  prove_with(&f->proof, &f->p, 100000);
  assert_int_equal(f->proof.verdict, AB_VERDICT_PROVED);
  assert_checked(&f->proof);
}

#define POINT_AND_MIRROR                                                                           \
  "width = 3; point [1] positive 3 negative 1; point [-1] positive 1 negative 2;"
#define PLANE                                                                                      \
  "width = 6; point [1, 2] positive 3 negative 1; point [1, -2] positive 3 negative 2; "           \
  "point [-1, 1/2] positive 1 negative 3; point [-2, 2/3] positive 1 negative 4;"
#define INDEPENDENT                                                                                \
  "width = 2; point [1, 2] positive 3 negative 1; point [1, -2] positive 1 negative 2;"
#define BOX "W in [-1, 1]; v in [-1, 1];"
#define TUBE "tube radius = 1/4; v in [-1, 1];"
#define CLAIM "alpha = 400; beta = alpha - 1;"

static ab_choice *choice_of(forgery *f, size_t k) {
  assert_true(k < f->proof.certificate.witness.choice_count);
  return &f->proof.certificate.witness.choices[k];
}

/* Puts another choice in the place of one. */
static void replace(forgery *f, size_t k, const char *name, const char *const *values,
                    size_t count) {
  ab_choice *choice = choice_of(f, k);
  ab_free(choice->name);
  ab_rationals_destroy(choice->values, choice->count);
  *choice = (ab_choice){ab_copy_text(name, strlen(name)), ab_rationals_create(count), count};
  for (size_t i = 0; i < count; i++)
    assert_int_equal(mpq_set_str(choice->values[i], values[i], 10), 0);
}

static void refuse(forgery *f, const char *fragment) {
  assert_true(recompile_and_prove(f));
  assert_refused(f, fragment);
  finish(f);
}

static void shifted_logits_are_refused(void **state) {
  (void)state;
  for (long widths = -1; widths <= 1; widths += 2) {
    forgery f;
    start_text(&f, PLANE, TUBE, CLAIM);
    shift(&f.proof.certificate.witness.constants.items[2], widths);
    refuse(&f, "cannot be confirmed");
  }
}

static void wrong_reasons_why_outputs_are_realised_are_refused(void **state) {
  (void)state;
  static const struct {
    const char *name, *values[8];
    size_t count;
    const char *fragment;
  } reasons[] = {
      {"independent", {"1"}, 1, "not linearly independent"},
      {"gates", {"1", "0", "2", "0"}, 4, "not independent"}, /* one angle for all: no plane */
      {"gates", {"1", "0", "0", "1", "0"}, 5, "two vectors"},
      {"units", {"1", "0", "1", "0", "0", "1", "1", "1"}, 8, "rank 3"}, /* one unit twice */
      {"units", {"1", "0"}, 2, "a vector a point"},
      {"hope", {"1"}, 1, "does not say why"},
  };
  for (size_t n = 0; n < sizeof reasons / sizeof *reasons; n++) {
    forgery f;
    start_text(&f, PLANE, TUBE, CLAIM);
    replace(&f, REALISATION, reasons[n].name, reasons[n].values, reasons[n].count);
    refuse(&f, reasons[n].fragment);
  }
}

/* Four points in the plane need three pairs of gates. */
static void gates_of_a_network_too_narrow_are_refused(void **state) {
  (void)state;
  static const char *const plane[] = {"1", "0", "0", "1"};
  forgery f;
  start_text(&f,
             "width = 5; point [1, 2] positive 3 negative 1; point [1, -2] positive 3 negative 2; "
             "point [-1, 1/2] positive 1 negative 3; point [-2, 2/3] positive 1 negative 4;",
             TUBE, CLAIM);
  replace(&f, REALISATION, "gates", plane, 4);
  refuse(&f, "the width has to be at least 6");
}

static void units_beyond_the_width_are_refused(void **state) {
  (void)state;
  static const char *const units[] = {"1", "-1"};
  forgery f;
  start_text(&f,
             "width = 1; point [1, 0] positive 3 negative 1; point [0, 1] positive 2 negative 1;",
             TUBE, CLAIM);
  replace(&f, REALISATION, "units", units, 2);
  refuse(&f, "the width has to reach");
}

static void distances_too_small_are_refused(void **state) {
  (void)state;
  static const struct {
    const char *family, *domain;
  } problems[] = {{POINT_AND_MIRROR, BOX},
                  {INDEPENDENT, BOX},
                  {PLANE, TUBE},
                  {INDEPENDENT, "ball radius = 3;"}};
  for (size_t n = 0; n < sizeof problems / sizeof *problems; n++) {
    forgery f;
    mpq_t factor;
    start_text(&f, problems[n].family, problems[n].domain, "alpha = 4000; beta = alpha - 1;");
    mpq_init(factor);
    mpq_set_ui(factor, 999, 1000);
    mpq_mul(choice_of(&f, ARGUMENT)->values[0], choice_of(&f, ARGUMENT)->values[0], factor);
    mpq_clear(factor);
    refuse(&f, "is not shown");
  }
}

static void scales_that_give_no_point_are_refused(void **state) {
  (void)state;
  static const char *const scales[][3] = {{"1", "-1"}, {"0", "1"}, {"1", "1", "1"}};
  for (size_t n = 0; n < 3; n++) {
    forgery f;
    start_text(&f, POINT_AND_MIRROR, BOX, CLAIM);
    replace(&f, SCALES, "scales", scales[n], n == 2 ? 3 : 2);
    refuse(&f, "no points of M");
  }
}

/* A bound on the distance needs the points of M that show it. */
static void distances_without_points_are_refused(void **state) {
  (void)state;
  forgery f;
  start_text(&f, INDEPENDENT, BOX, CLAIM);
  ab_witness_drop_choices(&f.proof.certificate.witness, SCALES);
  refuse(&f, "is not shown");
}

#define ONE_POINT "width = 2; point [1, 2] positive 3 negative 1;"

/* Each bound of the choice one_point moved inwards by a fraction of itself. */
static void shortened_ranges_for_one_point_are_refused(void **state) {
  (void)state;
  for (size_t k = 0; k < 5; k++) {
    forgery f;
    start_text(&f, ONE_POINT, BOX, "alpha = 40; beta = alpha - 1;");
    bool lower = k == 1 || k == 3; /* m, h and e from above, h and e from below */
    mpq_t factor, *bound = &choice_of(&f, ARGUMENT)->values[k];
    mpq_init(factor);
    mpq_set_ui(factor, lower ? 105 : 95, 100);
    mpq_canonicalize(factor);
    mpq_mul(*bound, *bound, factor);
    mpq_clear(factor);
    refuse(&f, "ranges in 'one_point' are not shown");
  }
}

static void a_norm_that_is_none_is_refused(void **state) {
  (void)state;
  for (long widths = -1; widths <= 1; widths += 2) {
    forgery f;
    start_text(&f, ONE_POINT, BOX, "alpha = 40; beta = alpha - 1;");
    shift(&f.proof.certificate.witness.constants.items[1], 2 * widths);
    refuse(&f, "norm cannot be confirmed");
  }
}

/* The argument for one point says nothing about two, nor about d > 1. */
static void an_argument_out_of_place_is_refused(void **state) {
  (void)state;
  forgery f;
  start_text(&f, INDEPENDENT, BOX, CLAIM);
  static const char *const ranges[] = {"2", "1/2", "3", "1/2", "3"};
  ab_witness_drop_choices(&f.proof.certificate.witness, SCALES);
  replace(&f, ARGUMENT, "one_point", ranges, 5);
  f.proof.certificate.kind = AB_CERTIFICATE_PROOF;
  ab_error error;
  assert_int_equal(f.p.statement.condition->verify(&f.p.statement, AB_CERTIFICATE_PROOF,
                                                   &f.proof.certificate.witness, &error),
                   AB_NOT_VERIFIED);
  assert_non_null(strstr(error.message, "for one feature point"));
  finish(&f);
}

/* z* is close to 0, and an enclosure that reaches far beyond 0 says nothing about |z*|: the bounds
 * that would do for the size of its far end are no bounds. The claim is false. */
static void enclosures_of_z_beyond_zero_are_no_bounds_of_its_size(void **state) {
  (void)state;
  static const struct {
    const char *family, *domain;
    bool negative;
  } problems[] = {{"width = 1; point [1] positive 1000001 negative 1000000;",
                   "W in [-inf, inf]; v in [-1000, inf];", false},
                  {"width = 1; point [1] positive 1000000 negative 1000001;",
                   "W in [-inf, inf]; v in [-inf, 1000];", true}};
  for (size_t n = 0; n < 2; n++) {
    forgery f;
    start_text(&f, problems[n].family, problems[n].domain, "alpha = 200; beta = alpha - 1;");
    assert_string_equal(choice_of(&f, ARGUMENT)->name, "closed_form");
    ab_constant *z = &f.proof.certificate.witness.constants.items[0];
    if (problems[n].negative)
      mpq_set_si(z->hi, 1, 2);
    else
      mpq_set_si(z->lo, -1, 2);
    mpq_set_ui(choice_of(&f, ARGUMENT)->values[0], 127, 1);
    refuse(&f, "the bound 'closed_form' is not shown");
  }
}

/* Weights whose outputs at the points are dependent give no point of M; and numbers that are not
 * whole matrices give no weights. */
static void weights_that_cannot_attain_the_outputs_are_refused(void **state) {
  (void)state;
  static const struct {
    const char *values[5];
    size_t count;
    const char *fragment;
  } weights[] = {
      {{"1", "1", "1", "1"}, 4, "do not attain z*"},    /* one unit twice */
      {{"1", "1/3", "-1", "0"}, 4, "do not attain z*"}, /* the second one off at both points */
      {{"1", "0", "1", "-1", "1"}, 5, "4 numbers"},
      {{"1"}, 0, "4 numbers"},
  };
  for (size_t n = 0; n < sizeof weights / sizeof *weights; n++) {
    forgery f;
    ab_error error;
    start_text(&f, INDEPENDENT, BOX, "alpha = 40; beta = alpha - 1;");
    assert_string_equal(choice_of(&f, ARGUMENT)->name, "weights");
    replace(&f, ARGUMENT, "weights", weights[n].values, weights[n].count);
    assert_int_equal(f.p.statement.condition->verify(&f.p.statement, AB_CERTIFICATE_PROOF,
                                                     &f.proof.certificate.witness, &error),
                     AB_NOT_VERIFIED);
    assert_non_null(strstr(error.message, weights[n].fragment));
    finish(&f);
  }
}

enum { POINT = 1, LABEL, NEAR, MULTIPLIER };

static void start_refutation(forgery *f) {
  *f = (forgery){0};
  ab_text_printf(&f->p.text,
                 "problem given {\n  family two_layer_relu { %s }\n  domain { %s }\n"
                 "  claim alpha_beta { %s }\n}\n",
                 ONE_POINT, "W in [-1, 1]; v in [-1, 1];", "alpha = 4; beta = alpha - 1;");
  problem_read(&f->p);
  prove_with(&f->proof, &f->p, 100000);
  assert_int_equal(f->proof.verdict, AB_VERDICT_REFUTED);
  assert_checked(&f->proof);
}

static void refutations_with_another_choice_are_refused(void **state) {
  (void)state;
  static const struct {
    size_t choice, value;
    const char *number, *fragment;
  } changes[] = {
      {POINT, 0, "9/8", "is not shown to lie in the domain"},
      {LABEL, 0, "0", "has to be 1 or -1"},
      {MULTIPLIER, 0, "65/64", "is not shown"},
      {MULTIPLIER, 0, "-3", "is not shown"},
  };
  for (size_t n = 0; n < sizeof changes / sizeof *changes; n++) {
    forgery f;
    ab_error error;
    start_refutation(&f);
    mpq_set_str(choice_of(&f, changes[n].choice)->values[changes[n].value], changes[n].number, 10);
    assert_int_equal(f.p.statement.condition->verify(&f.p.statement, AB_CERTIFICATE_REFUTATION,
                                                     &f.proof.certificate.witness, &error),
                     AB_NOT_VERIFIED);
    assert_non_null(strstr(error.message, changes[n].fragment));
    finish(&f);
  }
}

#define REGULARIZED                                                                                \
  "problem given { family two_layer_relu { width = 2; point [1, 0] positive 3 negative 1; point "  \
  "[1/2, 1] positive 1 negative 2; } regularization { v = 1/50; W = 1/40; } domain { W in [-1, "   \
  "1]; "                                                                                           \
  "v in [-1, 1]; } claim alpha_beta { alpha = 120; beta = alpha - 1; } }\n"

/* Multipliers out of range, intervals turned round: refused outright. Multipliers a little too
 * large, a gap too small, an interval that ends too early: no tree proves these. */
static void wrong_multipliers_gaps_and_outputs_are_refused(void **state) {
  (void)state;
  static const struct {
    size_t choice, value;
    const char *factor;
    bool outright;
  } changes[] = {{1, 0, "1000", true},   {1, 0, "1009/1000", false}, {1, 1, "1009/1000", false},
                 {2, 0, "1/2", false},   {3, 0, "1000", true},       {3, 1, "99/100", false},
                 {3, 2, "99/100", false}};
  for (size_t n = 0; n < sizeof changes / sizeof *changes; n++) {
    forgery f = {0};
    mpq_t factor;
    ab_text_add(&f.p.text, REGULARIZED);
    problem_read(&f.p);
    prove_with(&f.proof, &f.p, 100000);
    assert_int_equal(f.proof.verdict, AB_VERDICT_PROVED);
    assert_checked(&f.proof);
    mpq_init(factor);
    mpq_set_str(factor, changes[n].factor, 10);
    mpq_t *value = &choice_of(&f, changes[n].choice)->values[changes[n].value];
    mpq_mul(*value, *value, factor);
    mpq_clear(factor);
    ab_error error;
    bool verified = f.p.statement.condition->verify(&f.p.statement, AB_CERTIFICATE_PROOF,
                                                    &f.proof.certificate.witness, &error) == AB_OK;
    assert_int_equal(verified, !changes[n].outright);
    if (verified)
      assert_false(recompile_and_prove(&f));
    finish(&f);
  }
}

/* A refutation for the squared loss names a target of the point. */
static void refutations_by_a_target_that_is_none_are_refused(void **state) {
  (void)state;
  static const char *const numbers[] = {"0", "3", "3/2"};
  for (size_t n = 0; n < 3; n++) {
    forgery f = {0};
    ab_error error;
    ab_text_add(&f.p.text,
                "problem given { family two_layer_relu { width = 1; loss = squared; point [1] "
                "targets [2, 1/2]; } domain { W in [-2, 2]; v in [-2, 2]; } claim "
                "alpha_beta { alpha = 29; beta = alpha - 1; } }\n");
    problem_read(&f.p);
    prove_with(&f.proof, &f.p, 100000);
    assert_int_equal(f.proof.verdict, AB_VERDICT_REFUTED);
    assert_checked(&f.proof);
    assert_int_equal(choice_of(&f, LABEL)->count, 2);
    mpq_set_str(choice_of(&f, LABEL)->values[1], numbers[n], 10);
    assert_int_equal(f.p.statement.condition->verify(&f.p.statement, AB_CERTIFICATE_REFUTATION,
                                                     &f.proof.certificate.witness, &error),
                     AB_NOT_VERIFIED);
    assert_non_null(strstr(error.message, "that of the point"));
    finish(&f);
  }
}

/* Outputs that are rational have to be exact, or enclosed. */
static void outputs_of_other_losses_are_verified(void **state) {
  (void)state;
  static const char *const families[] = {
      "width = 2; loss = squared; point [1, 2] targets [2, 1/2]; point [1, -2] targets [0, -1];",
      "width = 2; loss = smoothed_hinge; point [1, 2] positive 3 negative 1; point [1, -2] "
      "positive 1 "
      "negative 2;"};
  for (size_t n = 0; n < 2; n++) {
    forgery f;
    start_text(&f, families[n], TUBE, "alpha = 4000; beta = alpha - 1;");
    mpq_t one;
    mpq_init(one);
    mpq_set_ui(one, 1, 1000000000);
    ab_constant *z = &f.proof.certificate.witness.constants.items[1];
    mpq_add(z->lo, z->lo, one);
    mpq_add(z->hi, z->hi, one);
    mpq_clear(one);
    refuse(&f, "cannot be confirmed");
  }
}

/* At another point the claim holds, or another minimizer is nearer: no tree says otherwise. */
static void refutations_elsewhere_are_not_proved(void **state) {
  (void)state;
  for (int n = 0; n < 2; n++) {
    forgery f;
    start_refutation(&f);
    if (n == 0) {
      for (size_t k = 0; k < choice_of(&f, POINT)->count; k++)
        mpq_set_ui(choice_of(&f, POINT)->values[k], 1, 1);
    } else {
      mpq_set_si(choice_of(&f, LABEL)->values[0], -1, 1);
    }
    assert_false(recompile_and_prove(&f));
    finish(&f);
  }
}

/* Either end of the range of t moved inwards. */
static void shortened_ranges_for_one_unit_are_refused(void **state) {
  (void)state;
  for (size_t k = 0; k < 2; k++) {
    forgery f;
    start_text(&f,
               "width = 1; point [1, 0] positive 3 negative 1; point [1, 1] positive 2 negative 1;",
               BOX, "alpha = 40; beta = alpha - 1;");
    mpq_t factor, *bound = &choice_of(&f, ARGUMENT)->values[k];
    mpq_init(factor);
    mpq_set_ui(factor, k == 0 ? 112 : 88, 100);
    mpq_canonicalize(factor);
    mpq_mul(*bound, *bound, factor);
    mpq_clear(factor);
    refuse(&f, "range 'one_unit' is not shown");
  }
}

/* A refutation of the claim, with a choice (from the argument's on) changed. */
static void wrong_refutations_for_one_unit_are_refused(void **state) {
  (void)state;
  static const struct {
    size_t choice, value;
    const char *to, *fragment; /* NULL: accepted by verify, but not proved */
  } changes[] = {
      {0, 0, "5", "lie in the domain"},
      {1, 0, "3", "one of the problem"},
      {1, 1, "2", "one of the problem"},
      {2, 0, "9/10", "range of t is not shown"},
      {2, 1, "1", "range of t is not shown"},
      {2, 0, "-1", "range of t is not shown"},
      {0, 2, "1", NULL},
  };
  for (size_t n = 0; n < sizeof changes / sizeof *changes; n++) {
    forgery f = {0};
    ab_text_add(&f.p.text,
                "problem given { family two_layer_relu { width = 1; point [1, 0] positive 3 "
                "negative 1; point [1, 1] positive 2 negative 1; } domain { W in [-2, 2]; v in "
                "[-2, 2]; } claim alpha_beta { alpha = 5; beta = 4; } }");
    problem_read(&f.p);
    prove_with(&f.proof, &f.p, 100000);
    assert_int_equal(f.proof.verdict, AB_VERDICT_REFUTED);
    assert_checked(&f.proof);
    mpq_t *value = &choice_of(&f, ARGUMENT + changes[n].choice)->values[changes[n].value];
    assert_int_equal(mpq_set_str(*value, changes[n].to, 10), 0);
    if (changes[n].fragment) /* judged before the clauses are looked at */
      assert_refused(&f, changes[n].fragment);
    else
      assert_false(recompile_and_prove(&f));
    finish(&f);
  }
}

static void a_multiplier_too_small_for_the_closed_form_is_refused(void **state) {
  (void)state;
  forgery f;
  start_text(&f, "width = 1; point [1, 2] positive 1 negative 3;",
             "W in [-inf, inf]; v in [-inf, 2];", "alpha = 40; beta = alpha - 1;");
  assert_int_equal(f.proof.certificate.kind, AB_CERTIFICATE_THEOREM);
  mpq_t factor, *bound = &choice_of(&f, ARGUMENT)->values[0];
  mpq_init(factor);
  mpq_set_ui(factor, 99, 100);
  mpq_mul(*bound, *bound, factor);
  mpq_clear(factor);
  refuse(&f, "'closed_form' is not shown");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shifted_logits_are_refused),
      cmocka_unit_test(wrong_reasons_why_outputs_are_realised_are_refused),
      cmocka_unit_test(gates_of_a_network_too_narrow_are_refused),
      cmocka_unit_test(units_beyond_the_width_are_refused),
      cmocka_unit_test(distances_too_small_are_refused),
      cmocka_unit_test(scales_that_give_no_point_are_refused),
      cmocka_unit_test(distances_without_points_are_refused),
      cmocka_unit_test(shortened_ranges_for_one_point_are_refused),
      cmocka_unit_test(a_norm_that_is_none_is_refused),
      cmocka_unit_test(an_argument_out_of_place_is_refused),
      cmocka_unit_test(refutations_with_another_choice_are_refused),
      cmocka_unit_test(wrong_multipliers_gaps_and_outputs_are_refused),
      cmocka_unit_test(refutations_by_a_target_that_is_none_are_refused),
      cmocka_unit_test(outputs_of_other_losses_are_verified),
      cmocka_unit_test(refutations_elsewhere_are_not_proved),
      cmocka_unit_test(shortened_ranges_for_one_unit_are_refused),
      cmocka_unit_test(wrong_refutations_for_one_unit_are_refused),
      cmocka_unit_test(a_multiplier_too_small_for_the_closed_form_is_refused),
      cmocka_unit_test(enclosures_of_z_beyond_zero_are_no_bounds_of_its_size),
      cmocka_unit_test(weights_that_cannot_attain_the_outputs_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

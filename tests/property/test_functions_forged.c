/* SPDX-License-Identifier: MIT
 * Forged witnesses about own functions: the look at the witness has to refuse each. */
#include "functions_problem.h"

#include "num/rational.h"
#include "prove/method.h"

static const char QUARTIC[] =
    "problem given { variables x; function f1 = (x^2 - 2)^2 + 1; infimum { f1 = 1; } "
    "minimizers points auto; domain { x in [-2, 2]; } "
    "claim alpha_beta { alpha = 1000; beta = 999; } }\n";
static const char PLANE[] =
    "problem given { variables x; function f1 = (x - 1)^2/(1 + (x - 1)^2); "
    "function f2 = (x + 1)^2/(1 + (x + 1)^2); minimizers points auto; "
    "domain { x in [-inf, inf]; } claim alpha_beta { alpha = 1000; beta = 999; } }\n";

static const char ELLIPSE[] =
    "problem given { variables x, y; function f = (x^2 + 4*y^2 - 1)^2 + 3; "
    "minimizers equations { x^2 + 4*y^2 = 1; } domain { x in [-1, 1]; y in [-1, 1]; } "
    "claim quadratic_growth { mu = 1/100; } }\n";

typedef struct {
  problem p;
  ab_witness witness;
} forgery;

static void start(forgery *f, const char *text) {
  *f = (forgery){0};
  problem_read_text(&f->p, text);
  ab_error error;
  ab_certificate_kind kind = AB_CERTIFICATE_PROOF;
  const ab_method *method = ab_method_of(f->p.statement.condition);
  assert_int_equal(method->make(&f->witness, &kind, &f->p.statement, &error), AB_OK);
}

static ab_status verify(const forgery *f) {
  ab_error error;
  return f->p.statement.condition->verify(&f->p.statement, AB_CERTIFICATE_PROOF, &f->witness,
                                          &error);
}

static void finish(forgery *f, ab_status expected) {
  assert_int_equal(verify(f), expected);
  ab_witness_clear(&f->witness);
  problem_clear(&f->p);
}

static ab_choice *choice_named(forgery *f, const char *name) {
  for (size_t i = 0; i < f->witness.choice_count; i++)
    if (strcmp(f->witness.choices[i].name, name) == 0)
      return &f->witness.choices[i];
  fail_msg("no choice %s", name);
  return NULL;
}

static void honest_witness_is_accepted(void **state) {
  (void)state;
  forgery f;
  start(&f, QUARTIC);
  finish(&f, AB_OK);
  start(&f, PLANE);
  finish(&f, AB_OK);
}

static void shifted_enclosure_of_any_constant_is_refused(void **state) {
  (void)state;
  forgery f;
  start(&f, QUARTIC);
  size_t count = f.witness.constants.count;
  finish(&f, AB_OK);
  for (size_t i = 0; i < count; i++) {
    start(&f, QUARTIC);
    ab_constant *c = &f.witness.constants.items[i];
    mpq_t shift;
    mpq_init(shift);
    mpq_set_ui(shift, 1, 1000000);
    mpq_add(c->lo, c->lo, shift);
    mpq_add(c->hi, c->hi, shift);
    mpq_clear(shift);
    finish(&f, AB_NOT_VERIFIED);
  }
}

/* A wide enclosure could hold the zero and another point as well. */
static void wide_enclosure_of_a_point_is_refused(void **state) {
  (void)state;
  forgery f;
  start(&f, QUARTIC);
  ab_constant *c = &f.witness.constants.items[0];
  mpq_t margin;
  mpq_init(margin);
  mpq_set_ui(margin, 1, 1000);
  mpq_sub(c->lo, c->lo, margin);
  mpq_add(c->hi, c->hi, margin);
  mpq_clear(margin);
  finish(&f, AB_NOT_VERIFIED);
}

static void wrong_symmetries_are_refused(void **state) {
  (void)state;
  static const long wrong[][2] = {{1, 0}, {-1, 1}, {0, 0}, {2, 0}, {-2, 0}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    forgery f;
    start(&f, QUARTIC);
    ab_choice *c = choice_named(&f, "symmetry[2]");
    mpq_set_si(c->values[0], wrong[i][0], 1);
    mpq_set_si(c->values[1], wrong[i][1], 1);
    finish(&f, AB_NOT_VERIFIED);
  }
}

static void wrong_attained_points_are_refused(void **state) {
  (void)state;
  forgery f;
  start(&f, PLANE);
  mpq_set_si(choice_named(&f, "attained[1]")->values[0], 1001, 1000);
  finish(&f, AB_NOT_VERIFIED);
}

static void radii_that_are_not_positive_are_refused(void **state) {
  (void)state;
  for (long r = -1; r <= 0; r++) {
    forgery f;
    start(&f, PLANE);
    mpq_set_si(choice_named(&f, "radius")->values[0], r, 1);
    finish(&f, AB_NOT_VERIFIED);
  }
}

static void small_radius_for_a_domain_is_refused(void **state) {
  (void)state;
  static const char *const domains[] = {"[-2, 2]", "[7, inf]", "[-inf, -7]"};
  for (size_t i = 0; i < 3; i++) {
    forgery f;
    char text[512];
    snprintf(text, sizeof text,
             "problem given { variables x; function f1 = (x - 1)^2; function f2 = (x + 1)^2; "
             "minimizers points { (0); } domain { x in %s; } "
             "claim alpha_beta { alpha = 1000; beta = 999; } }\n",
             domains[i]);
    start(&f, text);
    mpq_set_si(choice_named(&f, "radius")->values[0], 1, 1);
    finish(&f, AB_NOT_VERIFIED);
  }
}

static void missing_radius_for_the_plane_is_refused(void **state) {
  (void)state;
  forgery f;
  start(&f, PLANE);
  ab_choice *last = &f.witness.choices[--f.witness.choice_count];
  assert_string_equal(last->name, "radius");
  ab_free(last->name);
  ab_rationals_destroy(last->values, last->count);
  finish(&f, AB_NOT_VERIFIED);
}

static void surplus_choices_are_refused(void **state) {
  (void)state;
  forgery f;
  start(&f, PLANE);
  ab_witness_add_choice(&f.witness, "radius", 1);
  finish(&f, AB_NOT_VERIFIED);
  start(&f, PLANE);
  ab_witness_add_choice(&f.witness, "nothing", 1);
  finish(&f, AB_NOT_VERIFIED);
}

/* Each end of each segment, moved so that the segment misses the ellipse. */
static void segments_that_miss_the_minimizers_are_refused(void **state) {
  (void)state;
  forgery f;
  start(&f, ELLIPSE);
  size_t count = choice_named(&f, "curve")->count / 4;
  finish(&f, AB_OK);
  for (size_t k = 0; k < count; k += 5) {
    start(&f, ELLIPSE);
    ab_choice *segments = choice_named(&f, "curve");
    for (size_t j = 0; j < 4; j++)
      mpq_mul_2exp(segments->values[4 * k + j], segments->values[4 * k + j], 1);
    finish(&f, AB_NOT_VERIFIED);
  }
}

static void wrong_values_on_the_minimizers_are_refused(void **state) {
  (void)state;
  static const char *const values[] = {"2", "4", "3000001/1000000", "0", "-3"};
  forgery f;
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    start(&f, ELLIPSE);
    mpq_set_str(choice_named(&f, "value")->values[0], values[i], 10);
    finish(&f, AB_NOT_VERIFIED);
  }
}

static void steepness_that_is_not_positive_is_refused(void **state) {
  (void)state;
  forgery f;
  for (long value = -1; value <= 0; value++) {
    start(&f, ELLIPSE);
    mpq_set_si(choice_named(&f, "steepness")->values[0], value, 1);
    finish(&f, AB_NOT_VERIFIED);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(segments_that_miss_the_minimizers_are_refused),
      cmocka_unit_test(wrong_values_on_the_minimizers_are_refused),
      cmocka_unit_test(steepness_that_is_not_positive_is_refused),
      cmocka_unit_test(honest_witness_is_accepted),
      cmocka_unit_test(shifted_enclosure_of_any_constant_is_refused),
      cmocka_unit_test(wide_enclosure_of_a_point_is_refused),
      cmocka_unit_test(wrong_symmetries_are_refused),
      cmocka_unit_test(wrong_attained_points_are_refused),
      cmocka_unit_test(radii_that_are_not_positive_are_refused),
      cmocka_unit_test(small_radius_for_a_domain_is_refused),
      cmocka_unit_test(missing_radius_for_the_plane_is_refused),
      cmocka_unit_test(surplus_choices_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

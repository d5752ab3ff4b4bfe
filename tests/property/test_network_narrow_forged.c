/* SPDX-License-Identifier: MIT
 * Forged certificates about one unit that cannot attain the outputs of least loss: what the witness
 * says of the minimizer and of all other patterns has to be refused where it is wrong. */
#include "forgery.h"

#include "family/network_narrow.h"
#include "prove/network_branches.h"
#include "real/logarithm.h"

#include <math.h>

enum { NARROW, BRANCHES, MULTIPLIERS, ARGUMENT };

/* The proof of a claim whose witness is `narrow 1 2 1` (the second point at its kink), `branches 3
 * 5 0 1 4 -1 0 0 0 0`, and five rows of multipliers. */
static void start(forgery *f) {
  *f = (forgery){0};
  ab_text_add(&f->p.text,
              "problem given {\n  family two_layer_relu { width = 1; point [1, 0] positive 3 "
              "negative 1; point [0, 1] positive 1 negative 4; point [1, 1] positive 5 negative 1; "
              "point [1, -1] positive 2 negative 1; point [-1, -1/2] positive 2 negative 1; }\n"
              "  domain { W in [-1, 1]; v in [-1, 1]; }\n"
              "  claim alpha_beta { alpha = 60; beta = 59; }\n}\n");
  problem_read(&f->p);
  prove_with(&f->proof, &f->p, 100000);
  assert_int_equal(f->proof.verdict, AB_VERDICT_PROVED);
  assert_checked(&f->proof);
}

static ab_choice *choice_of(forgery *f, size_t k) {
  assert_true(k < f->proof.certificate.witness.choice_count);
  return &f->proof.certificate.witness.choices[k];
}

static void replace(forgery *f, size_t k, const char *const *values, size_t count) {
  ab_choice *choice = choice_of(f, k);
  ab_rationals_destroy(choice->values, choice->count);
  choice->values = ab_rationals_create(count);
  choice->count = count;
  for (size_t i = 0; i < count; i++)
    assert_int_equal(mpq_set_str(choice->values[i], values[i], 10), 0);
}

static void shifted_constants_are_refused(void **state) {
  (void)state;
  static const char *const fragments[] = {"cannot be confirmed", NULL, "do not say", "do not say",
                                          "do not say"};
  for (size_t i = 0; i < 5; i++)
    for (long widths = -2; widths <= 2 && fragments[i]; widths += 4) {
      forgery f;
      start(&f);
      shift(&f.proof.certificate.witness.constants.items[i], widths);
      if (i == 0) /* those that follow from it go with it */
        for (size_t k = 2; k < 5; k++)
          shift(&f.proof.certificate.witness.constants.items[k], k == 4 ? -widths : widths);
      assert_refused(&f, fragments[i]);
      finish(&f);
    }
}

/* The kink at the second point may neither move nor be a range. */
static void a_kink_that_is_none_is_refused(void **state) {
  (void)state;
  for (int end = 0; end < 3; end++) {
    forgery f;
    start(&f);
    ab_constant *c = &f.proof.certificate.witness.constants.items[1];
    if (end != 1)
      mpq_set_d(c->hi, 0x1p-80);
    if (end != 0)
      mpq_set_d(c->lo, end == 1 ? -0x1p-80 : 0x1p-81);
    assert_refused(&f, end < 2 ? "do not say" : "");
    finish(&f);
  }
}

static void wrong_signs_and_bases_are_refused(void **state) {
  (void)state;
  static const struct {
    const char *values[4];
    size_t count;
    const char *fragment;
  } wrong[] = {
      {{"-1", "2", "1"}, 3, ""},
      {{"2", "2", "1"}, 3, "a narrow network is"},
      {{"1", "2"}, 2, "do not say"},
      {{"1", "2", "2"}, 3, "are not a basis"},
      {{"1", "2", "6"}, 3, "are not a basis"},
      {{"1", "2", "1/2"}, 3, "are not a basis"},
      {{"1", "2", "1", "3"}, 4, "are not a basis"},
      {{"1", "1", "3"}, 3, "do not say"}, /* the kink is not in it */
      {{"1", "2", "5"}, 3, "do not say"}, /* off there */
      {{"1"}, 1, "a narrow network is"},
  };
  forgery f;
  start(&f);
  for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++) {
    replace(&f, NARROW, wrong[n].values, wrong[n].count);
    assert_refused(&f, wrong[n].fragment);
  }
  finish(&f);
}

static void wrong_trees_are_refused(void **state) {
  (void)state;
  static const struct {
    const char *values[12];
    size_t count;
    const char *fragment;
  } wrong[] = {
      {{"3", "5", "-1", "1", "4", "-1", "0", "0", "0", "0"}, 10, "no multipliers"},
      {{"3", "5", "0", "1", "-1", "0", "0", "0"}, 8, "no multipliers"},
      {{"3", "5", "0", "1", "4", "-1", "0", "0", "0", "-1"}, 10, "no multipliers"},
      {{"-1", "0"}, 2, "no multipliers"},
      {{"3", "1", "4", "-1", "0", "0", "0", "0"}, 8, "no multipliers"}, /* 5 may be on */
      {{"3", "5", "0", "1", "4", "-1", "0", "0", "0"}, 9, "'branches'"},
      {{"3", "5", "0", "1", "4", "-1", "0", "0", "0", "0", "0"}, 11, "'branches'"},
      {{"3", "5", "0", "1", "4", "0", "0", "0", "0", "0"}, 10, "'branches'"},
      {{"3", "3", "0", "1", "4", "-1", "0", "0", "0", "0"}, 10, "'branches'"},
      {{"3", "6", "0", "1", "4", "-1", "0", "0", "0", "0"}, 10, "'branches'"},
      {{"3", "-2", "0", "1", "4", "-1", "0", "0", "0", "0"}, 10, "'branches'"},
      {{"3", "5/2", "0", "1", "4", "-1", "0", "0", "0", "0"}, 10, "'branches'"},
      {{"0", "3", "0", "1", "4", "-1", "0", "0", "0", "0"}, 10, ""},
  };
  forgery f;
  start(&f);
  for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++) {
    replace(&f, BRANCHES, wrong[n].values, wrong[n].count);
    assert_refused(&f, wrong[n].fragment);
  }
  finish(&f);
}

/* Any multiplier changed alone; a row that is too large; rows missing. */
static void wrong_multipliers_are_refused(void **state) {
  (void)state;
  mpq_t step;
  mpq_init(step);
  mpq_set_si(step, 1, 1024);
  forgery f;
  start(&f);
  for (size_t k = 0; k < 25; k++) {
    mpq_t *value = &choice_of(&f, MULTIPLIERS)->values[k];
    mpq_add(*value, *value, step);
    assert_refused(&f, "no multipliers");
    mpq_sub(*value, *value, step);
  }
  assert_checked(&f.proof);
  finish(&f);
  for (long factor = -64; factor <= 64; factor += 128) {
    start(&f);
    mpq_set_si(step, factor, 1);
    for (size_t k = 0; k < 5; k++) {
      mpq_t *value = &choice_of(&f, MULTIPLIERS)->values[k];
      mpq_mul(*value, *value, step);
    }
    assert_refused(&f, "no multipliers");
    finish(&f);
  }
  mpq_clear(step);
  start(&f);
  choice_of(&f, MULTIPLIERS)->count -= 5;
  assert_refused(&f, "not two trees");
  choice_of(&f, MULTIPLIERS)->count += 5;
  finish(&f);
}

/* x_1 + x_2 = x_3: multipliers that are negative where c_3 <= 0, and larger than all labels. */
static void multipliers_of_the_wrong_size_are_refused(void **state) {
  (void)state;
  for (int large = 0; large < 2; large++) {
    forgery f;
    start(&f);
    mpq_t *row = choice_of(&f, MULTIPLIERS)->values + (large ? 0 : 15);
    for (size_t i = 0; i < 5; i++)
      mpq_set_si(row[i], i == 2 ? -1 : i < 2 ? 1 : 0, large ? 1 : 8);
    assert_refused(&f, "no multipliers");
    finish(&f);
  }
}

/* The fifth point, with more labels 1 than -1, may be on at the leaf -1 if nothing says that it is
 * off: every other leaf is as good as before. */
static void a_minimizer_with_too_much_around_it_is_refused(void **state) {
  (void)state;
  static const char *const branches[] = {"3", "1", "4", "-1", "0", "0", "0", "0"};
  forgery f;
  start(&f);
  replace(&f, BRANCHES, branches, 8);
  ab_choice *multipliers = choice_of(&f, MULTIPLIERS);
  for (size_t k = 0; k < 20; k++)
    mpq_set(multipliers->values[k], multipliers->values[k + 5]);
  multipliers->count = 20;
  assert_refused(&f, "no multipliers");
  multipliers->count = 25;
  finish(&f);
}

/* The leaf of the minimizer in the tree of the other sign, with the same points at its sides. */
static void a_minimizer_of_the_other_sign_is_refused(void **state) {
  (void)state;
  static const char *const branches[] = {"3", "5", "0", "1", "4", "-1", "0", "0", "0",
                                         "3", "5", "0", "1", "4", "-1", "0", "0", "0"};
  enum { ROWS = 8, POINTS = 5 };
  const char *zeros[ROWS * POINTS];
  for (size_t k = 0; k < ROWS * POINTS; k++)
    zeros[k] = "0";
  forgery f;
  start(&f);
  replace(&f, BRANCHES, branches, sizeof branches / sizeof *branches);
  replace(&f, MULTIPLIERS, zeros, ROWS * POINTS);
  assert_refused(&f, "no multipliers");
  finish(&f);
}

/* With no multipliers at all the bounds of some patterns are too small. */
static void bounds_that_are_too_small_are_not_proved(void **state) {
  (void)state;
  forgery f;
  start(&f);
  for (size_t k = 0; k < choice_of(&f, MULTIPLIERS)->count; k++)
    mpq_set_ui(choice_of(&f, MULTIPLIERS)->values[k], 0, 1);
  assert_false(recompile_and_prove(&f));
  finish(&f);
}

/* Arguments that take M to be {z = z*}. */
static void other_arguments_are_refused(void **state) {
  (void)state;
  static const char *const names[] = {"tube", "weights", "point", "closed_form", "distance"};
  for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
    forgery f;
    start(&f);
    ab_choice *choice = choice_of(&f, ARGUMENT);
    ab_free(choice->name);
    choice->name = ab_copy_text(names[n], strlen(names[n]));
    assert_refused(&f, "names no argument");
    finish(&f);
  }
}

/* Two points in the plane, the unit on at the first one; another one behind it. */
static void start_free(forgery *f, const char *claim, ab_verdict verdict) {
  *f = (forgery){0};
  ab_text_printf(&f->p.text,
                 "problem given {\n  family two_layer_relu { width = 1; point [1, 0] positive 6 "
                 "negative 1; point [0, 1] positive 1 negative 4; point [-1, -1] positive 1 "
                 "negative 1; }\n  domain { W in [-1, 1]; v in [-1, 1]; }\n"
                 "  claim alpha_beta { %s }\n}\n",
                 claim);
  problem_read(&f->p);
  prove_with(&f->proof, &f->p, 100000);
  assert_int_equal(f->proof.verdict, verdict);
  assert_checked(&f->proof);
}

static void free_weights_said_to_be_otherwise_are_refused(void **state) {
  (void)state;
  static const char *const second[] = {"1", "2"}, *const plane[] = {"1", "1", "2"};
  forgery f;
  start_free(&f, "alpha = 60; beta = 59;", AB_VERDICT_PROVED);
  ab_constant *c = &f.proof.certificate.witness.constants.items[1];
  mpq_set_si(c->lo, -1, 1024);
  assert_refused(&f, "do not say"); /* not determined: 0 */
  mpq_set_ui(c->lo, 0, 1);
  replace(&f, NARROW, second, 2);
  assert_refused(&f, "do not say"); /* the unit is on at the first one */
  replace(&f, NARROW, plane, 3);
  assert_refused(&f, "c");
  finish(&f);
  for (size_t k = 0; k < 2; k++) {
    start_free(&f, "alpha = 60; beta = 59;", AB_VERDICT_PROVED);
    mpq_set_d(choice_of(&f, ARGUMENT)->values[k], 1.125);
    assert_refused(&f, "range 'sector' is not shown");
    finish(&f);
  }
}

/* The argument for one w0, where w is free, and the other way round. */
static void arguments_about_another_kind_of_minimizers_are_refused(void **state) {
  (void)state;
  forgery f;
  start_free(&f, "alpha = 60; beta = 59;", AB_VERDICT_PROVED);
  ab_free(choice_of(&f, ARGUMENT)->name);
  choice_of(&f, ARGUMENT)->name = ab_copy_text("one_unit", 8);
  assert_refused(&f, "this argument is for one unit");
  finish(&f);
  start(&f);
  ab_free(choice_of(&f, ARGUMENT)->name);
  choice_of(&f, ARGUMENT)->name = ab_copy_text("sector", 6);
  assert_refused(&f, "on at one point of a plane");
  finish(&f);
}

static void wrong_refutations_where_w_is_free_are_refused(void **state) {
  (void)state;
  static const struct {
    size_t choice, value;
    const char *to, *fragment; /* NULL: accepted by verify, but not proved */
  } changes[] = {
      {0, 0, "5", "lie in the domain"},         {1, 0, "4", "one of the problem"},
      {1, 1, "2", "one of the problem"},        {2, 0, "3/2", "range of t is not shown"},
      {2, 1, "1/8", "range of t is not shown"}, {1, 1, "-1", NULL},
  };
  for (size_t n = 0; n < sizeof changes / sizeof *changes; n++) {
    forgery f;
    start_free(&f, "alpha = 3; beta = 2;", AB_VERDICT_REFUTED);
    mpq_t *value = &choice_of(&f, ARGUMENT + changes[n].choice)->values[changes[n].value];
    assert_int_equal(mpq_set_str(*value, changes[n].to, 10), 0);
    if (changes[n].fragment) /* judged before the clauses are looked at */
      assert_refused(&f, changes[n].fragment);
    else
      assert_false(recompile_and_prove(&f));
    finish(&f);
  }
}

/* A pattern that no parameters have, on at the first point and off at two that enclose it, with
 * bounds for all other patterns: its value would be too small. */
static void patterns_that_do_not_occur_are_refused(void **state) {
  (void)state;
  static const int type[] = {1, -1, -1};
  problem p = {0};
  ab_text_add(&p.text,
              "problem given {\n  family two_layer_relu { width = 1; point [1, 0] positive "
              "5 negative 1; point [1, 1] positive 1 negative 3; point [1, -1] positive 1 "
              "negative 3; }\n  domain { W in [-1, 1]; v in [-1, 1]; }\n"
              "  claim alpha_beta { alpha = 60; beta = 59; }\n}\n");
  problem_read(&p);
  const ab_network *network = &p.statement.network;
  ab_witness witness;
  ab_error error;
  ab_witness_init(&witness);
  mpq_t lo, hi, zero;
  mpq_inits(lo, hi, zero, NULL);
  mpq_set_ui(lo, 5, 1);
  assert_true(ab_logarithm_enclose(lo, hi, lo, 256));
  double log_five = mpq_get_d(lo);
  mpq_set_d(zero, 0x1p-100);
  mpq_sub(lo, lo, zero);
  mpq_add(hi, hi, zero);
  mpq_set_ui(zero, 0, 1);
  ab_constants_add(&witness.constants, "c[1]", lo, hi);
  ab_constants_add(&witness.constants, "c[2]", zero, zero);
  ab_constants_add(&witness.constants, "c[3]", zero, zero);
  ab_choice *narrow = ab_witness_add_choice(&witness, "narrow", 2);
  mpq_set_ui(narrow->values[0], 1, 1);
  mpq_set_ui(narrow->values[1], 1, 1);
  double value = 5 * log1p(exp(-log_five)) + log1p(exp(log_five)) + 8 * log(2);
  ab_minimizer_type minimizer = {1, type, value};
  assert_int_equal(ab_network_add_branches(&witness, network, &minimizer), AB_BRANCHES_FOUND);
  assert_int_equal(ab_network_narrow_verify(network, &witness, &error), AB_NOT_VERIFIED);
  assert_non_null(strstr(error.message, "no parameters keep the unit off"));
  ab_witness_clear(&witness);
  mpq_clears(lo, hi, zero, NULL);
  problem_clear(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shifted_constants_are_refused),
      cmocka_unit_test(a_kink_that_is_none_is_refused),
      cmocka_unit_test(wrong_signs_and_bases_are_refused),
      cmocka_unit_test(wrong_trees_are_refused),
      cmocka_unit_test(wrong_multipliers_are_refused),
      cmocka_unit_test(multipliers_of_the_wrong_size_are_refused),
      cmocka_unit_test(a_minimizer_with_too_much_around_it_is_refused),
      cmocka_unit_test(a_minimizer_of_the_other_sign_is_refused),
      cmocka_unit_test(bounds_that_are_too_small_are_not_proved),
      cmocka_unit_test(other_arguments_are_refused),
      cmocka_unit_test(free_weights_said_to_be_otherwise_are_refused),
      cmocka_unit_test(arguments_about_another_kind_of_minimizers_are_refused),
      cmocka_unit_test(wrong_refutations_where_w_is_free_are_refused),
      cmocka_unit_test(patterns_that_do_not_occur_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

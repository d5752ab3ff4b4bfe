/* SPDX-License-Identifier: MIT
 * Forged certificates about one unit that cannot attain the outputs of least loss: what the witness
 * says of the minimizer and of all other patterns has to be refused where it is wrong. */
#include "forgery.h"

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
      {{"1", "2"}, 2, "are not a basis"},
      {{"1", "2", "2"}, 3, "are not a basis"},
      {{"1", "2", "6"}, 3, "are not a basis"},
      {{"1", "2", "1/2"}, 3, "are not a basis"},
      {{"1", "2", "1", "3"}, 4, "are not a basis"},
      {{"1", "1", "3"}, 3, "do not say"}, /* the kink is not in it */
      {{"1", "2", "5"}, 3, "do not say"}, /* off there */
      {{"1"}, 1, "a narrow network is"},
  };
  for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++) {
    forgery f;
    start(&f);
    replace(&f, NARROW, wrong[n].values, wrong[n].count);
    assert_refused(&f, wrong[n].fragment);
    finish(&f);
  }
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
      {{"3", "5", "0", "1", "4", "-1", "0", "0", "0"}, 9, "'branches'"},
      {{"3", "5", "0", "1", "4", "-1", "0", "0", "0", "0", "0"}, 11, "'branches'"},
      {{"3", "5", "0", "1", "4", "0", "0", "0", "0", "0"}, 10, "'branches'"},
      {{"3", "3", "0", "1", "4", "-1", "0", "0", "0", "0"}, 10, "'branches'"},
      {{"3", "6", "0", "1", "4", "-1", "0", "0", "0", "0"}, 10, "'branches'"},
      {{"3", "-2", "0", "1", "4", "-1", "0", "0", "0", "0"}, 10, "'branches'"},
      {{"3", "5/2", "0", "1", "4", "-1", "0", "0", "0", "0"}, 10, "'branches'"},
      {{"0", "3", "0", "1", "4", "-1", "0", "0", "0", "0"}, 10, ""},
  };
  for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++) {
    forgery f;
    start(&f);
    replace(&f, BRANCHES, wrong[n].values, wrong[n].count);
    assert_refused(&f, wrong[n].fragment);
    finish(&f);
  }
}

/* Any multiplier changed alone; a row that is too large; rows missing. */
static void wrong_multipliers_are_refused(void **state) {
  (void)state;
  mpq_t step;
  mpq_init(step);
  mpq_set_si(step, 1, 1024);
  for (size_t k = 0; k < 25; k++) {
    forgery f;
    start(&f);
    mpq_t *value = &choice_of(&f, MULTIPLIERS)->values[k];
    mpq_add(*value, *value, step);
    assert_refused(&f, "no multipliers");
    finish(&f);
  }
  for (long factor = -64; factor <= 64; factor += 128) {
    forgery f;
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
  forgery f;
  start(&f);
  choice_of(&f, MULTIPLIERS)->count -= 5;
  assert_refused(&f, "not two trees");
  choice_of(&f, MULTIPLIERS)->count += 5;
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shifted_constants_are_refused),
      cmocka_unit_test(a_kink_that_is_none_is_refused),
      cmocka_unit_test(wrong_signs_and_bases_are_refused),
      cmocka_unit_test(wrong_trees_are_refused),
      cmocka_unit_test(wrong_multipliers_are_refused),
      cmocka_unit_test(bounds_that_are_too_small_are_not_proved),
      cmocka_unit_test(other_arguments_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

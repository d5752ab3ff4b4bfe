/* SPDX-License-Identifier: MIT
 * Forged certificates of rank-one claims. The clauses are compiled anew from the forged witness and
 * proved anew, so that replay accepts them: the checker's look at the witness has to refuse. */
#include "rank_one_forgery.h"

/* ---- constants ---- */

static void enclosure_that_misses_by_its_own_width_is_refused(void **state) {
  (void)state;
  for (size_t k = 0; k < CONSTANTS; k++)
    for (long widths = -1; widths <= 1; widths += 2) {
      forgery f;
      start_valid(&f, SYMMETRIC_DOMAIN);
      shift(constant_of(&f, k), widths);
      assert_true(recompile_and_prove(&f));
      assert_refused(&f, "cannot be confirmed");
      finish(&f);
    }
}

static void enclosure_of_one_point_is_refused(void **state) {
  (void)state;
  for (size_t k = 0; k < CONSTANTS; k++) {
    forgery f;
    start_valid(&f, SYMMETRIC_DOMAIN);
    mpq_set(constant_of(&f, k)->hi, constant_of(&f, k)->lo);
    assert_true(recompile_and_prove(&f));
    assert_refused(&f, "cannot be confirmed");
    finish(&f);
  }
}

/* Wider enclosures are no lie. */
static void wider_enclosures_are_accepted(void **state) {
  (void)state;
  forgery f;
  start_valid(&f, SYMMETRIC_DOMAIN);
  mpq_t margin;
  mpq_init(margin);
  mpq_set_ui(margin, 1, 1ul << 40);
  for (size_t k = 0; k < CONSTANTS; k++) {
    mpq_sub(constant_of(&f, k)->lo, constant_of(&f, k)->lo, margin);
    mpq_add(constant_of(&f, k)->hi, constant_of(&f, k)->hi, margin);
  }
  mpq_clear(margin);
  mpq_t *t = range_of(&f, T_CHOICE); /* the range of t has to follow */
  mpq_set_ui(t[0], 1, 4);
  mpq_set_ui(t[1], 4, 1);
  assert_true(recompile_and_prove(&f));
  assert_checked(&f.proof);
  finish(&f);
}

static void swapping_a_and_b_is_refused(void **state) {
  (void)state;
  forgery f;
  start_valid(&f, SYMMETRIC_DOMAIN);
  for (size_t i = 0; i < 2; i++)
    swap(constant_of(&f, FIRST_A + i), constant_of(&f, FIRST_B + i));
  recompile_and_prove(&f);
  ab_text text;
  ab_error error;
  write_certificate(&text, &f.proof.certificate, f.proof.trees);
  assert_int_equal(check_certificate(&text, false, &error), AB_NOT_VERIFIED);
  assert_non_null(strstr(error.message, "recompile"));
  ab_text_clear(&text);
  finish(&f);
}

/* With a wrong sign no proof can be found for the clauses; recompile refuses before replay. */
static void wrong_signs_are_refused(void **state) {
  (void)state;
  static const unsigned flips[] = {1, 2, 4, 8, 3, 12}; /* bit k: constant FIRST_A + k */
  for (size_t n = 0; n < sizeof flips / sizeof *flips; n++) {
    forgery f;
    start_valid(&f, SYMMETRIC_DOMAIN);
    for (size_t k = 0; k < 4; k++)
      if (flips[n] >> k & 1)
        negate(constant_of(&f, FIRST_A + k));
    ab_text text;
    ab_error error;
    write_certificate(&text, &f.proof.certificate, f.proof.trees);
    assert_int_equal(check_certificate(&text, false, &error), AB_NOT_VERIFIED);
    assert_non_null(strstr(error.message, "recompile"));
    ab_text_clear(&text);
    finish(&f);
  }
}

/* (-a, -b) gives the same M, with t and -t exchanged. */
static void both_signs_together_are_the_same_minimizers(void **state) {
  (void)state;
  forgery f;
  start_valid(&f, SYMMETRIC_DOMAIN);
  for (size_t k = 0; k < 4; k++)
    negate(constant_of(&f, FIRST_A + k));
  assert_true(recompile_and_prove(&f));
  assert_checked(&f.proof);
  finish(&f);
}

/* ---- the range of t ---- */

/* Each end moved inwards by 1/100 of itself. */
static void shortened_range_is_refused(void **state) {
  (void)state;
  static const char *const domains[] = {SYMMETRIC_DOMAIN, ASYMMETRIC_DOMAIN};
  for (size_t n = 0; n < 6; n++) {
    forgery f;
    start_valid(&f, domains[n > 1]);
    size_t choice = n < 4 ? 0 : 1, end = n % 2;
    mpq_t factor;
    mpq_init(factor);
    mpq_set_ui(factor, end == 0 ? 101 : 99, 100);
    mpq_canonicalize(factor);
    mpq_t *t = range_of(&f, choice);
    mpq_mul(t[end], t[end], factor);
    mpq_clear(factor);
    assert_true(recompile_and_prove(&f));
    assert_refused(&f, "is not shown to hold every t");
    finish(&f);
  }
}

static void ranges_that_are_no_positive_interval_are_refused(void **state) {
  (void)state;
  static const struct { long lo, hi; } ranges[] = {{0, 4}, {-1, 4}, {4, 1}, {-4, -1}};
  for (size_t n = 0; n < sizeof ranges / sizeof *ranges; n++) {
    forgery f;
    start_valid(&f, SYMMETRIC_DOMAIN);
    mpq_t *t = range_of(&f, T_CHOICE);
    mpq_set_si(t[0], ranges[n].lo, 1);
    mpq_set_si(t[1], ranges[n].hi, 1);
    ab_error error;
    assert_int_equal(f.p.statement.condition->verify(&f.p.statement, AB_CERTIFICATE_PROOF,
                                                     &f.proof.certificate.witness, &error),
                     AB_NOT_VERIFIED);
    assert_non_null(strstr(error.message, "not a range of positive numbers"));
    finish(&f);
  }
}

/* The enclosure of sigma is widened (which is allowed) so far that some value in it would license a
 * range of t that the true one does not: too short above 1, and too short below 1. */
static void range_that_not_every_sigma_of_the_enclosure_allows_is_refused(void **state) {
  (void)state;
  static const char *const domains[] = {SYMMETRIC_DOMAIN, "W in [-1, -1/4]; S in [-1, -1/4];"};
  for (size_t n = 0; n < 2; n++) {
    forgery f;
    start_valid(&f, domains[n]);
    mpq_t *t = range_of(&f, T_CHOICE),
          *sigma = n == 0 ? &constant_of(&f, SIGMA)->hi : &constant_of(&f, SIGMA)->lo;
    mpq_t factor;
    mpq_init(factor);
    mpq_set_ui(factor, n == 0 ? 4 : 1, n == 0 ? 1 : 4);
    mpq_mul(*sigma, *sigma, factor);
    mpq_set_ui(factor, 49, 50);
    mpq_mul(t[1], t[1], factor);
    if (mpq_cmp(t[0], t[1]) > 0)
      mpq_div_2exp(t[0], t[1], 6);
    mpq_clear(factor);
    ab_error error;
    assert_int_equal(f.p.statement.condition->verify(&f.p.statement, AB_CERTIFICATE_PROOF,
                                                     &f.proof.certificate.witness, &error),
                     AB_NOT_VERIFIED);
    assert_non_null(strstr(error.message, "the range t is not shown"));
    finish(&f);
  }
}

/* beta = 180 on [-1, 1]^4 is false near certain t only (the best is 181.56): the upper end is cut
 * down until the clauses can be proved. */
static void false_claim_with_a_range_that_leaves_out_the_violation_is_refused(void **state) {
  (void)state;
  forgery f;
  start_false(&f, "[[3/2, 1/2], [1/2, 1]]", SYMMETRIC_DOMAIN, "beta = 180; alpha = beta + 1;");
  mpq_t *t = range_of(&f, T_CHOICE), factor;
  mpq_init(factor);
  mpq_set_ui(factor, 49, 50);
  while (!recompile_and_prove(&f)) {
    mpq_mul(t[1], t[1], factor);
    assert_true(mpq_cmp(t[0], t[1]) < 0);
  }
  print_message("proved for t in [%.4f, %.4f]\n", mpq_get_d(t[0]), mpq_get_d(t[1]));
  assert_refused(&f, "is not shown to hold every t");
  mpq_clear(factor);
  finish(&f);
}

/* ---- halves, kinds, claims ---- */

static void remove_mirrored_choice(forgery *f) {
  ab_witness *w = &f->proof.certificate.witness;
  assert_int_equal(w->choice_count, 2);
  ab_rationals_destroy(w->choices[1].values, w->choices[1].count);
  ab_free(w->choices[1].name);
  w->choice_count = 1;
}

/* Proves the clauses of t > 0 alone: the first half. The certificate hides the others. */
static size_t hide_mirrored_half(forgery *f) {
  ab_certificate *c = &f->proof.certificate;
  drop_trees(f);
  ab_clauses_clear(&c->clauses);
  ab_clauses_init(&c->clauses);
  ab_error compile_error;
  assert_int_equal(
      ab_statement_compile(&c->clauses, &f->p.statement, c->kind, &c->witness, &compile_error),
      AB_OK);
  size_t all = c->clauses.clause_count;
  c->clauses.clause_count = all / 2;
  return all;
}

static void finish_half(forgery *f, size_t all) {
  drop_trees(f);
  ab_free(f->proof.trees);
  f->proof.trees = NULL;
  f->proof.certificate.clauses.clause_count = all;
  finish(f);
}

/* Refused with and without the range of the half that is left out. */
static void assert_half_is_refused(forgery *f) {
  size_t all = hide_mirrored_half(f);
  assert_true(prove_clauses(f));
  assert_refused(f, "not those that the claim compiles to");
  remove_mirrored_choice(f);
  assert_refused(f, "the witness has 1 choices, expected 2");
  finish_half(f, all);
}

static void proof_of_one_half_is_refused(void **state) {
  (void)state;
  forgery f;
  start_valid(&f, ASYMMETRIC_DOMAIN);
  assert_half_is_refused(&f);
}

/* On these domains the two signs of t ask for different beta, by sampling: 104 and 129, and 0
 * (no projection has that sign) and 24. The sign with the greater one is left out. */
static void false_claim_with_its_true_half_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *domain, *claim;
  } claims[] = {{"W in [-1, 1/4]; S in [-1, 1/4];", "beta = 116; alpha = beta + 1;"},
                {"W in [-1, -1/4]; S in [-1, -1/4];", "beta = 20; alpha = beta + 1;"}};
  for (size_t n = 0; n < 2; n++) {
    forgery f;
    start_false(&f, SKEW_X, claims[n].domain, claims[n].claim);
    assert_half_is_refused(&f);
  }
}

static void refutation_is_refused(void **state) {
  (void)state;
  forgery f;
  start_valid(&f, SYMMETRIC_DOMAIN);
  f.proof.certificate.kind = AB_CERTIFICATE_REFUTATION;
  assert_refused(&f, "a refutation needs the choices 'point' and 'entry'");
  finish(&f);
}

/* The text `from` of the claim replaced, with its hash. */
static void edit_claim(forgery *f, const char *from, const char *to) {
  ab_certificate *c = &f->proof.certificate;
  char *at = strstr(c->claim.data, from);
  assert_non_null(at);
  ab_text edited;
  ab_text_init(&edited);
  ab_text_append(&edited, c->claim.data, (size_t)(at - c->claim.data));
  ab_text_add(&edited, to);
  ab_text_add(&edited, at + strlen(from));
  ab_text_clear(&c->claim);
  c->claim = edited;
  ab_digest(c->hash, edited.data, edited.length);
}

static void proof_of_another_claim_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *from, *to, *fragment;
  } edits[] = {
      {"alpha = 401", "alpha = 400", "alpha has to be larger than beta"},
      {"alpha = 401", "alpha = 402", "not those that the claim compiles to"},
      {"beta = 400", "beta = 399", "not those that the claim compiles to"},
      {"W in [-1, 1]", "W in [-2, 2]", "not shown to hold every t"},
      {"W in [-1, 1]", "W in [-1025/1024, 1025/1024]", ""},
      {"W in [-1, 1]", "W in [-1, 1/2]", "expected 2"},
      {"W in [-1, 1]", "W in [-1/2, 1/2]", "not those that the claim compiles to"},
      {"[3/2, 1/2]", "[3/2, 2/3]", "cannot be confirmed"},
      {"[3/2, 1/2]", "[3/2, 2/4]", ""},
      {"beta = 400", "beta = 400.0", ""},
      {"minimizers = space", "minimizers = domain", "no minimizer lies in the domain"},
      {"rank = 1", "rank = 2", "rank"},
      {"claim alpha_beta", "claim  alpha_beta", "canonical"},
      {"language 1;\n", "language 1;\n# harmless\n", "canonical"},
  };
  for (size_t n = 0; n < sizeof edits / sizeof *edits; n++) {
    forgery f;
    start_valid(&f, SYMMETRIC_DOMAIN);
    edit_claim(&f, edits[n].from, edits[n].to);
    assert_refused(&f, edits[n].fragment);
    finish(&f);
  }
}

/* Smaller ranges of P and Q would exclude points that exist. */
static void tighter_clauses_than_compiled_are_refused(void **state) {
  (void)state;
  static const size_t parameters[] = {4, 5, 6, 7};
  for (size_t n = 0; n < 4; n++) {
    forgery f;
    start_valid(&f, SYMMETRIC_DOMAIN);
    ab_clauses *clauses = &f.proof.certificate.clauses;
    mpq_t factor;
    mpq_init(factor);
    mpq_set_ui(factor, 1, 2);
    for (size_t c = 0; c < clauses->clause_count; c++) {
      mpq_t *bound = &clauses->clauses[c].arguments[parameters[n]].value;
      mpq_mul(*bound, *bound, factor);
    }
    mpq_clear(factor);
    drop_trees(&f);
    assert_true(prove_clauses(&f));
    assert_refused(&f, "not those that the claim compiles to");
    finish(&f);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(enclosure_that_misses_by_its_own_width_is_refused),
      cmocka_unit_test(enclosure_of_one_point_is_refused),
      cmocka_unit_test(wider_enclosures_are_accepted),
      cmocka_unit_test(swapping_a_and_b_is_refused),
      cmocka_unit_test(wrong_signs_are_refused),
      cmocka_unit_test(both_signs_together_are_the_same_minimizers),
      cmocka_unit_test(shortened_range_is_refused),
      cmocka_unit_test(ranges_that_are_no_positive_interval_are_refused),
      cmocka_unit_test(range_that_not_every_sigma_of_the_enclosure_allows_is_refused),
      cmocka_unit_test(false_claim_with_a_range_that_leaves_out_the_violation_is_refused),
      cmocka_unit_test(proof_of_one_half_is_refused),
      cmocka_unit_test(false_claim_with_its_true_half_is_refused),
      cmocka_unit_test(refutation_is_refused),
      cmocka_unit_test(proof_of_another_claim_is_refused),
      cmocka_unit_test(tighter_clauses_than_compiled_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

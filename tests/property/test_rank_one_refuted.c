/* SPDX-License-Identifier: MIT
 * Refutations of rank-one claims, written by hand from a sampled point: true ones pass the checker,
 * false ones cannot be proved or are refused. */
#include "rank_one_forgery.h"
#include "rank_one_samples.h"

enum { SEED = 20240613, POINT_UNIT = 1 << 20 };

/* A choice added to a witness, from whole numbers over a unit. */
static void add_choice(ab_witness *witness, const char *name, const long *values, size_t count,
                       long unit) {
  ab_choice *choice = ab_witness_add_choice(witness, name, count);
  for (size_t c = 0; c < count; c++) {
    mpq_set_si(choice->values[c], values[c], (unsigned long)unit);
    mpq_canonicalize(choice->values[c]);
  }
}

static void drop_choices(ab_witness *witness) {
  for (size_t c = 0; c < witness->choice_count; c++) {
    ab_rationals_destroy(witness->choices[c].values, witness->choices[c].count);
    ab_free(witness->choices[c].name);
  }
  witness->choice_count = 0;
}

/* Turns the attempt to prove into a refutation at the point, for the entry (i, j) from 1, with a
 * generous range of t. Whether its clauses can be proved. */
static bool refute_at(forgery *f, const long *units, size_t count, long i, long j) {
  ab_certificate *c = &f->proof.certificate;
  const long entry[] = {i, j}, range[] = {1, 64 * 64};
  drop_trees(f);
  ab_free(f->proof.trees);
  f->proof.trees = NULL;
  drop_choices(&c->witness);
  add_choice(&c->witness, "point", units, count, POINT_UNIT);
  add_choice(&c->witness, "entry", entry, 2, 1);
  add_choice(&c->witness, "t", range, 2, 64);
  add_choice(&c->witness, "t:mirrored", range, 2, 64);
  c->kind = AB_CERTIFICATE_REFUTATION;
  return recompile_and_prove(f);
}

static ab_status check_forgery(const forgery *f, ab_error *error) {
  ab_text text;
  write_certificate(&text, &f->proof.certificate, f->proof.trees);
  ab_status status = check_certificate(&text, false, error);
  ab_text_clear(&text);
  return status;
}

/* The worst point on a grid that stays in the domain, and the entry that asks for most there. */
static void round_point(const model *k, const point *x, long *units) {
  for (size_t c = 0; c < k->n + k->m; c++) {
    long scale = POINT_UNIT / DOMAIN_UNIT, lo = k->lo_units[c] * scale, hi = k->hi_units[c] * scale;
    long rounded = lroundl(x->v[c] * POINT_UNIT);
    units[c] = rounded < lo ? lo : rounded > hi ? hi : rounded;
  }
}

/* The entry with the greatest least needed beta over all (nearly) nearest y, counted from 1. */
static long double worst_entry(const model *k, const point *x, long double d, long *i, long *j) {
  long double ts[PROJECTIONS_MAX], worst = -INFINITY;
  size_t count = project(k, x, 1e-7L, ts);
  for (size_t e = 0; e < k->n * k->m; e++) {
    long double least = INFINITY;
    for (size_t c = 0; c < count; c++) {
      point y = minimizer(k, ts[c]);
      least = fminl(least, needed_beta(k, e / k->m, e % k->m, x, &y, d));
    }
    if (least > worst) {
      worst = least;
      *i = (long)(e / k->m) + 1;
      *j = (long)(e % k->m) + 1;
    }
  }
  return worst;
}

/* Claims at 0.9 and 1.1 of what one point needs: the first is refuted there, for the second the
 * refutation's clauses are false. */
static void a_point_refutes_what_it_violates_and_nothing_else(void **state) {
  (void)state;
  uint64_t random = SEED;
  print_message("seed %d\n", SEED);
  int refuted = 0;
  for (int trial = 0; trial < 30; trial++) {
    model k;
    random_model(&k, 2 + (size_t)(trial % 3), 2 + (size_t)(trial % 2),
                 (domain_kind)(trial % DOMAINS), &random);
    worst_point worst = find_worst(&k, 1, 200, 150, &random);
    long units[POINT_MAX], i = 1, j = 1;
    round_point(&k, &worst.x, units);
    for (size_t c = 0; c < k.n + k.m; c++)
      worst.x.v[c] = (long double)units[c] / POINT_UNIT;
    long double needed = worst_entry(&k, &worst.x, 1, &i, &j);
    if (needed < 1)
      continue;
    for (int n = 0; n < 2; n++) {
      forgery f;
      ab_error error;
      problem_of_model(&f.p, &k, needed * (n ? 1.1L : 0.9L), 1);
      prove_with(&f.proof, &f.p, 50);
      bool proved = refute_at(&f, units, k.n + k.m, i, j);
      assert_true(proved == (n == 0));
      if (proved && check_forgery(&f, &error) != AB_OK)
        fail_msg("a true refutation is refused: %s", error.message);
      refuted += proved;
      finish(&f);
    }
  }
  print_message("%d refuted\n", refuted);
  assert_true(refuted >= 15);
}

/* ---- forged refutations ---- */

static const long example_point[] = {POINT_UNIT, -POINT_UNIT, POINT_UNIT / 2, POINT_UNIT};

/* beta = 1 on [-1, 1]^4, refuted at some sampled point. */
static void start_refuted(forgery *f, long *units) {
  uint64_t random = SEED + 1;
  model k = {.n = 2, .m = 2, .x_units = {18, 6, 3, 12}};
  for (size_t c = 0; c < 4; c++) {
    k.lo_units[c] = -16;
    k.hi_units[c] = 16;
  }
  model_finish(&k);
  worst_point worst = find_worst(&k, 1, 300, 100, &random);
  long i = 1, j = 1;
  round_point(&k, &worst.x, units);
  worst_entry(&k, &worst.x, 1, &i, &j);
  start(f, SKEW_X, SYMMETRIC_DOMAIN, "beta = 1; alpha = 2;");
  assert_true(refute_at(f, units, 4, i, j));
  ab_error error;
  assert_int_equal(check_forgery(f, &error), AB_OK);
}

static void refutation_with_one_sign_of_t_is_refused(void **state) {
  (void)state;
  forgery f;
  long units[4];
  start_refuted(&f, units);
  ab_witness *w = &f.proof.certificate.witness;
  ab_rationals_destroy(w->choices[3].values, 2);
  ab_free(w->choices[3].name);
  w->choice_count = 3;
  ab_error error;
  assert_int_equal(
      f.p.statement.condition->verify(&f.p.statement, AB_CERTIFICATE_REFUTATION, w, &error),
      AB_NOT_VERIFIED);
  assert_non_null(strstr(error.message, "expected 4"));
  finish(&f);
}

static void refutation_outside_the_domain_or_of_no_entry_is_refused(void **state) {
  (void)state;
  for (int n = 0; n < 5; n++) {
    forgery f;
    long units[4];
    start_refuted(&f, units);
    ab_witness *w = &f.proof.certificate.witness;
    if (n < 2)
      mpq_set_si(w->choices[0].values[n * 3], n ? -1025 : 1025, 1024);
    else
      mpq_set_si(w->choices[1].values[n & 1], n == 2 ? 0 : n == 3 ? 3 : 3, n == 4 ? 2 : 1);
    ab_error error;
    assert_int_equal(
        f.p.statement.condition->verify(&f.p.statement, AB_CERTIFICATE_REFUTATION, w, &error),
        AB_NOT_VERIFIED);
    assert_non_null(
        strstr(error.message, n < 2 ? "the point is not in the domain" : "names no entry"));
    finish(&f);
  }
}

/* A range of t that leaves the projections out: nothing is left to have T < 0. */
static void refutation_that_overlooks_the_projections_is_refused(void **state) {
  (void)state;
  forgery f;
  start(&f, SKEW_X, SYMMETRIC_DOMAIN, "beta = 400; alpha = beta + 1;");
  assert_int_equal(f.proof.verdict, AB_VERDICT_PROVED);
  assert_false(refute_at(&f, example_point, 4, 1, 1));
  for (size_t c = 2; c < 4; c++) {
    mpq_set_ui(f.proof.certificate.witness.choices[c].values[0], 20, 1);
    mpq_set_ui(f.proof.certificate.witness.choices[c].values[1], 30, 1);
  }
  assert_true(recompile_and_prove(&f));
  assert_refused(&f, "is not shown to hold every t");
  finish(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_point_refutes_what_it_violates_and_nothing_else),
      cmocka_unit_test(refutation_with_one_sign_of_t_is_refused),
      cmocka_unit_test(refutation_outside_the_domain_or_of_no_entry_is_refused),
      cmocka_unit_test(refutation_that_overlooks_the_projections_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * Rank one with M restricted to the box (docs/theory/rank-one-domain.md) against the definition:
 * nearest points of M in D by a grid, its ends by membership. */
#include "rank_one_problem.h"
#include "rank_one_samples.h"

#include "prove/best.h"
#include "prove/refute.h"

enum { SEED = 20261121, CELLS = 400, SAMPLES = 2500, CLIMBS = 1500, MODELS = 12 };

/* The t of that sign with y(t) in the box: an interval of |t|. false if there are none. */
static bool range_of(const model *k, int sign, long double *lo, long double *hi) {
  *lo = 0;
  *hi = INFINITY;
  for (size_t c = 0; c < k->n + k->m; c++) {
    long double v = sign * (c < k->n ? k->a[c] : k->b[c - k->n]);
    long double least = v > 0 ? k->lo[c] / v : k->hi[c] / v;
    long double most = v > 0 ? k->hi[c] / v : k->lo[c] / v;
    if (most <= 0)
      return false;
    if (c < k->n) {
      *lo = fmaxl(*lo, least);
      *hi = fminl(*hi, most);
    } else {
      *lo = fmaxl(*lo, 1 / most);
      *hi = least > 0 ? fminl(*hi, 1 / least) : *hi;
    }
  }
  return *lo < *hi;
}

typedef struct {
  long double t[4 * PROJECTIONS_MAX], distance[4 * PROJECTIONS_MAX];
  size_t count;
} nearest_points;

static void add_point(nearest_points *found, const model *k, const point *x, long double t) {
  if (found->count < 4 * PROJECTIONS_MAX) {
    found->t[found->count] = t;
    found->distance[found->count++] = distance_to(k, x, t);
  }
}

static nearest_points nearest_in_domain(const model *k, const point *x) {
  nearest_points all = {.count = 0}, out = {.count = 0};
  for (int sign = -1; sign <= 1; sign += 2) {
    long double lo, hi;
    if (!range_of(k, sign, &lo, &hi))
      continue;
    add_point(&all, k, x, sign * lo);
    add_point(&all, k, x, sign * hi);
    minima inner = {.count = 0};
    add_minima(&inner, k, x, sign > 0 ? lo : -hi, sign > 0 ? hi : -lo, CELLS);
    for (size_t c = 0; c < inner.count; c++)
      add_point(&all, k, x, inner.t[c]);
  }
  long double best = INFINITY;
  for (size_t c = 0; c < all.count; c++)
    best = fminl(best, all.distance[c]);
  for (size_t c = 0; c < all.count; c++)
    if (all.distance[c] <= best + 1e-15L * (1 + best))
      add_point(&out, k, x, all.t[c]);
  return out;
}

/* The least beta that x asks for, alpha = beta + 1: of the y that asks for most. */
static long double needed(const model *k, const point *x) {
  nearest_points near = nearest_in_domain(k, x);
  long double worst = -INFINITY;
  for (size_t c = 0; c < near.count; c++) {
    point y = minimizer(k, near.t[c]);
    for (size_t e = 0; e < k->n * k->m; e++)
      worst = fmaxl(worst, needed_beta(k, e / k->m, e % k->m, x, &y, 1));
  }
  return worst;
}

static long double worst_sample(const model *k, uint64_t *random) {
  point best = {0};
  long double worst = -INFINITY;
  for (int n = 0; n < SAMPLES + CLIMBS; n++) {
    point x = n < SAMPLES ? random_point(k, random) : best;
    long double size = expl(random_real(random, -9, 0));
    for (size_t c = 0; c < k->n + k->m && n >= SAMPLES; c++)
      x.v[c] += random_real(random, -size, size);
    clip(k, &x);
    long double value = needed(k, &x);
    if (value > worst) {
      worst = value;
      best = x;
    }
  }
  return worst;
}

static void restricted_problem(problem *p, const model *k, const char *beta) {
  *p = (problem){0};
  append_problem(&p->text, k, "beta + 1", beta);
  char *end = strstr(p->text.data, "  claim alpha_beta");
  ab_text claim;
  ab_text_init(&claim);
  ab_text_add(&claim, end);
  p->text.length = (size_t)(end - p->text.data);
  p->text.data[p->text.length] = '\0';
  ab_text_add(&p->text, "  scope { minimizers = domain; }\n");
  ab_text_add(&p->text, claim.data);
  ab_text_clear(&claim);
  problem_read(p);
}

static void model_with_minimizers(model *k, size_t n, uint64_t *random) {
  long double lo, hi;
  bool good;
  do {
    random_model(k, 2, 2 + n % 2, (domain_kind)(n % DOMAINS), random);
    bool plus = range_of(k, 1, &lo, &hi) && hi > lo * 1.05L;
    bool minus = range_of(k, -1, &lo, &hi) && hi > lo * 1.05L;
    good = plus || minus;
  } while (!good);
}

/* No sample asks for more than what is proved; for most models samples ask for nearly as much. */
static void brackets_hold_what_samples_ask_for(void **state) {
  (void)state;
  uint64_t random = SEED;
  size_t tight = 0;
  print_message("seed %d\n", SEED);
  for (size_t n = 0; n < MODELS; n++) {
    model k;
    model_with_minimizers(&k, n, &random);
    problem p;
    restricted_problem(&p, &k, "best");
    ab_bracket bracket;
    ab_error error = {0};
    ab_prove_options options = {
        .precision = AB_PRECISION_DEFAULT, .threads = 1, .node_limit = 100000};
    mpq_t gap;
    mpq_init(gap);
    mpq_set_ui(gap, 1, 1000);
    if (ab_best(&bracket, &p.statement, gap, &options, &error) != AB_OK)
      fail_msg("%s\n%s", error.message, p.text.data);
    long double worst = worst_sample(&k, &random);
    assert_true(bracket.has_proved);
    long double proved = mpq_get_d(bracket.proved);
    print_message("%zu: sampled %.6Lf, refuted %.6f, proved %.6Lf\n", n, worst,
                  bracket.has_refuted ? mpq_get_d(bracket.refuted) : 0, proved);
    assert_true(worst <= proved * (1 + 1e-9L));
    if (bracket.has_refuted) {
      const ab_choice *at = &bracket.refutation.certificate.witness.choices[0];
      point x = {0};
      for (size_t c = 0; c < at->count; c++)
        x.v[c] = mpq_get_d(at->values[c]);
      assert_true(needed(&k, &x) >= mpq_get_d(bracket.refuted) * (1 - 1e-9L));
      assert_checked(&bracket.refutation);
    }
    assert_checked(&bracket.proof);
    tight += worst >= 0.95L * proved;
    mpq_clear(gap);
    ab_bracket_clear(&bracket);
    problem_clear(&p);
  }
  assert_true(tight >= MODELS / 2);
}

/* ---- forgeries ---- */

/* X = [[3/2, 1/2], [1/2, 1]] over [-2, 2]^4, or over a box around part of one branch of M. */
static void given_problem(problem *p, const char *domain, const char *beta) {
  *p = (problem){0};
  ab_text_printf(&p->text,
                 "problem given { family matrix_factorization { X = [[3/2, 1/2], [1/2, 1]]; rank = "
                 "1; } domain { %s } scope { minimizers = domain; } claim alpha_beta { beta = %s; "
                 "alpha = beta + 1; } }",
                 domain, beta);
  problem_read(p);
}

static void assert_refused(const ab_proof *proof, const char *fragment) {
  ab_text text;
  ab_error error;
  write_certificate(&text, &proof->certificate, proof->trees);
  assert_int_equal(check_certificate(&text, false, &error), AB_NOT_VERIFIED);
  if (!strstr(error.message, fragment))
    fail_msg("expected '%s': %s", fragment, error.message);
  ab_text_clear(&text);
}

static void edit_claim(ab_certificate *c, const char *from, const char *to) {
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

static void proofs_about_other_minimizers_or_with_other_ends_are_refused(void **state) {
  (void)state;
  for (int forgery = 0; forgery < 6; forgery++) {
    problem p;
    ab_proof proof;
    given_problem(&p, "W in [0, 2]; S in [1/2, 3/2];", "30");
    prove_with(&proof, &p, 100000);
    assert_int_equal(proof.verdict, AB_VERDICT_PROVED);
    assert_checked(&proof);
    ab_certificate *c = &proof.certificate;
    ab_constant *a = &c->witness.constants.items[1];
    ab_clause *clause = &c->clauses.clauses[forgery == 3 ? 1 : 0];
    if (forgery == 0) {
      edit_claim(c, "minimizers = domain", "minimizers = space");
      assert_refused(&proof, "choices");
    } else if (forgery == 1) { /* a range of t that leaves some out */
      mpq_set(clause->lo[2], clause->hi[2]);
      assert_refused(&proof, "not those that the claim compiles to");
    } else if (forgery == 2) { /* a point of M that is not in D */
      mpq_add(clause->arguments[9].value, clause->arguments[9].value, clause->hi[2]);
      assert_refused(&proof, "not those that the claim compiles to");
    } else if (forgery == 3) { /* an end that is not one */
      mpq_set(clause->lo[2], clause->hi[2]);
      assert_refused(&proof, "not those that the claim compiles to");
    } else if (forgery == 4) {
      mpq_set(a->lo, a->hi);
      assert_refused(&proof, "cannot be confirmed");
    } else {
      ab_witness_add_choice(&c->witness, "t", 2);
      assert_refused(&proof, "no choices");
    }
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
}

static void refutations_at_other_points_are_refused(void **state) {
  (void)state;
  static const char *const reasons[] = {"not in the domain", "names no entry", "names no entry",
                                        "needs the choices"};
  for (int forgery = 0; forgery < 4; forgery++) {
    problem p;
    ab_proof proof;
    given_problem(&p, "W in [0, 2]; S in [1/2, 3/2];", "20");
    prove_with(&proof, &p, 100000);
    assert_int_equal(proof.verdict, AB_VERDICT_REFUTED);
    assert_checked(&proof);
    ab_choice *choices = proof.certificate.witness.choices;
    if (forgery == 0)
      mpq_set_ui(choices[0].values[2], 2, 1);
    else if (forgery < 3)
      mpq_set_ui(choices[1].values[forgery - 1], 3, 1);
    else
      choices[0].name[0] = 'q';
    assert_refused(&proof, reasons[forgery]);
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
}

/* Without a point of M in D, with one that may be the only one, or elsewhere. */
static void problems_without_minimizers_in_the_domain_are_errors(void **state) {
  (void)state;
  static const char *const domains[] = {"W in [0, 1/2]; S in [1/2, 3/2];",
                                        "W in [-2, -1/2]; S in [1/2, 2];"};
  for (size_t n = 0; n < 2; n++) {
    problem p;
    ab_proof proof;
    ab_error error;
    ab_prove_options options = {.precision = AB_PRECISION_DEFAULT, .threads = 1, .node_limit = 100};
    given_problem(&p, domains[n], "100");
    assert_int_equal(ab_prove(&proof, &p.statement, &options, &error), AB_BAD_PROBLEM);
    assert_non_null(strstr(error.message, "no minimizer lies in the domain"));
    problem_clear(&p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(brackets_hold_what_samples_ask_for),
      cmocka_unit_test(proofs_about_other_minimizers_or_with_other_ends_are_refused),
      cmocka_unit_test(refutations_at_other_points_are_refused),
      cmocka_unit_test(problems_without_minimizers_in_the_domain_are_errors),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

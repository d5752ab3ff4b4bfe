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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(brackets_hold_what_samples_ask_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

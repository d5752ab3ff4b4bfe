/* SPDX-License-Identifier: MIT
 * Groups of entries in rank one: their bounds against sampled nearest points, their verdicts
 * against sampled violations, and forged groups. */
#include "forgery.h"
#include "rank_one_problem.h"
#include "rank_one_samples.h"

#include "condition/rank_one_groups.h"

enum { SIDE = 18, SEED = 515, SAMPLES = 60, POINTS = 300 };

/* X near a product, so that its noise is small against its entries; sizes differ by class. */
static void grouped_model(model *k, domain_kind kind, uint64_t *random) {
  do {
    *k = (model){.n = SIDE, .m = SIDE - 1};
    long a[SIDE], b[SIDE];
    for (size_t l = 0; l < SIDE; l++) {
      a[l] = random_range(random, 1, 12) * (random_range(random, 0, 1) ? 1 : -1);
      b[l] = random_range(random, 1, 12) * (random_range(random, 0, 1) ? 1 : -1);
    }
    for (size_t i = 0; i < k->n; i++)
      for (size_t j = 0; j < k->m; j++)
        k->x_units[i * k->m + j] =
            a[i] * b[j] / 4 + (random_range(random, 0, 1) ? 1 : -1) * random_range(random, 4, 8);
    random_domain(k, kind, random);
    model_finish(k);
  } while (!(k->second < 0.9L * k->sigma && least_noise(k) > 0.02L));
}

static void start_of_model(forgery *f, const model *k, long double beta) {
  *f = (forgery){0};
  problem_of_model(&f->p, k, beta, 1);
  prove_with(&f->proof, &f->p, 100000);
}

/* The choices of the groups and before them those of t. */
static ab_choice *groups_of(forgery *f, size_t *ranges) {
  ab_witness *w = &f->proof.certificate.witness;
  for (*ranges = 1; *ranges < w->choice_count; ++*ranges)
    if (strcmp(w->choices[*ranges].name, "rows") == 0)
      return &w->choices[*ranges];
  fail_msg("the witness has no groups");
  return NULL;
}

static size_t class_number(const ab_choice *classes, size_t l) {
  return mpz_get_ui(mpq_numref(classes->values[l])) - 1;
}

/* |delta - p - z| <= m + p z/m, p and z in their ranges, at the nearest points of x. */
static void assert_bounds_hold(forgery *f, const model *k, const point *x,
                               ab_group_bounds *bounds) {
  size_t ranges;
  const ab_choice *groups = groups_of(f, &ranges), *all = f->proof.certificate.witness.choices;
  long double t[PROJECTIONS_MAX];
  size_t count = project(k, x, 1e-9L, t);
  for (size_t c = 0; c < count; c++)
    for (size_t i = 0; i < k->n; i++)
      for (size_t j = 0; j < k->m; j++) {
        ab_group_bounds_set(bounds, &f->p.statement, all, ranges, groups,
                            class_number(&groups[AB_GROUPS_ROWS], i),
                            class_number(&groups[AB_GROUPS_COLUMNS], j));
        long double w = x->v[i], s = x->v[k->n + j], p = w * s, z = k->a[i] * k->b[j];
        long double delta = (w - t[c] * k->a[i]) * (s - k->b[j] / t[c]);
        long double m = mpq_get_d(bounds->m), most = m + p * z / m;
        assert_true(fabsl(delta - p - z) <= most * (1 + 1e-12L) + 1e-9L);
        assert_true(fabsl(z) <= mpq_get_d(bounds->z) * (1 + 1e-12L));
        assert_true(mpq_get_d(bounds->p_lo) <= p + 1e-9L && p <= mpq_get_d(bounds->p_hi) + 1e-9L);
      }
}

static void bounds_of_groups_hold_at_nearest_points(void **state) {
  (void)state;
  uint64_t random = SEED;
  ab_group_bounds bounds;
  ab_group_bounds_init(&bounds);
  for (int kind = 0; kind < DOMAINS; kind++) {
    model k;
    forgery f;
    grouped_model(&k, (domain_kind)kind, &random);
    start_of_model(&f, &k, 1e7L);
    assert_int_equal(f.proof.verdict, AB_VERDICT_PROVED);
    for (int n = 0; n < 4; n++) {
      point x = random_point(&k, &random);
      assert_bounds_hold(&f, &k, &x, &bounds);
    }
    finish(&f);
  }
  ab_group_bounds_clear(&bounds);
}

static void verdicts_with_groups_agree_with_samples(void **state) {
  (void)state;
  uint64_t random = SEED + 1;
  for (int kind = 0; kind < DOMAINS; kind++) {
    model k;
    grouped_model(&k, (domain_kind)kind, &random);
    worst_point worst = find_worst(&k, 1, SAMPLES, 20, &random);
    static const long double factors[] = {0.8L, 4, 40};
    for (size_t n = 0; n < 3; n++) {
      forgery f;
      size_t ranges;
      start_of_model(&f, &k, factors[n] * worst.beta);
      if (factors[n] < 1)
        assert_int_not_equal(f.proof.verdict, AB_VERDICT_PROVED);
      if (factors[n] > 30)
        assert_int_equal(f.proof.verdict, AB_VERDICT_PROVED);
      if (f.proof.verdict == AB_VERDICT_PROVED) {
        assert_checked(&f.proof);
        groups_of(&f, &ranges);
        assert_true(f.proof.certificate.clauses.clause_count < k.n * k.m / 2);
      }
      finish(&f);
    }
  }
}

/* A claim that needs single entries and has groups; always the same. */
static void start_mixed(forgery *f, model *k) {
  static long double beta = 0;
  uint64_t random = SEED + 2;
  grouped_model(k, SYMMETRIC, &random);
  if (beta == 0)
    beta = 1.1L * find_worst(k, 1, SAMPLES, 20, &random).beta;
  start_of_model(f, k, beta);
  for (; f->proof.verdict != AB_VERDICT_PROVED; start_of_model(f, k, beta *= 1.1L))
    finish(f);
  size_t ranges;
  assert_true(groups_of(f, &ranges)[AB_GROUPS_SINGLE].count > 0);
}

/* Entries with a clause of their own and entries of groups, by the definition. */
static void every_entry_satisfies_a_proved_claim(void **state) {
  (void)state;
  for (int kind = 0; kind < DOMAINS; kind++) {
    model k;
    forgery f;
    uint64_t random = SEED + 3 + (uint64_t)kind;
    grouped_model(&k, (domain_kind)kind, &random);
    long double beta = 0.6L * find_worst(&k, 1, SAMPLES, 20, &random).beta;
    for (start_of_model(&f, &k, beta); f.proof.verdict != AB_VERDICT_PROVED;) {
      finish(&f);
      start_of_model(&f, &k, beta *= 1.3L);
    }
    for (int n = 0; n < POINTS; n++) {
      point x = random_point(&k, &random);
      assert_true(needed_at(&k, &x, 1) <= beta * (1 + 1e-9L));
    }
    finish(&f);
  }
}

static size_t first_group(const ab_choice *noise) {
  size_t k = 0;
  while (mpq_sgn(noise->values[k]) == 0)
    k++;
  return k;
}

static void change(ab_choice *g, int forgery_number) {
  mpq_t *noise = &g[AB_GROUPS_NOISE].values[first_group(&g[AB_GROUPS_NOISE])];
  ab_choice *single = &g[AB_GROUPS_SINGLE];
  switch (forgery_number) {
  case 0: /* more noise than there is */
    mpq_mul_2exp(*noise, *noise, 6);
    break;
  case 1: /* no group where entries need one */
    mpq_set_ui(*noise, 0, 1);
    break;
  case 2: /* a single entry left out */
    single->count--;
    break;
  case 3:
    mpq_div_2exp(g[AB_GROUPS_A].values[0], g[AB_GROUPS_A].values[0], 1);
    break;
  case 4:
    mpq_div_2exp(g[AB_GROUPS_B].values[0], g[AB_GROUPS_B].values[0], 1);
    break;
  case 5: /* a class of smaller entries */
    for (size_t i = 0; i < g[AB_GROUPS_ROWS].count; i++)
      mpq_set_ui(g[AB_GROUPS_ROWS].values[i], g[AB_GROUPS_A].count, 1);
    break;
  }
}

static void forged_groups_are_refused(void **state) {
  (void)state;
  static const char *const reasons[] = {"belong to its group", "belong to its group",
                                        "belong to its group", "exceeds the bound",
                                        "exceeds the bound",   "exceeds the bound"};
  for (int n = 0; n < 6; n++) {
    forgery f;
    model k;
    size_t ranges;
    start_mixed(&f, &k);
    ab_choice *g = groups_of(&f, &ranges);
    size_t count = g[AB_GROUPS_SINGLE].count;
    change(g, n);
    if (recompile_and_prove(&f))
      assert_refused(&f, reasons[n]);
    else
      assert_int_equal(n, -1); /* every one of these forgeries is provable */
    g[AB_GROUPS_SINGLE].count = count;
    finish(&f);
  }
}

/* What compile must never see: numbers of rows and entries that do not exist. */
static void malformed_groups_are_refused(void **state) {
  (void)state;
  for (int n = 0; n < 5; n++) {
    forgery f;
    model k;
    size_t ranges;
    start_mixed(&f, &k);
    ab_choice *g = groups_of(&f, &ranges);
    mpq_ptr entry = g[AB_GROUPS_SINGLE].values[0];
    if (n == 0)
      mpq_set_ui(entry, 0, 1);
    else if (n == 1)
      mpq_set_ui(entry, SIDE * SIDE + 1, 1);
    else if (n == 2)
      mpq_set_ui(g[AB_GROUPS_ROWS].values[2], g[AB_GROUPS_A].count + 1, 1);
    else if (n == 3)
      mpq_set_ui(g[AB_GROUPS_COLUMNS].values[0], 3, 2);
    else
      mpq_set_si(g[AB_GROUPS_A].values[0], -1, 1);
    assert_refused(&f, "malformed");
    finish(&f);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bounds_of_groups_hold_at_nearest_points),
      cmocka_unit_test(verdicts_with_groups_agree_with_samples),
      cmocka_unit_test(every_entry_satisfies_a_proved_claim),
      cmocka_unit_test(forged_groups_are_refused),
      cmocka_unit_test(malformed_groups_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

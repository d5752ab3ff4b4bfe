/* SPDX-License-Identifier: MIT
 * docs/theory/rank-one.md against the definitions: the projection theorem, and the reduction in
 * both directions. */
#include "rank_one_problem.h"
#include "rank_one_samples.h"

#include "expr/evaluate.h"
#include "prove/method.h"

enum { SEED = 20240611 };

/* A point whose components along a and b are the given multiples (p = pa sigma, q = qb sigma). */
static point point_with(const model *k, long double pa, long double qb, uint64_t *random) {
  point x = {0};
  for (size_t c = 0; c < k->n + k->m; c++)
    x.v[c] = random_real(random, -1, 1);
  long double p = product_w(k, &x) / k->sigma, q = product_s(k, &x) / k->sigma;
  for (size_t i = 0; i < k->n; i++)
    x.v[i] += (pa - p) * k->a[i];
  for (size_t j = 0; j < k->m; j++)
    x.v[k->n + j] += (qb - q) * k->b[j];
  return x;
}

static long double random_t(uint64_t *random) {
  long double t = expl(random_real(random, -1.5L, 1.5L));
  return random_range(random, 0, 1) ? t : -t;
}

static void y_is_nearest_where_mu_is_at_most_one(void **state) {
  (void)state;
  uint64_t random = SEED;
  print_message("seed %d\n", SEED);
  for (int trial = 0; trial < 1500; trial++) {
    model k;
    random_model(&k, 2, 2 + (size_t)(trial % 3), SYMMETRIC, &random);
    long kind = random_range(&random, 0, 3);
    long double t = random_t(&random);
    long double mu = kind == 0 ? 1 : kind == 1 ? -1 : random_real(&random, -1, 1);
    point x = point_with(&k, t + mu / t, 1 / t + mu * t, &random);
    long double nearest = distance_to(&k, &x, t), tolerance = 1e-16L * (nearest + k.sigma);
    for (int other = 0; other < 60; other++) {
      long double far = random_t(&random), near = t + random_real(&random, -0.01L, 0.01L);
      assert_true(distance_to(&k, &x, other & 1 ? far : near) >= nearest - tolerance);
    }
    if (kind < 2)
      assert_true(fabsl(distance_to(&k, &x, mu / t) - nearest) <= tolerance);
  }
}

static void y_is_not_nearest_where_mu_is_beyond_one(void **state) {
  (void)state;
  uint64_t random = SEED + 1;
  for (int trial = 0; trial < 1500; trial++) {
    model k;
    random_model(&k, 2, 2 + (size_t)(trial % 3), SYMMETRIC, &random);
    long double t = random_t(&random), ts[PROJECTIONS_MAX];
    long double mu = random_real(&random, 1.02L, 3) * (trial & 1 ? 1 : -1);
    point x = point_with(&k, t + mu / t, 1 / t + mu * t, &random);
    size_t count = project(&k, &x, 0, ts);
    assert_true(count >= 1);
    /* t is stationary all the same */
    assert_true(fabsl(distance_slope(&k, &x, t)) < 1e-14L * (1 + fabsl(t)) / (t * t * t * t) * 100);
    assert_true(distance_to(&k, &x, ts[0]) < distance_to(&k, &x, t));
  }
}

/* ---- the compiled clauses ---- */

/* The clauses of a model, with an evaluator for the literals of their template. */
typedef struct {
  model k;
  long double alpha, beta;
  problem source;
  ab_witness witness;
  ab_clauses clauses;
  ab_evaluator *evaluator;
  ab_interval *box, *parameters;
} compiled;

enum { LITERALS = 7, PARAMETER_COUNT = 8, PRECISION = 128 };

/* The common sign of (a, b) is free: the model takes the witness's, so that t means the same. */
static void align_sign(compiled *c) {
  long double product = 0;
  for (size_t i = 0; i < c->k.n; i++)
    product += c->k.a[i] * (long double)mpq_get_d(c->witness.constants.items[1 + i].lo);
  for (size_t i = 0; i < c->k.n && product < 0; i++)
    c->k.a[i] = -c->k.a[i];
  for (size_t j = 0; j < c->k.m && product < 0; j++)
    c->k.b[j] = -c->k.b[j];
}

static void compile_random(compiled *c, domain_kind shape, uint64_t *random) {
  static const long double ds[] = {0.5L, 1, 1.5L, 2, 3};
  size_t n = (size_t)random_range(random, 2, 4);
  size_t m = (size_t)random_range(random, 2, 5);
  random_model(&c->k, n, m, shape, random);
  long double d = ds[random_range(random, 0, 4)];
  c->beta = (long double)random_range(random, 1, 4000) / 8;
  c->alpha = c->beta + d;
  problem_of_model(&c->source, &c->k, c->beta, d);
  ab_error error;
  ab_statement *statement = &c->source.statement;
  ab_certificate_kind kind = AB_CERTIFICATE_PROOF;
  assert_int_equal(ab_method_of(statement->condition)->make(&c->witness, &kind, statement, &error),
                   AB_OK);
  assert_int_equal(
      statement->condition->verify(statement, AB_CERTIFICATE_PROOF, &c->witness, &error), AB_OK);
  align_sign(c);
  ab_clauses_init(&c->clauses);
  ab_statement_compile(&c->clauses, statement, AB_CERTIFICATE_PROOF, &c->witness, &error);
  const ab_template *t = &c->clauses.templates[0];
  ab_expr roots[LITERALS];
  assert_int_equal(t->literal_count, LITERALS);
  assert_int_equal(t->parameter_count, PARAMETER_COUNT);
  for (size_t l = 0; l < LITERALS; l++)
    roots[l] = t->literals[l].expr;
  c->evaluator = ab_evaluator_create(t->graph, roots, LITERALS, 3, PRECISION);
  c->box = ab_intervals_create(3, PRECISION);
  c->parameters = ab_intervals_create(PARAMETER_COUNT, PRECISION);
}

static void compiled_clear(compiled *c) {
  ab_evaluator_destroy(c->evaluator);
  ab_intervals_destroy(c->box, 3);
  ab_intervals_destroy(c->parameters, PARAMETER_COUNT);
  ab_clauses_clear(&c->clauses);
  ab_witness_clear(&c->witness);
  problem_clear(&c->source);
}

/* The clause of entry (i, j) for this sign of t, found by its name. */
static const ab_clause *find_clause(const compiled *c, size_t i, size_t j, bool mirrored) {
  char name[64];
  snprintf(name, sizeof name, "entry[%zu,%zu]%s", i + 1, j + 1, mirrored ? ":mirrored" : "");
  for (size_t n = 0; n < c->clauses.clause_count; n++)
    if (strcmp(c->clauses.clauses[n].name, name) == 0)
      return &c->clauses.clauses[n];
  assert_true(mirrored);
  return find_clause(c, i, j, false); /* D = -D: one half serves both */
}

static void take_clause(compiled *c, const ab_clause *clause) {
  for (size_t p = 0; p < PARAMETER_COUNT; p++) {
    const ab_argument *argument = &clause->arguments[p];
    const ab_constant *constant = &c->witness.constants.items[argument->constant];
    if (argument->bound)
      ab_interval_set_rationals(&c->parameters[p], constant->lo, constant->hi);
    else
      ab_interval_set_rational(&c->parameters[p], argument->value);
  }
}

static void set_coordinate(ab_interval *out, long double value) {
  mpfr_set_ld(out->lo, value, MPFR_RNDD);
  mpfr_set_ld(out->hi, value, MPFR_RNDU);
}

/* The value of literal l at (w, s, t): nearly a point, since all enclosures are thin. */
static long double literal_at(compiled *c, size_t l, long double w, long double s, long double t) {
  set_coordinate(&c->box[0], w);
  set_coordinate(&c->box[1], s);
  set_coordinate(&c->box[2], t);
  const ab_interval *range = ab_evaluator_range(c->evaluator, l, c->box, c->parameters);
  assert_true(ab_interval_is_finite(range));
  return (mpfr_get_ld(range->lo, MPFR_RNDD) + mpfr_get_ld(range->hi, MPFR_RNDU)) / 2;
}

static bool clause_has(const ab_clause *clause, size_t variable, long double value) {
  long double slack = 1e-12L * (1 + fabsl(value));
  return value >= (long double)mpq_get_d(clause->lo[variable]) - slack &&
         value <= (long double)mpq_get_d(clause->hi[variable]) + slack;
}

/* One entry at one (x, y(t)): in the box of its clause, no hypothesis excludes it, and the first
 * literal is 2 T. */
static void check_entry(compiled *c, size_t i, size_t j, const point *x, long double t) {
  long double sign = t < 0 ? -1 : 1, w = sign * x->v[i], s = sign * x->v[c->k.n + j];
  const ab_clause *clause = find_clause(c, i, j, t < 0);
  assert_true(clause_has(clause, 0, w));
  assert_true(clause_has(clause, 1, s));
  assert_true(clause_has(clause, 2, sign * t));
  take_clause(c, clause);
  long double size = 1 + c->k.sigma * (t * t + 1 / (t * t));
  for (size_t l = 1; l < LITERALS; l++)
    if (literal_at(c, l, w, s, sign * t) > 1e-12L * size)
      fail_msg("literal %zu of %s excludes a projection", l + 1, clause->name);
  point y = minimizer(&c->k, t);
  long double expected = 2 * condition_value(&c->k, i, j, x, &y, c->alpha, c->beta);
  long double got = literal_at(c, 0, w, s, sign * t);
  long double scale = 1 + c->alpha * (loss(&c->k, i, j, x) + loss(&c->k, i, j, &y)) + size;
  if (!(fabsl(got - expected) <= 1e-13L * scale))
    fail_msg("literal 1 of %s is %Lg, 2 T is %Lg", clause->name, got, expected);
}

static void no_projection_is_excluded_and_the_first_literal_is_twice_t(void **state) {
  (void)state;
  uint64_t random = SEED + 2;
  size_t several = 0, negative = 0, pairs = 0;
  for (int trial = 0; trial < 90; trial++) {
    compiled c = {0};
    compile_random(&c, (domain_kind)(trial % DOMAINS), &random);
    for (int n = 0; n < 60; n++) {
      long double ts[PROJECTIONS_MAX];
      point x = random_point(&c.k, &random);
      size_t count = project(&c.k, &x, 1e-14L, ts);
      assert_true(count >= 1);
      several += count > 1;
      for (size_t y = 0; y < count; y++, pairs++) {
        negative += ts[y] < 0;
        for (size_t i = 0; i < c.k.n; i++)
          for (size_t j = 0; j < c.k.m; j++)
            check_entry(&c, i, j, &x, ts[y]);
      }
    }
    compiled_clear(&c);
  }
  print_message("%zu pairs, %zu with t < 0, %zu points with several y\n", pairs, negative, several);
  assert_true(several > 50 && negative > 500 && pairs - negative > 500);
}

/* ---- the other direction: what no literal excludes is a projection of some x in D ---- */

/* The least and the greatest c . v over the box lo, hi with v[fixed] given. */
static void product_range(long double out[2], const long double *c, const long double *lo,
                          const long double *hi, size_t count, size_t fixed, long double value) {
  out[0] = out[1] = c[fixed] * value;
  for (size_t l = 0; l < count; l++) {
    out[0] += l == fixed ? 0 : fminl(c[l] * lo[l], c[l] * hi[l]);
    out[1] += l == fixed ? 0 : fmaxl(c[l] * lo[l], c[l] * hi[l]);
  }
}

/* v with c . v = target, v[fixed] as it is, the others in lo, hi: on the segment between the
 * corners of least and greatest c . v. */
static void fill(long double *v, const long double *c, const long double *lo, const long double *hi,
                 size_t count, size_t fixed, long double target) {
  long double ends[2];
  product_range(ends, c, lo, hi, count, fixed, v[fixed]);
  assert_true(target >= ends[0] - 1e-12L && target <= ends[1] + 1e-12L);
  long double part = ends[1] > ends[0] ? (target - ends[0]) / (ends[1] - ends[0]) : 0;
  part = fminl(fmaxl(part, 0), 1);
  for (size_t l = 0; l < count; l++)
    if (l != fixed)
      v[l] = c[l] > 0 ? lo[l] + part * (hi[l] - lo[l]) : hi[l] + part * (lo[l] - hi[l]);
}

/* An x in D with these w_i and s_j, a.w = sigma (t + mu/t) and b.s = sigma (1/t + mu t) for a mu in
 * [-1, 1]: the middle of those that the ranges of the two products leave. */
static point lift(const model *k, size_t i, size_t j, long double w, long double s, long double t) {
  const long double *lo_s = k->lo + k->n, *hi_s = k->hi + k->n;
  long double p[2], q[2], mu[2] = {-1, 1};
  product_range(p, k->a, k->lo, k->hi, k->n, i, w);
  product_range(q, k->b, lo_s, hi_s, k->m, j, s);
  for (int end = 0; end < 2; end++) {
    int e = t > 0 ? end : 1 - end;
    long double by_w = t * (p[e] / k->sigma - t), by_s = (q[e] / k->sigma - 1 / t) / t;
    mu[end] = end == 0 ? fmaxl(mu[end], fmaxl(by_w, by_s)) : fminl(mu[end], fminl(by_w, by_s));
  }
  long double middle = (mu[0] + mu[1]) / 2;
  point x = {0};
  x.v[i] = w;
  x.v[k->n + j] = s;
  fill(x.v, k->a, k->lo, k->hi, k->n, i, k->sigma * (t + middle / t));
  fill(x.v + k->n, k->b, lo_s, hi_s, k->m, j, k->sigma * (1 / t + middle * t));
  return x;
}

/* A random triple of one clause; if no hypothesis excludes it, y(t) must be a projection of some x
 * in D. */
static bool check_triple(compiled *c, uint64_t *random) {
  const model *k = &c->k;
  size_t i = (size_t)random_range(random, 0, (long)k->n - 1);
  size_t j = (size_t)random_range(random, 0, (long)k->m - 1);
  bool mirrored = random_range(random, 0, 1);
  long double sign = mirrored ? -1 : 1;
  const ab_clause *clause = find_clause(c, i, j, mirrored);
  long double w = random_real(random, k->lo[i], k->hi[i]);
  long double s = random_real(random, k->lo[k->n + j], k->hi[k->n + j]);
  long double t = random_real(random, mpq_get_d(clause->lo[2]), mpq_get_d(clause->hi[2]));
  take_clause(c, clause);
  for (size_t l = 1; l < LITERALS; l++)
    if (literal_at(c, l, sign * w, sign * s, t) > 0)
      return false;
  point x = lift(k, i, j, w, s, sign * t);
  long double ts[PROJECTIONS_MAX];
  assert_true(project(k, &x, 0, ts) >= 1);
  assert_true(distance_to(k, &x, sign * t) - distance_to(k, &x, ts[0]) < 1e-12L);
  return true;
}

static void what_no_literal_excludes_is_a_projection(void **state) {
  (void)state;
  uint64_t random = SEED + 3;
  size_t lifted = 0;
  for (int trial = 0; trial < 60; trial++) {
    compiled c = {0};
    compile_random(&c, (domain_kind)(trial % DOMAINS), &random);
    for (int n = 0; n < 200; n++)
      lifted += check_triple(&c, &random);
    compiled_clear(&c);
  }
  print_message("%zu triples lifted\n", lifted);
  assert_true(lifted > 1000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(y_is_nearest_where_mu_is_at_most_one),
      cmocka_unit_test(y_is_not_nearest_where_mu_is_beyond_one),
      cmocka_unit_test(no_projection_is_excluded_and_the_first_literal_is_twice_t),
      cmocka_unit_test(what_no_literal_excludes_is_a_projection),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

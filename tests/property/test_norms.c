/* SPDX-License-Identifier: MIT
 * The closed form from norms and the pair tests against the definition: nearest minimizers by
 * numerical minimisation over GL(k); and certificates that say too much are refused. */
#include "factorization_problem.h"

#include "clause/rules.h"
#include "condition/factorization_norms.h"
#include "num/rational.h"
#include "prove/attempt.h"
#include "prove/norms_witness.h"

enum { POINTS = 16, MATRICES = 4, COORDINATES = RANK_MAX * 2 * SIDE_MAX };

static const char *const cube = "W in [-5/4, 5/4]; S in [-1, 1];";
static const char *const box = "W in [-1, 5/4]; S in [-1/2, 1];";

/* An attempt by norms, whatever else might do. */
static ab_status solve(ab_proof *proof, ab_statement *statement, const ab_prove_options *options,
                       void *context, ab_error *error) {
  (void)context;
  ab_search_options limits = ab_attempt_limits(options);
  ab_witness *witness = &proof->certificate.witness;
  ab_status status = ab_norms_witness_make(witness, statement, error);
  if (status == AB_OK)
    status = statement->condition->verify(statement, AB_CERTIFICATE_PROOF, witness, error);
  if (status == AB_OK &&
      ab_attempt(proof, statement, AB_CERTIFICATE_PROOF, options, &limits, error))
    proof->verdict = AB_VERDICT_PROVED;
  return status;
}

static void prove_claim(ab_proof *proof, problem *p, const factorization *f, const char *domain,
                        double beta, uint64_t limit) {
  char text[64];
  snprintf(text, sizeof text, "%.9f", beta);
  problem_of_factorization(p, f, domain, "beta + 1", text);
  ab_prove_options options = {.precision = AB_PRECISION_DEFAULT, .threads = 1, .node_limit = limit};
  ab_error error;
  *proof = (ab_proof){.verdict = AB_VERDICT_UNKNOWN};
  if (ab_solve_canonical(proof, &p->statement, &options, solve, NULL, &error) != AB_OK)
    fail_msg("%s", error.message);
}

/* A point of the domain: anywhere, or with most coordinates at its ends. */
static void sample(double *x, const problem *p, uint64_t *state) {
  const ab_domain *d = &p->statement.factorization.domain;
  bool corner = random_bits(state) % 2 == 0;
  for (size_t c = 0; c < d->count; c++) {
    double lo = mpq_get_d(d->lo[c]), hi = mpq_get_d(d->hi[c]);
    uint64_t bits = random_bits(state) % 8;
    x[c] = corner && bits ? (bits % 2 ? lo : hi) : (double)random_real(state, lo, hi);
  }
}

static double column_dot(const factorization *f, const double *x, const double *y, size_t i,
                         size_t j) {
  double sum = 0;
  for (size_t c = 0; c < f->k; c++)
    sum += x[c * f->n + i] * y[f->k * f->n + c * f->m + j];
  return sum;
}

static double size_of(const factorization *f, const double *y, size_t i, size_t j) {
  double sum = 0;
  for (size_t c = 0; c < f->k; c++)
    sum += pow(y[c * f->n + i], 2) + pow(y[f->k * f->n + c * f->m + j], 2);
  return sum / 2;
}

/* The bound of |N+| or |N-| of a clause at t. */
static double norm_square(const ab_clause *clause, double t, int sign) {
  double plus = mpq_get_d(clause->arguments[sign > 0 ? 3 : 4].value);
  double linear = mpq_get_d(clause->arguments[5].value),
         end = mpq_get_d(clause->arguments[6].value);
  return plus + sign * linear * t + pow(end + sign * mpq_get_d(clause->arguments[7].value) * t, 2);
}

/* The literal of a clause in one variable at t, for the size that (w_i^y, s_j^y) has. */
static double value_at(const ab_certificate *certificate, const ab_clause *clause, double t,
                       double size) {
  mpq_t end, before;
  mpq_inits(end, before, NULL);
  mpq_set_d(end, t);
  mpq_set(before, clause->arguments[1].value);
  mpq_set_d(clause->arguments[1].value, size * (1 + 1e-9));
  ab_clause here = *clause;
  here.lo = here.hi = &end;
  ab_rules *rules = ab_rules_create(&certificate->clauses.templates[clause->template_index], 128);
  ab_cell cell;
  ab_cell_init(&cell, 1);
  ab_rules_bind(rules, &here, &certificate->witness.constants, &cell);
  ab_rules_direct(rules, (ab_goal){0, 0});
  double value = mpfr_get_d(ab_rules_last_range(rules)->lo, MPFR_RNDD);
  ab_cell_clear(&cell);
  ab_rules_destroy(rules);
  mpq_set(clause->arguments[1].value, before);
  mpq_clears(end, before, NULL);
  return value;
}

/* Among the pieces of an entry's clauses one covers p, with |w + s|^2 <= N+ and |w - s|^2 <= N-;
 * with the size that there is, one of its two clauses has at most the value 2 T there. */
static void assert_covered(const ab_proof *proof, size_t i, size_t j, double p, double q,
                           double size, double twice_t) {
  const ab_clauses *clauses = &proof->certificate.clauses;
  char name[64];
  snprintf(name, sizeof name, "entry[%zu,%zu]:above:", i + 1, j + 1);
  bool covered = false;
  for (size_t n = 0; n + 1 < clauses->clause_count; n++) {
    const ab_clause *c = &clauses->clauses[n];
    if (strncmp(c->name, name, strlen(name)) != 0)
      continue;
    double t = p - mpq_get_d(c->arguments[2].value);
    if (fabs(t) > mpq_get_d(c->hi[0]) || q + 2 * p > norm_square(c, t, 1) + 1e-9 ||
        q - 2 * p > norm_square(c, t, -1) + 1e-9)
      continue;
    covered = true;
    assert_true(fmin(value_at(&proof->certificate, c, t, size),
                     value_at(&proof->certificate, c + 1, t, size)) <=
                twice_t + 1e-5 * (1 + fabs(twice_t)));
  }
  assert_true(covered);
}

/* |delta - p - z| <= g, the size of (w_i^y, s_j^y) within its bound unless pair tests show it, and
 * T_ij >= 0 if the claim is proved. */
static void assert_entry(const factorization *f, const ab_proof *proof, const double *x,
                         const double *y, size_t i, size_t j, double beta) {
  const ab_choice *choices = proof->certificate.witness.choices;
  size_t e = i * f->m + j;
  double m = mpq_get_d(choices[AB_NORMS_SIZES].values[e]), z = f->z[e];
  double p = column_dot(f, x, x, i, j), q = 2 * size_of(f, x, i, j), own = size_of(f, y, i, j);
  double delta = p + z - column_dot(f, x, y, i, j) - column_dot(f, y, x, i, j);
  if (!ab_norms_is_paired(&choices[AB_NORMS_PAIRS], e)) {
    assert_true(own <= m * (1 + 1e-6));
    double g = (sqrt((q + 2 * p) * (2 * m + 2 * z)) + sqrt((q - 2 * p) * (2 * m - 2 * z))) / 2;
    assert_true(fabs(delta - p - z) <= g + 1e-6);
  }
  double twice_t = 2 * t_of_definition(f, x, y, i, j, beta + 1, beta);
  assert_covered(proof, i, j, p, q, own, twice_t);
  if (proof->verdict == AB_VERDICT_PROVED)
    assert_true(twice_t >= -1e-6 * (1 + beta));
}

static const size_t shapes[MATRICES][3] = {{3, 3, 2}, {4, 3, 2}, {4, 4, 3}, {5, 4, 2}};

/* The claim is about a third of what the tube theorem gives, then about a tenth. */
static double beta_of(const factorization *f, const problem *p, double part) {
  double reach = 0;
  const ab_domain *d = &p->statement.factorization.domain;
  for (size_t c = 0; c < d->count; c++)
    reach += pow(fmax(fabs(mpq_get_d(d->lo[c])), fabs(mpq_get_d(d->hi[c]))), 2);
  for (size_t c = 0; c < f->k; c++)
    reach += 2 * f->sigma[c];
  return part * pow(1 + reach / (2 * f->noise), 2);
}

static void what_norms_prove_holds_by_the_definition(void **state) {
  (void)state;
  uint64_t seed = 4711;
  size_t proved = 0;
  printf("seed %llu\n", (unsigned long long)seed);
  for (size_t n = 0; n < 2 * MATRICES; n++) {
    factorization f;
    factorization_random(&f, shapes[n / 2][0], shapes[n / 2][1], shapes[n / 2][2], &seed);
    problem shape, p;
    problem_of_factorization(&shape, &f, n % 2 ? box : cube, "beta + 1", "1");
    double beta = beta_of(&f, &shape, n % 2 ? 0.7 : 0.45);
    problem_clear(&shape);
    ab_proof proof;
    prove_claim(&proof, &p, &f, n % 2 ? box : cube, beta, 20000);
    assert_int_equal(proof.certificate.kind, AB_CERTIFICATE_PROOF);
    if (proof.verdict == AB_VERDICT_PROVED) {
      assert_checked(&proof);
      proved++;
    }
    for (size_t k = 0; k < POINTS; k++) {
      double x[COORDINATES], y[COORDINATES];
      sample(x, &p, &seed);
      nearest_minimizer(y, &f, x, &seed);
      for (size_t e = 0; e < f.n * f.m; e++)
        assert_entry(&f, &proof, x, y, e / f.m, e % f.m, beta);
    }
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
  assert_true(proved >= 5);
}

/* ---- pair tests ---- */

typedef struct {
  double phi, theta, l[2];
} chart;

static void rotate_rows(const factorization *f, double *x) {
  for (size_t c = 0; c < f->n + f->m; c++) {
    size_t first = c < f->n ? c : 2 * f->n + c - f->n, second = first + (c < f->n ? f->n : f->m);
    double old = x[first];
    x[first] = -x[second];
    x[second] = old;
  }
}

/* B = Rot(phi) diag(e^l) Rot(theta)', with phi and theta in [0, pi/2] after signs and swaps of the
 * rows of x, which then belong to a point as good as before. */
static chart chart_of(const factorization *f, double *x, double *b) {
  if (b[0] * b[3] - b[1] * b[2] < 0) {
    b[2] = -b[2];
    b[3] = -b[3];
    for (size_t i = 0; i < f->n; i++)
      x[f->n + i] = -x[f->n + i];
    for (size_t j = 0; j < f->m; j++)
      x[2 * f->n + f->m + j] = -x[2 * f->n + f->m + j];
  }
  double e = (b[0] + b[3]) / 2, h = (b[2] - b[1]) / 2, d = (b[0] - b[3]) / 2, g = (b[2] + b[1]) / 2;
  double a1 = atan2(g, d), a2 = atan2(h, e), quarter = acos(0);
  chart c = {(a2 + a1) / 2,
             -(a2 - a1) / 2,
             {log(hypot(e, h) + hypot(d, g)), log(hypot(e, h) - hypot(d, g))}};
  while (c.theta < 0 || c.theta >= quarter) {
    double step = c.theta < 0 ? quarter : -quarter, l = c.l[0];
    c.theta += step;
    c.phi += step;
    c.l[0] = c.l[1];
    c.l[1] = l;
  }
  while (c.phi < 0 || c.phi >= quarter) {
    bool up = c.phi < 0;
    c.phi += up ? quarter : -quarter;
    for (int turns = up ? 1 : 3; turns > 0; turns--)
      rotate_rows(f, x);
  }
  return c;
}

/* B with W^y = B W0. */
static void matrix_of(const factorization *f, const ab_witness *w, const double *y, double *b) {
  double gram[4] = {0}, product[4] = {0}, w0[2];
  for (size_t i = 0; i < f->n; i++) {
    for (size_t c = 0; c < 2; c++)
      w0[c] = mpq_get_d(w->constants.items[c * f->n + i].lo);
    for (size_t c = 0; c < 4; c++) {
      gram[c] += w0[c / 2] * w0[c % 2];
      product[c] += y[(c / 2) * f->n + i] * w0[c % 2];
    }
  }
  double det = gram[0] * gram[3] - gram[1] * gram[2];
  double inverse[4] = {gram[3] / det, -gram[1] / det, -gram[2] / det, gram[0] / det};
  for (size_t c = 0; c < 4; c++)
    b[c] = product[2 * (c / 2)] * inverse[c % 2] + product[2 * (c / 2) + 1] * inverse[2 + c % 2];
}

/* At (w_i, s_j, B) of a point and its nearest y: B is in the box, no pair test excludes it, and the
 * other literals say what they are to say. */
static void assert_pairs(const factorization *f, const ab_proof *proof, const ab_clauses *clauses,
                         const double *given, const double *y, size_t e, double beta) {
  double x[COORDINATES], b[4];
  memcpy(x, given, sizeof x);
  const ab_certificate *c = &proof->certificate;
  matrix_of(f, &c->witness, y, b);
  chart at = chart_of(f, x, b);
  size_t i = e / f->m, j = e % f->m;
  char name[64];
  snprintf(name, sizeof name, "pairs[%zu,%zu]:", i + 1, j + 1);
  double v[] = {x[i],   x[f->n + i], x[2 * f->n + j], x[2 * f->n + f->m + j],
                at.phi, at.l[0],     at.l[1],         at.theta};
  bool found = false;
  for (size_t n = 0; n < clauses->clause_count; n++) {
    ab_clause *clause = &clauses->clauses[n];
    if (strncmp(clause->name, name, strlen(name)) != 0 || v[7] < mpq_get_d(clause->lo[7]) ||
        v[7] > mpq_get_d(clause->hi[7]))
      continue;
    found = true;
    ab_clause here = *clause;
    here.lo = ab_rationals_create(8);
    here.hi = ab_rationals_create(8);
    for (size_t k = 0; k < 8; k++) {
      assert_true(v[k] >= mpq_get_d(clause->lo[k]) - 1e-6 &&
                  v[k] <= mpq_get_d(clause->hi[k]) + 1e-6);
      mpq_set_d(here.lo[k], v[k]);
      mpq_set_d(here.hi[k], v[k]);
    }
    const ab_template *t = ab_clause_template(clauses, clause);
    ab_rules *rules = ab_rules_create(t, 128);
    ab_cell cell;
    ab_cell_init(&cell, 8);
    ab_rules_bind(rules, &here, &c->witness.constants, &cell);
    for (size_t l = 0; l < t->literal_count; l++) {
      ab_rules_direct(rules, (ab_goal){l, 0});
      double value = mpfr_get_d(ab_rules_last_range(rules)->lo, MPFR_RNDD);
      double m = mpq_get_d(c->witness.choices[AB_NORMS_SIZES].values[e]);
      if (l == 0)
        assert_true(fabs(value - 2 * (m - size_of(f, y, i, j))) < 1e-5);
      else if (l == 1)
        assert_true(fabs(value - 2 * t_of_definition(f, given, y, i, j, beta + 1, beta)) <
                    1e-5 * (1 + beta));
      else
        assert_true(value <= 1e-5);
    }
    ab_cell_clear(&cell);
    ab_rules_destroy(rules);
    ab_rationals_destroy(here.lo, 8);
    ab_rationals_destroy(here.hi, 8);
    break;
  }
  assert_true(found);
}

/* A claim strong enough for pair tests to be called for. */
static double start_with_pairs(ab_proof *proof, problem *p, const factorization *f) {
  for (double part = 0.5; part > 0.01; part *= 0.75) {
    problem shape;
    problem_of_factorization(&shape, f, cube, "beta + 1", "1");
    double beta = beta_of(f, &shape, part);
    problem_clear(&shape);
    prove_claim(proof, p, f, cube, beta, 1);
    if (proof->certificate.witness.choices[AB_NORMS_PAIRS].count > 0)
      return beta;
    ab_proof_clear(proof);
    problem_clear(p);
  }
  fail_msg("no claim calls for pair tests");
  return 0;
}

static void no_pair_test_excludes_a_nearest_minimizer(void **state) {
  (void)state;
  uint64_t seed = 4712;
  printf("seed %llu\n", (unsigned long long)seed);
  for (size_t n = 0; n < MATRICES; n++) {
    factorization f;
    factorization_random(&f, 3 + n % 2, 3 + n / 2, 2, &seed);
    problem p;
    ab_proof proof;
    double beta = start_with_pairs(&proof, &p, &f);
    ab_clauses clauses;
    compile_plainly(&clauses, &proof, &p);
    const ab_choice *pairs = &proof.certificate.witness.choices[AB_NORMS_PAIRS];
    for (size_t k = 0; k < POINTS; k++) {
      double x[COORDINATES], y[COORDINATES];
      sample(x, &p, &seed);
      nearest_minimizer(y, &f, x, &seed);
      for (size_t e = 0; e < pairs->count; e++)
        assert_pairs(&f, &proof, &clauses, x, y, mpz_get_ui(mpq_numref(pairs->values[e])) - 1,
                     beta);
    }
    ab_clauses_clear(&clauses);
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
}

/* ---- forgeries ---- */

static void change(ab_witness *w, int forgery) {
  ab_choice *c = w->choices;
  mpq_t *values[] = {c[AB_NORMS_BOUNDS].values, c[AB_NORMS_BOUNDS].values + 1,
                     c[AB_NORMS_SIZES].values};
  if (forgery < 3)
    mpq_div_2exp(*values[forgery], *values[forgery], 1);
  else if (forgery == 3)
    mpq_add(w->constants.items[0].lo, w->constants.items[0].hi, c[AB_NORMS_SIZES].values[0]);
  else if (forgery == 4)
    c[AB_NORMS_PAIRS].name[0] = 'q';
  else if (forgery == 5)
    mpq_neg(c[AB_NORMS_SIZES].values[0], c[AB_NORMS_SIZES].values[0]);
  else if (forgery == 6)
    for (size_t j = 0; j < c[AB_NORMS_HINT].count; j++)
      mpq_set_ui(c[AB_NORMS_HINT].values[j], j, 1);
  if (forgery == 3)
    mpq_set(w->constants.items[0].hi, w->constants.items[0].lo);
}

static void certificates_that_say_too_much_are_refused(void **state) {
  (void)state;
  static const char *const reasons[] = {"norms of nearest minimizers",
                                        "norms of nearest minimizers",
                                        "size of nearest minimizers",
                                        "enclosure of the constant",
                                        "malformed",
                                        "malformed",
                                        ""};
  for (int forgery = 0; forgery < 7; forgery++) {
    uint64_t seed = 4713;
    factorization f;
    factorization_random(&f, 3, 3, 2, &seed);
    problem shape, p;
    ab_proof proof;
    problem_of_factorization(&shape, &f, box, "beta + 1", "1");
    double beta = beta_of(&f, &shape, 0.9);
    problem_clear(&shape);
    prove_claim(&proof, &p, &f, box, beta, 20000);
    assert_int_equal(proof.verdict, AB_VERDICT_PROVED);
    assert_int_equal(proof.certificate.kind, AB_CERTIFICATE_PROOF);
    change(&proof.certificate.witness, forgery);
    ab_text text;
    ab_error error;
    write_certificate(&text, &proof.certificate, proof.trees);
    assert_int_equal(check_certificate(&text, false, &error), AB_NOT_VERIFIED);
    if (!strstr(error.message, reasons[forgery]))
      fail_msg("forgery %d: %s", forgery, error.message);
    ab_text_clear(&text);
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_norms_prove_holds_by_the_definition),
      cmocka_unit_test(no_pair_test_excludes_a_nearest_minimizer),
      cmocka_unit_test(certificates_that_say_too_much_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

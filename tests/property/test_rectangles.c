/* SPDX-License-Identifier: MIT
 * Closed forms from rectangles against the definition: distances, delta and T_ij at random points
 * with nearest minimizers found by numerical minimisation over GL(k); and certificates that say too
 * much are refused. */
#include "factorization_problem.h"

#include "condition/factorization_rectangle.h"
#include "prove/rectangle_witness.h"

enum { POINTS = 20, MATRICES = 4, COORDINATES = RANK_MAX * 2 * SIDE_MAX };

static const size_t shapes[MATRICES][3] = {{3, 3, 2}, {4, 3, 2}, {4, 4, 3}, {5, 4, 2}};

/* A box of side `width` in every coordinate: around the balanced minimizer, around 0, or with
 * nonnegative entries. */
typedef enum { NEAR, SYMMETRIC, POSITIVE, PLACES } place;

static void write_domain(ab_text *text, const factorization *f, place where, double width) {
  size_t first = f->k * f->n, count = first + f->k * f->m;
  for (size_t k = 0; k < count; k++) {
    bool is_w = k < first;
    size_t columns = is_w ? f->n : f->m, at = is_w ? k : k - first;
    double centre = where == POSITIVE ? width : 0;
    if (where == NEAR)
      centre = is_w ? f->w0[at] : f->s0[at];
    ab_text_printf(text, "%s[%zu,%zu] in [%.6f, %.6f]; ", is_w ? "W" : "S", at / columns + 1,
                   at % columns + 1, centre - width, centre + width);
  }
}

static void prove_claim(ab_proof *proof, problem *p, const factorization *f, const char *domain,
                        double beta, double d) {
  char text[64], alpha[64];
  snprintf(text, sizeof text, "%.9f", beta);
  snprintf(alpha, sizeof alpha, "beta + %.9f", d);
  problem_of_factorization(p, f, domain, alpha, text);
  prove_with(proof, p, 20);
}

/* The claim with a beta that is near the least for which a rectangle proves it. */
static bool prove_by_rectangle(ab_proof *proof, problem *p, const factorization *f,
                               const char *domain, double d, double *beta) {
  problem_of_factorization(p, f, domain, "beta + 1", "1");
  double alpha = (ab_rectangle_closed_forms(&p->statement).cut + 1) / (2 - d);
  problem_clear(p);
  *beta = alpha * (d < 1 ? 1.3 : 1.00001) - d;
  prove_claim(proof, p, f, domain, *beta, d);
  return proof->verdict == AB_VERDICT_PROVED && ab_is_rectangle(&proof->certificate.witness);
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

static double delta_of(const factorization *f, const double *x, const double *y, size_t e) {
  double sum = 0;
  for (size_t c = 0; c < f->k; c++) {
    size_t w = c * f->n + e / f->m, s = f->k * f->n + c * f->m + e % f->m;
    sum += (x[w] - y[w]) * (x[s] - y[s]);
  }
  return sum;
}

static void assert_at(const factorization *f, const ab_witness *w, const double *x, double beta,
                      double d, uint64_t *state) {
  double y[COORDINATES];
  double distance2 = nearest_minimizer(y, f, x, state);
  assert_true(distance2 <= mpq_get_d(w->choices[AB_RECTANGLE_DISTANCE].values[0]) + 1e-9);
  const ab_choice *entries = &w->choices[AB_RECTANGLE_ENTRIES];
  for (size_t k = 0; k < entries->count; k++) {
    size_t e = mpz_get_ui(mpq_numref(entries->values[k])) - 1;
    double delta = delta_of(f, x, y, e);
    assert_true(delta >= mpq_get_d(w->choices[AB_RECTANGLE_LOWER].values[k]) - 1e-6);
    assert_true(delta <= mpq_get_d(w->choices[AB_RECTANGLE_UPPER].values[k]) + 1e-6);
  }
  for (size_t e = 0; e < f->n * f->m; e++)
    assert_true(t_of_definition(f, x, y, e / f->m, e % f->m, beta + d, beta) >= -1e-6 * (1 + beta));
}

static void what_rectangles_prove_holds_by_the_definition(void **state) {
  (void)state;
  uint64_t seed = 5711;
  size_t cut = 0, narrow = 0, near = 0;
  printf("seed %llu\n", (unsigned long long)seed);
  for (size_t n = 0; n < MATRICES * PLACES; n++) {
    factorization f;
    const size_t *shape = shapes[n % MATRICES];
    factorization_random(&f, shape[0], shape[1], shape[2], &seed);
    place where = (place)(n / MATRICES);
    double d = n % 2 ? 1 : 0.75, beta = 0;
    ab_text domain;
    ab_text_init(&domain);
    write_domain(&domain, &f, where, where == NEAR ? 0.25 : 1);
    ab_proof proof;
    problem p;
    bool good = prove_by_rectangle(&proof, &p, &f, domain.data, d, &beta);
    ab_text_clear(&domain);
    assert_true(good);
    const ab_witness *w = &proof.certificate.witness;
    ab_text name;
    ab_text_init(&name);
    ab_rectangle_append_name(&name, w);
    cut += strstr(name.data, "cut tube") != NULL;
    narrow += strstr(name.data, "signed delta") != NULL;
    near += strstr(name.data, "nuclear-norm") != NULL;
    ab_text_clear(&name);
    assert_checked(&proof);
    for (size_t k = 0; k < POINTS; k++) {
      double x[COORDINATES];
      sample(x, &p, &seed);
      assert_at(&f, w, x, beta, d, &seed);
    }
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
  printf("%zu cut, %zu signed, %zu nuclear\n", cut, narrow, near);
  assert_true(cut >= 5 && narrow >= 2 && near >= 6);
}

/* ---- forgeries ---- */

static void scale(mpq_t value, double factor) {
  mpq_t by;
  mpq_init(by);
  mpq_set_d(by, factor);
  mpq_mul(value, value, by);
  mpq_clear(by);
}

static void forge(ab_witness *w, int forgery) {
  ab_choice *c = w->choices;
  switch (forgery) {
  case 0:
    scale(c[AB_RECTANGLE_DISTANCE].values[0], 0.999999);
    break;
  case 1: /* a larger contraction would be no contraction */
    for (size_t k = 0; k < c[AB_RECTANGLE_CONTRACTION].count; k++)
      scale(c[AB_RECTANGLE_CONTRACTION].values[k], 1.01);
    break;
  case 2:
    scale(c[AB_RECTANGLE_BALANCE].values[0], -1);
    break;
  case 3:
    scale(c[AB_RECTANGLE_UPPER].values[0], 0.5);
    break;
  case 4:
    scale(c[AB_RECTANGLE_LOWER].values[0], 0.5);
    break;
  case 5:
    scale(c[AB_RECTANGLE_NORMS].values[0], 0.5);
    break;
  case 6:
    mpq_set(w->constants.items[0].lo, w->constants.items[0].hi);
    break;
  case 7:
    mpq_set_ui(c[AB_RECTANGLE_CUT].values[0], 9, 1);
    break;
  case 8:
    mpq_set_ui(c[AB_RECTANGLE_ENTRIES].values[0], 10, 1);
    break;
  case 9:
    mpq_set_ui(c[AB_RECTANGLE_NOISE].values[0], 1000, 1);
    break;
  default:
    mpq_set(c[AB_RECTANGLE_HINT + 1].values[0], c[AB_RECTANGLE_HINT].values[0]);
  }
}

/* The factorization of the documentation, over [1/2, 3/2]^6 x [-1, 0]^6. */
static void example(factorization *f) {
  static const long units[] = {32, 16, 8, 8, -24, 16, 16, 8, -24};
  *f = (factorization){.n = 3, .m = 3, .k = 2};
  memcpy(f->units, units, sizeof units);
  factorization_finish(f);
}

static void certificates_that_say_too_much_are_refused(void **state) {
  (void)state;
  static const char *const reasons[] = {"distance to the minimizers",
                                        "norm < 1",
                                        "malformed",
                                        "range of delta",
                                        "range of delta",
                                        "norms",
                                        "z[",
                                        "malformed",
                                        "malformed",
                                        "noise of entry",
                                        "no minimizer"};
  factorization f;
  example(&f);
  for (int forgery = 0; forgery < 11; forgery++) {
    ab_proof proof;
    problem p;
    prove_claim(&proof, &p, &f, "W in [1/2, 3/2]; S in [-1, 0];", 8000, 1);
    assert_int_equal(proof.verdict, AB_VERDICT_PROVED);
    assert_int_equal(proof.certificate.kind, AB_CERTIFICATE_THEOREM);
    ab_witness *w = &proof.certificate.witness;
    assert_true(ab_is_rectangle(w) && w->choices[AB_RECTANGLE_CUT].count > 0 &&
                w->choices[AB_RECTANGLE_ENTRIES].count < 9);
    forge(w, forgery);
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

/* A tube or a ball has no rectangle of its own, and d >= 2 no square. */
static void witness_of_a_box_serves_no_other_domain(void **state) {
  (void)state;
  factorization f;
  example(&f);
  ab_proof proof;
  problem p, other;
  ab_error error;
  prove_claim(&proof, &p, &f, "W in [1/2, 3/2]; S in [-1, 0];", 8000, 1);
  static const char *const domains[] = {"tube radius = 1;", "ball radius = 1;",
                                        "W in [1/2, 3/2]; S in [-1, 0];"};
  for (size_t k = 0; k < 3; k++) {
    problem_of_factorization(&other, &f, domains[k], k < 2 ? "beta + 1" : "beta + 2", "8000");
    assert_int_equal(ab_rectangle_verify(&other.statement, &proof.certificate.witness, &error),
                     AB_NOT_VERIFIED);
    assert_non_null(strstr(error.message, "are for boxes"));
    problem_clear(&other);
  }
  ab_proof_clear(&proof);
  problem_clear(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_rectangles_prove_holds_by_the_definition),
      cmocka_unit_test(certificates_that_say_too_much_are_refused),
      cmocka_unit_test(witness_of_a_box_serves_no_other_domain),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

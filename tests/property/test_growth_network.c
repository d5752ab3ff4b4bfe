/* SPDX-License-Identifier: MIT
 * The growth bound |g|^2 <= 2 L f_i of two-layer networks against the definition: the least L is
 * sampled with gradients written here, kinks included; nothing below it is proved, claims above it
 * are, and at the points of refutations the inequality fails. */
#include "network_problem.h"

typedef struct {
  model m;
  double lo, hi, radius; /* of every coordinate; radius 0: a box */
} setting;

/* |g|^2/(2 f_i) of a sample (a label or a target), with `kink` for the derivative of relu at 0; 0
 * where f_i is 0. */
static double ratio(const model *m, const parameters *x, size_t i, int s, double kink) {
  double z = output(m, x, i), slope = sample_slope(m, i, s, z), sum = 0;
  for (size_t j = 0; j < m->k; j++) {
    double h = activation(m, x, i, j), on = h > 0 ? 1 : h < 0 ? 0 : kink;
    for (size_t l = 0; l < m->d; l++)
      sum += pow(slope * on * x->v[j] * m->x[i][l], 2);
    sum += pow(slope * fmax(h, 0), 2);
  }
  return sample_loss(m, i, s, z) > 1e-20 ? sum / (2 * sample_loss(m, i, s, z)) : 0;
}

static double largest(const model *m, const parameters *x) {
  double best = 0;
  for (size_t i = 0; i < m->p; i++)
    for (int n = 0; n < 4; n++)
      best = fmax(best, ratio(m, x, i, m->kind == SQUARED || n & 1 ? n & 1 : -1, n >> 1));
  return best;
}

static double *coordinate(const model *m, parameters *x, size_t k) {
  return k < m->k * m->d ? &x->w[k / m->d][k % m->d] : &x->v[k - m->k * m->d];
}

/* Into the domain. */
static void pull(const setting *s, parameters *x) {
  double size = 0;
  size_t count = s->m.k * (s->m.d + 1);
  for (size_t k = 0; k < count; k++) {
    double *c = coordinate(&s->m, x, k);
    if (s->radius == 0)
      *c = fmin(s->hi, fmax(s->lo, *c));
    size += *c * *c;
  }
  for (size_t k = 0; k < count && s->radius > 0 && size > s->radius * s->radius; k++)
    *coordinate(&s->m, x, k) *= s->radius / sqrt(size);
}

static double sample_least(const setting *s, uint64_t *random) {
  enum { SAMPLES = 20000 };
  double best = 0, step = 1;
  size_t count = s->m.k * (s->m.d + 1);
  parameters at = {0};
  for (int n = 0; n < 2 * SAMPLES; n++) {
    parameters x = at;
    for (size_t k = 0; k < count; k++) {
      double *c = coordinate(&s->m, &x, k), u = uniform(random);
      bool is_v = k >= s->m.k * s->m.d;
      if (n < SAMPLES && (is_v ? n % 9 == 0 : n % 9 == 3))
        *c = u / 1000; /* all of v near 0; all units near their kinks */
      else if (n < SAMPLES)
        *c = n % 3 == 0 ? (u > 0 ? 1 : -1) * 10 : u * (s->radius > 0 ? s->radius : s->hi);
      else
        *c += step * u;
    }
    if (n >= SAMPLES)
      step *= pow(1e-6, 1.0 / SAMPLES);
    pull(s, &x);
    double here = largest(&s->m, &x);
    if (here > best) {
      best = here;
      at = x;
    }
  }
  return best;
}

static void make(setting *s, size_t n, uint64_t *random) {
  *s = (setting){.lo = -1.5, .hi = 1, .radius = n % 3 == 2 ? 1.5 + (double)(n % 4) / 2 : 0};
  size_t width = n % 6 == 3 ? 2 : n % 6 == 5 ? 4 : 1;
  s->m = (model){.k = width, .d = 1 + n % 2, .p = 1 + n % 2, .kind = (loss_kind)(n / 6)};
  for (size_t i = 0; i < s->m.p; i++) {
    for (size_t l = 0; l < s->m.d; l++)
      s->m.x[i][l] = round(8 * (l == i ? 1 + uniform(random) / 2 : uniform(random))) / 8;
    s->m.a[i] = s->m.kind == SQUARED ? 2 : 3;
    s->m.b[i] = 1;
    s->m.t[i][0] = 0.5;
    s->m.t[i][1] = -0.25;
  }
}

static void read_claim(problem *p, const setting *s, double constant) {
  char domain[80];
  if (s->radius > 0)
    snprintf(domain, sizeof domain, "ball radius = %.17g;", s->radius);
  else
    snprintf(domain, sizeof domain, "W in [%g, %g]; v in [%g, %g];", s->lo, s->hi, s->lo, s->hi);
  problem_of_network(p, &s->m, domain, "");
  p->text.length -= strlen("  claim alpha_beta {  }\n}\n");
  ab_text_printf(&p->text, "  claim growth { L = %.9f; }\n}\n", constant);
  problem_read(p);
}

/* The point of a refutation is in D and violates the inequality. */
static void assert_fails(const ab_proof *proof, const setting *s, double constant) {
  const ab_choice *point = &proof->certificate.witness.choices[0];
  parameters x;
  double size = 0;
  assert_string_equal(point->name, "point");
  for (size_t k = 0; k < point->count; k++) {
    double c = *coordinate(&s->m, &x, k) = mpq_get_d(point->values[k]);
    assert_true(s->radius > 0 || (c >= s->lo && c <= s->hi));
    size += c * c;
  }
  assert_true(s->radius == 0 || size <= s->radius * s->radius * (1 + 1e-12));
  assert_true(largest(&s->m, &x) > constant * (1 - 1e-9));
}

static void what_is_proved_holds_and_what_is_refuted_fails(void **state) {
  (void)state;
  uint64_t random = 20261121;
  for (size_t n = 0; n < 18; n++) {
    setting s;
    problem p;
    ab_proof proof;
    make(&s, n, &random);
    double least = sample_least(&s, &random), below = (s.m.k == 2 ? 0.9 : 0.99) * least;
    read_claim(&p, &s, below);
    prove_with(&proof, &p, 20000);
    if (proof.verdict != AB_VERDICT_REFUTED)
      fail_msg("setting %zu: %d at %g < %g", n, (int)proof.verdict, below, least);
    assert_checked(&proof);
    assert_fails(&proof, &s, below);
    ab_proof_clear(&proof);
    problem_clear(&p);
    read_claim(&p, &s, (s.m.k == 2 ? 1.25 : 1.01) * least);
    prove_with(&proof, &p, 20000);
    if (proof.verdict != AB_VERDICT_PROVED)
      fail_msg("setting %zu: %d above %g", n, (int)proof.verdict, least);
    assert_checked(&proof);
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
}

/* ---- forged witnesses ---- */

static ab_status verify_with(const char *domain, ab_certificate_kind kind, const char *first,
                             const long *x, size_t count, const char *second, const long *sample) {
  problem p = {0};
  ab_error error;
  ab_witness witness;
  ab_text_printf(
      &p.text,
      "problem p { family two_layer_relu { width = 1; point [1] positive 3 negative 1; } "
      "domain { %s } claim growth { L = 1; } }",
      domain);
  assert_int_equal(problem_try(&p, &error), AB_OK);
  ab_witness_init(&witness);
  ab_choice *choice = first ? ab_witness_add_choice(&witness, first, count) : NULL;
  for (size_t k = 0; k < count; k++)
    mpq_set_si(choice->values[k], x[k], 1);
  choice = second ? ab_witness_add_choice(&witness, second, 2) : NULL;
  for (size_t k = 0; k < 2 && second; k++)
    mpq_set_si(choice->values[k], sample[k], 1);
  ab_status status = p.statement.condition->verify(&p.statement, kind, &witness, &error);
  ab_witness_clear(&witness);
  problem_clear(&p);
  return status;
}

static void forged_witnesses_are_not_verified(void **state) {
  (void)state;
  static const char box[] = "W in [-2, 2]; v in [-2, 2];", ball[] = "ball radius = 2;";
  static const char half[] = "ball radius = 9; W in [-2, 2]; v in [-2, inf];";
  static const long one[] = {1}, zero[] = {0}, in[] = {2, 2}, out[] = {3, 0};
  static const long good[] = {1, 2}, point[] = {2, 1}, label[] = {1, 3}, none[] = {0, 1};
  const ab_certificate_kind proof = AB_CERTIFICATE_PROOF, refutation = AB_CERTIFICATE_REFUTATION;
  assert_int_equal(verify_with(box, proof, NULL, NULL, 0, NULL, NULL), AB_OK);
  assert_int_equal(verify_with(box, proof, "ball", one, 1, NULL, NULL), AB_OK);
  assert_int_equal(verify_with(ball, proof, "ball", one, 1, NULL, NULL), AB_OK);
  assert_int_equal(verify_with(half, proof, "ball", one, 1, NULL, NULL), AB_OK);
  assert_int_equal(verify_with(ball, proof, NULL, NULL, 0, NULL, NULL), AB_NOT_VERIFIED);
  assert_int_equal(verify_with(half, proof, NULL, NULL, 0, NULL, NULL), AB_NOT_VERIFIED);
  assert_int_equal(verify_with(box, proof, "ball", zero, 1, NULL, NULL), AB_NOT_VERIFIED);
  assert_int_equal(verify_with(box, proof, "tube", one, 1, NULL, NULL), AB_NOT_VERIFIED);
  assert_int_equal(verify_with(box, AB_CERTIFICATE_THEOREM, NULL, NULL, 0, NULL, NULL),
                   AB_NOT_VERIFIED);
  assert_int_equal(verify_with(box, refutation, "point", in, 2, "sample", good), AB_OK);
  assert_int_equal(verify_with(ball, refutation, "point", in, 2, "sample", good), AB_NOT_VERIFIED);
  assert_int_equal(verify_with(box, refutation, "point", out, 2, "sample", good), AB_NOT_VERIFIED);
  assert_int_equal(verify_with(box, refutation, "point", in, 2, "sample", point), AB_NOT_VERIFIED);
  assert_int_equal(verify_with(box, refutation, "point", in, 2, "sample", label), AB_NOT_VERIFIED);
  assert_int_equal(verify_with(box, refutation, "point", in, 2, "sample", none), AB_NOT_VERIFIED);
  assert_int_equal(verify_with(box, refutation, "point", in, 1, "sample", good), AB_NOT_VERIFIED);
  assert_int_equal(verify_with(box, refutation, "point", in, 2, NULL, NULL), AB_NOT_VERIFIED);
}

static void an_unbounded_domain_is_refused(void **state) {
  (void)state;
  problem p = {0};
  ab_error error;
  ab_text_add(&p.text,
              "problem p { family two_layer_relu { width = 1; point [1] positive 3 negative 1; } "
              "domain { tube radius = 1; } claim growth { L = 1; } }");
  assert_int_equal(problem_try(&p, &error), AB_BAD_PROBLEM);
  problem_free_text(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(forged_witnesses_are_not_verified),
      cmocka_unit_test(an_unbounded_domain_is_refused),
      cmocka_unit_test(what_is_proved_holds_and_what_is_refuted_fails),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

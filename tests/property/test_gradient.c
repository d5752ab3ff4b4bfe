/* SPDX-License-Identifier: MIT
 * The reduction "gradient" (docs/theory/clauses.md, section 12): the derived clause is the clause,
 * and what it declares are its partial derivatives, by difference quotients of many digits; what is
 * refused; and claims that are proved with tangents. */
#include "problem_support.h"

#include "../expr/expr_support.h"

#include "condition/gradient.h"

enum { SAMPLES = 60, QUOTIENT = 120 };

static uint64_t state = 20261122;

static const char *const claims[] = {
    "problem p { variables x, y, t; domain { x in [-2, 2]; y in [-1, 3]; t in [1, 2]; }\n"
    "claim clause { (x*y - t)^2 - (x*y - t)*(x + y/t) + 9 >= 0 or x - y > 0; } }\n",
    "problem p { variables x, y; domain { x in [-2, 2]; y in [1, 3]; }\n"
    "claim clause { log(exp(x) + y^2) + logistic(x*y) + softplus(x - y) + sqrt(y) - atan(x) > 0; } "
    "}\n",
    "problem p { variables x; domain { x in [-2, 2]; }\n"
    "claim clause { cos(x) + 1/(5 + x^3/8) - tanh(x)*x >= 0; } }\n",
};

/* The clauses of the claim; if `literals` is given, by the reduction with these numbers. */
static ab_status compile(ab_clauses *clauses, const char *text, const char *literals,
                         ab_error *error) {
  problem p;
  ab_witness witness;
  problem_read_text(&p, text);
  ab_witness_init(&witness);
  if (literals) {
    mpq_t *values = ab_rationals_create(8);
    size_t count = 0;
    char *copy = strdup(literals), *rest = copy;
    for (char *word; (word = strtok_r(rest, " ", &rest));)
      set_text(values[count++], word);
    free(copy);
    ab_reduction *reduction =
        ab_witness_add_reduction(&witness, ab_reduction_gradient.name, 0, count);
    for (size_t i = 0; i < count; i++)
      mpq_set(reduction->values[i], values[i]);
    ab_rationals_destroy(values, 8);
  }
  ab_clauses_init(clauses);
  ab_status status =
      ab_statement_compile(clauses, &p.statement, AB_CERTIFICATE_PROOF, &witness, error);
  ab_witness_clear(&witness);
  problem_clear(&p);
  return status;
}

static void same_values(const ab_template *s, const ab_template *t, const mpq_t *x) {
  mpfr_t a, b;
  mpfr_inits2(REFERENCE_BITS, a, b, NULL);
  for (size_t l = 0; l < s->literal_count; l++) {
    assert_int_equal(s->literals[l].kind, t->literals[l].kind);
    reference_evaluate(a, s->graph, s->literals[l].expr, x, NULL);
    reference_evaluate(b, t->graph, t->literals[l].expr, x, NULL);
    assert_true(mpfr_equal_p(a, b));
  }
  mpfr_clears(a, b, NULL);
}

/* (e(x + h) - e(x - h))/(2 h) with h = 2^-QUOTIENT is the derivative but for h^2 times the third,
 * and for rounding. */
static void check_partial(const ab_template *t, const ab_gradient *gradient, size_t k, mpq_t *x) {
  mpfr_t quotient, low, found;
  mpq_t step;
  mpfr_inits2(REFERENCE_BITS, quotient, low, found, NULL);
  mpq_init(step);
  reference_evaluate(found, t->graph, gradient->partials[k], (const mpq_t *)x, NULL);
  mpq_set_ui(step, 1, 1);
  mpq_div_2exp(step, step, QUOTIENT);
  mpq_add(x[k], x[k], step);
  reference_evaluate(quotient, t->graph, t->literals[gradient->literal].expr, (const mpq_t *)x,
                     NULL);
  mpq_sub(x[k], x[k], step);
  mpq_sub(x[k], x[k], step);
  reference_evaluate(low, t->graph, t->literals[gradient->literal].expr, (const mpq_t *)x, NULL);
  mpq_add(x[k], x[k], step);
  mpfr_sub(quotient, quotient, low, MPFR_RNDN);
  mpfr_mul_2ui(quotient, quotient, QUOTIENT - 1, MPFR_RNDN);
  mpfr_sub(quotient, quotient, found, MPFR_RNDN);
  mpfr_abs(quotient, quotient, MPFR_RNDN);
  assert_true(mpfr_cmp_d(quotient, 1e-40) < 0);
  mpfr_clears(quotient, low, found, NULL);
  mpq_clear(step);
}

static void check_claim(const char *text, const char *literals, size_t expected) {
  ab_clauses plain, derived;
  ab_error error;
  assert_int_equal(compile(&plain, text, NULL, &error), AB_OK);
  assert_int_equal(compile(&derived, text, literals, &error), AB_OK);
  assert_int_equal(derived.clause_count, 1);
  const ab_template *s = &plain.templates[0], *t = &derived.templates[0];
  size_t n = s->variable_count;
  assert_int_equal(t->variable_count, n);
  assert_int_equal(t->literal_count, s->literal_count);
  assert_int_equal(t->gradient_count, expected);
  mpq_t *x = ab_rationals_create(n);
  for (int sample = 0; sample < SAMPLES; sample++) {
    for (size_t k = 0; k < n; k++) {
      const ab_clause *c = &derived.clauses[0];
      assert_true(mpq_equal(c->lo[k], plain.clauses[0].lo[k]) &&
                  mpq_equal(c->hi[k], plain.clauses[0].hi[k]));
      set_fraction(x[k], 1 + random_below(&state, 31), 32);
      mpq_t width;
      mpq_init(width);
      mpq_sub(width, c->hi[k], c->lo[k]);
      mpq_mul(x[k], x[k], width);
      mpq_add(x[k], x[k], c->lo[k]);
      mpq_clear(width);
    }
    same_values(s, t, (const mpq_t *)x);
    for (size_t g = 0; g < t->gradient_count; g++)
      for (size_t k = 0; k < n; k++)
        check_partial(t, &t->gradients[g], k, x);
  }
  ab_rationals_destroy(x, n);
  ab_clauses_clear(&plain);
  ab_clauses_clear(&derived);
}

static void what_is_declared_are_the_derivatives(void **unused) {
  (void)unused;
  check_claim(claims[0], "1", 1);
  check_claim(claims[0], "2", 1);
  check_claim(claims[0], "1 2", 2);
  check_claim(claims[1], "1", 1);
  check_claim(claims[2], "1", 1);
}

static void what_has_no_gradient_is_refused(void **unused) {
  (void)unused;
  static const struct {
    const char *text, *literals, *why;
  } bad[] = {
      {NULL, "", "needs literals"},
      {NULL, "0", "names no literal"},
      {NULL, "3", "names no literal"},
      {NULL, "3/2", "names no literal"},
      {NULL, "2 1", "are not in order"},
      {NULL, "1 1", "are not in order"},
      {"problem p { variables x; domain { x in [-1, 1]; }\nclaim clause { abs(x) + x >= -1; } }\n",
       "1", "literal 1 of the reduction 'gradient' has kinks"},
      {"problem p { variables a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q;\n"
       "domain { a in [0, 1]; b in [0, 1]; c in [0, 1]; d in [0, 1]; e in [0, 1]; f in [0, 1];\n"
       "g in [0, 1]; h in [0, 1]; i in [0, 1]; j in [0, 1]; k in [0, 1]; l in [0, 1];\n"
       "m in [0, 1]; n in [0, 1]; o in [0, 1]; p in [0, 1]; q in [0, 1]; }\n"
       "claim clause { a*b*c*d*e*f*g*h*i*j*k*l*m*n*o*p*q + 1 > 0; } }\n",
       "1", "1 to 16 variables"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    ab_clauses clauses;
    ab_error error;
    assert_int_equal(
        compile(&clauses, bad[i].text ? bad[i].text : claims[0], bad[i].literals, &error),
        AB_NOT_VERIFIED);
    if (!strstr(error.message, bad[i].why))
      fail_msg("'%s' does not say '%s'", error.message, bad[i].why);
    ab_clauses_clear(&clauses);
  }
}

/* A quartic in three variables, within 1e-6 of its least value, at an inner point. */
static void a_tight_claim_is_proved_with_tangents_and_verified(void **unused) {
  (void)unused;
  problem p;
  ab_proof proof;
  ab_error error;
  ab_text bytes;
  ab_check_result result;
  problem_read_text(&p,
                    "problem p { variables a, b, c;\n"
                    "domain { a in [-2, 2]; b in [-2, 2]; c in [-2, 2]; }\n"
                    "claim clause { "
                    "(26)*a^2 + (42)*a*b + (32)*a*c + (26)*b^2 + (-6)*b*c + (57)*c^2 + a^4 + b^4 + "
                    "c^4 + (-3)*a + (-8)*b + (9)*c + (-3)*a^2*c > -0.954400576"
                    "; } }\n");
  prove_with(&proof, &p, 1000000);
  assert_int_equal(proof.verdict, AB_VERDICT_PROVED);
  const ab_certificate *c = &proof.certificate;
  assert_int_equal(c->witness.reduction_count, 1);
  assert_string_equal(c->witness.reductions[0].kind, "gradient");
  assert_non_null(strstr(proof.trees[0].data, "(t1:"));
  write_certificate(&bytes, c, proof.trees);
  for (int fast = 0; fast < 2; fast++) {
    ab_check_options options = {.threads = 1, .fast = fast};
    assert_int_equal(ab_check(&result, bytes.data, bytes.length, &options, &error), AB_OK);
    ab_basis_clear(&result.basis);
  }
  ab_text_clear(&bytes);
  ab_proof_clear(&proof);
  problem_clear(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_declared_are_the_derivatives),
      cmocka_unit_test(what_has_no_gradient_is_refused),
      cmocka_unit_test(a_tight_claim_is_proved_with_tangents_and_verified),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

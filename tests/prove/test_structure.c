/* SPDX-License-Identifier: MIT
 * Claims with hypotheses and alternatives are proved by their structure (docs/theory/clauses.md,
 * section 8): an intermediate quantity and its multiplier for the one literal that needs them, the
 * others with the multiplier 0. The checker's word counts. */
#include "../property/problem_support.h"

#include "condition/intermediate.h"
#include "prove/certify.h"

/* The benchmark family K for K = 3 at 1.1 times its best constant, on a larger domain. */
#define CLAIM(w1, s1, e, hypotheses, alternatives)                                                 \
  "problem p { variables w1, w2, w3, s1, s2, s3, t, e; domain { w1 in " w1 "; w2 in [-1, 3/2]; "   \
  "w3 in [-1, 3/2]; s1 in " s1 "; s2 in [-1, 3/2]; s3 in [-1, 3/2]; t in [1/2, 2]; e in " e        \
  "; }\n"                                                                                          \
  "claim clause { " hypotheses                                                                     \
  " show (21/16 - w1*s1 - w2*s2 - w3*s3 - e)^2 + 1535*e^2 - 2*(21/16 - w1*s1 - w2*s2 - w3*s3)*"    \
  "((w1 - t)*(s1 - 1/t) + (w2 - t/2)*(s2 - 1/(2*t)) + (w3 - t/4)*(s3 - 1/(4*t))) >= 0"             \
  " " alternatives "; } }\n"
#define USUAL "[-1, 3/2]"

static const char *const claims[] = {
    CLAIM(USUAL, USUAL, "[0, 3/10]", "given e >= 1/10;", ""),
    CLAIM(USUAL, USUAL, "[0, 3/10]", "", "or 1/10 > e"),
    CLAIM("[-1, 2]", USUAL, "[1/10, 3/10]", "given w1 <= 3/2;", ""),
    CLAIM(USUAL, USUAL, "[1/10, 3/10]", "given w1 + s1 <= 9/2;", "or t > 3"),
};

static void claims_with_several_literals_have_structure(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
    problem p;
    ab_proof proof;
    ab_text bytes;
    ab_error error;
    memset(&p, 0, sizeof p);
    ab_text_init(&p.text);
    ab_text_add(&p.text, claims[i]);
    problem_read(&p);
    prove_with(&proof, &p, 100000000);
    assert_int_equal(proof.verdict, AB_VERDICT_PROVED);
    print_message("claim %zu: %lu boxes\n", i + 1, (unsigned long)proof.boxes);
    assert_true(ab_intermediate_is_chosen(&proof.certificate.witness));
    assert_true(proof.boxes < 100000);
    assert_int_equal(ab_proof_certify(&bytes, &proof, 1, &error), AB_OK);
    ab_text_clear(&bytes);
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(claims_with_several_literals_have_structure),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

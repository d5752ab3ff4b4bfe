/* SPDX-License-Identifier: MIT
 * Claims with hypotheses and alternatives are proved by their structure (docs/theory/clauses.md,
 * section 9): an intermediate quantity and its multiplier for the one literal that needs them, the
 * others with the multiplier 0. The checker's word counts. */
#include "../property/problem_support.h"

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
    CLAIM(USUAL, USUAL, "[1/10, inf]", "", ""), /* and its clause at infinity */
};

static void claims_with_several_literals_have_structure(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
    problem p;
    ab_proof proof;
    ab_text bytes;
    ab_error error;
    problem_read_text(&p, claims[i]);
    prove_with(&proof, &p, 100000000);
    assert_int_equal(proof.verdict, AB_VERDICT_PROVED);
    print_message("claim %zu: %lu boxes\n", i + 1, (unsigned long)proof.boxes);
    assert_int_equal(proof.certificate.witness.reduction_count, 1);
    assert_true(proof.boxes < 30000);
    assert_int_equal(ab_proof_certify(&bytes, &proof, 1, &error), AB_OK);
    ab_text_clear(&bytes);
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
}

/* Affine in each of eight variables, with the value 0 at some corners as the least one. */
static const char multiaffine[] =
    "problem p { variables a, b, c, d, e, f, g, h; domain { a in [-1, 1]; b in [-1, 1]; c in [-1, "
    "1]; d in [-1, 1]; e in [-1, 1]; f in [-1, 1]; g in [-1, 1]; h in [-1, 1]; }\n"
    "claim clause { show "
    "-1*b*c - e*h*b - g*f + h*e*c - f*d + g*e*b - d*a - c*b*e + h*g + f*c*d - h*f*e - "
    "e*d*h + h*c*e + d*c*f - h*c*g + d*h*e + f*h - b*a - d*f*a - d*g*b - a*h*c + d*f "
    "- b*a - a*c + 16 >= -1/10; } }\n";

/* No axis is divided: ends and faces do. */
static void affine_variables_are_followed_to_their_ends(void **state) {
  (void)state;
  problem p;
  ab_proof proof;
  ab_text bytes;
  ab_error error;
  problem_read_text(&p, multiaffine);
  prove_with(&proof, &p, 1000);
  assert_int_equal(proof.verdict, AB_VERDICT_PROVED);
  size_t position = 0, ends = 0;
  for (ab_step step; position < proof.trees[0].length;) {
    assert_true(ab_step_read(&step, proof.trees[0].data, proof.trees[0].length, &position));
    assert_true(step.kind != AB_STEP_SPLIT);
    ends += step.kind == AB_STEP_ENDS;
  }
  assert_true(ends > 3);
  assert_int_equal(ab_proof_certify(&bytes, &proof, 1, &error), AB_OK);
  ab_text_clear(&bytes);
  ab_proof_clear(&proof);
  problem_clear(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(claims_with_several_literals_have_structure),
      cmocka_unit_test(affine_variables_are_followed_to_their_ends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

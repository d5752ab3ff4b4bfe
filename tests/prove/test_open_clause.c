/* SPDX-License-Identifier: MIT
 * What is found out about a clause that is not proved: its literals in doubles, where it fails, and
 * where it stays open. All of it is untrusted, but people read it and refutations begin there. */
#include "compiled_claim.h"

#include "prove/literals.h"
#include "prove/residual.h"
#include "prove/violation.h"

#include <math.h>

static const char two_literals[] =
    "problem p { variables x, y; domain { x in [-2, 2]; y in [-1, 3]; }\n"
    "claim clause { x^2*y - 1 >= 0 or sqrt(x - 1) > y; } }\n";

static void literals_have_their_values_and_gradients(void **state) {
  (void)state;
  compiled_claim o;
  compile_claim(&o, two_literals);
  ab_literals *literals = ab_literals_create(&o.clauses, 0, &o.witness.constants);
  double values[2], gradients[4];
  ab_literals_evaluate(literals, (double[]){1.25, 2}, values, gradients);
  assert_true(fabs(values[0] - (1.25 * 1.25 * 2 - 1)) < 1e-14);
  assert_true(fabs(values[1] - (0.5 - 2)) < 1e-14);
  assert_true(fabs(gradients[0] - 2 * 1.25 * 2) < 1e-14 &&
              fabs(gradients[1] - 1.25 * 1.25) < 1e-14);
  assert_true(fabs(gradients[2] - 1) < 1e-14 && fabs(gradients[3] + 1) < 1e-14);
  ab_literals_destroy(literals);
  compiled_claim_clear(&o);
}

static void undefined_literals_are_not_numbers_and_have_no_slope(void **state) {
  (void)state;
  compiled_claim o;
  compile_claim(&o, two_literals);
  ab_literals *literals = ab_literals_create(&o.clauses, 0, &o.witness.constants);
  double values[2], gradients[4];
  ab_literals_evaluate(literals, (double[]){0.5, 2}, values, gradients);
  assert_true(values[0] == 0.5 * 0.5 * 2 - 1 && isnan(values[1]));
  assert_true(gradients[2] == 0);
  ab_literals_destroy(literals);
  compiled_claim_clear(&o);
}

/* The worst point of (x - 1/3)^2 + (y + 1/4)^2 - 1 is (1/3, -1/4). */
static void violations_are_found_at_the_worst_point(void **state) {
  (void)state;
  compiled_claim o;
  compile_claim(&o, "problem p { variables x, y; domain { x in [-2, 2]; y in [-2, 2]; }\n"
                    "claim clause { (x - 1/3)^2 + (y + 1/4)^2 >= 1; } }\n");
  ab_violation found;
  assert_true(ab_violation_find(&found, &o.clauses, &o.witness.constants, 0, false));
  assert_true(found.value < 0 && found.clause == 0);
  assert_true(fabs(found.x[0] - 1.0 / 3) < 1e-5 && fabs(found.x[1] + 0.25) < 1e-5);
  compiled_claim_clear(&o);
}

static void what_holds_has_no_violation(void **state) {
  (void)state;
  compiled_claim o;
  compile_claim(&o, "problem p { variables x, y; domain { x in [-2, 2]; y in [-2, 2]; }\n"
                    "claim clause { x^2 + y^2 >= 2*x*y - 1/100; } }\n");
  ab_violation found;
  assert_false(ab_violation_find(&found, &o.clauses, &o.witness.constants, 0, false));
  compiled_claim_clear(&o);
}

/* x^4 >= x^2/10 - 1/1000 is open only where it fails: at two pieces around |x| = sqrt(1/20). */
static void regions_hold_everything_that_is_open(void **state) {
  (void)state;
  compiled_claim o;
  compile_claim(&o, "problem p { variables x; domain { x in [-2, 2]; }\n"
                    "claim clause { x^4 - x^2/10 + 1/1000 >= 0; } }\n");
  ab_residual residual;
  ab_residual_find(&residual, &o.clauses, 0, &o.witness.constants, 64);
  assert_int_equal(residual.regions, 2);
  assert_int_equal(residual.left_out, 0);
  double roots[] = {sqrt((0.1 - sqrt(0.01 - 0.004)) / 2), sqrt((0.1 + sqrt(0.01 - 0.004)) / 2)};
  for (double x = -2; x <= 2; x += 1.0 / 512) {
    bool fails = fabs(x) > roots[0] && fabs(x) < roots[1], inside = false;
    for (size_t r = 0; r < residual.regions; r++)
      inside = inside || (mpq_get_d(residual.lo[r]) <= x && x <= mpq_get_d(residual.hi[r]));
    assert_true(inside || !fails);
    assert_true(!inside || (fabs(x) > roots[0] - 0.1 && fabs(x) < roots[1] + 0.1));
  }
  ab_residual_clear(&residual);
  compiled_claim_clear(&o);
}

static void many_regions_leave_out_the_smallest(void **state) {
  (void)state;
  compiled_claim o;
  compile_claim(&o, "problem p { variables x; domain { x in [0, 20]; }\n"
                    "claim clause { sin(2*x) >= -9/10; } }\n");
  ab_residual residual;
  ab_residual_find(&residual, &o.clauses, 0, &o.witness.constants, 64);
  assert_int_equal(residual.regions, AB_RESIDUAL_REGIONS);
  assert_int_equal(residual.left_out, 2); /* six periods, each with one piece below -9/10 */
  ab_residual_clear(&residual);
  compiled_claim_clear(&o);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(literals_have_their_values_and_gradients),
      cmocka_unit_test(undefined_literals_are_not_numbers_and_have_no_slope),
      cmocka_unit_test(violations_are_found_at_the_worst_point),
      cmocka_unit_test(what_holds_has_no_violation),
      cmocka_unit_test(regions_hold_everything_that_is_open),
      cmocka_unit_test(many_regions_leave_out_the_smallest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

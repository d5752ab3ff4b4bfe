/* SPDX-License-Identifier: MIT
 * Which symmetries are found in a clause: each is one by its text; what is missing may be missed
 * elsewhere, but not here. */
#include "../expr/expr_support.h"

#include "prove/symmetry_guess.h"

enum { N_MAX = 8 };

/* A clause over [-1, 1] in each variable, [0, 3] in those from `other` on, and the maps that are
 * found, as in a certificate. */
static void expect(const char *const *literals, size_t count, uint32_t n, uint32_t other,
                   const char *expected) {
  static const char *const names[N_MAX] = {"a", "b", "c", "d", "e", "f", "g", "h"};
  ab_clauses clauses;
  ab_witness witness;
  ab_clauses_init(&clauses);
  ab_witness_init(&witness);
  ab_template *t = ab_clauses_add_template(&clauses, "claim", names, n, NULL, 0);
  ab_clause *c = ab_clauses_add(&clauses, "claim", 0);
  for (uint32_t k = 0; k < n; k++) {
    mpq_set_si(c->lo[k], k < other ? -1 : 0, 1);
    mpq_set_si(c->hi[k], k < other ? 1 : 3, 1);
  }
  for (size_t l = 0; l < count; l++)
    ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, postfix(t->graph, literals[l]));
  assert_false(ab_symmetry_guess(&witness, &clauses, 0, &witness.constants, 1));
  bool found = ab_symmetry_guess(&witness, &clauses, 0, &witness.constants, 0);
  assert_int_equal(found, expected != NULL);
  ab_text text;
  ab_text_init(&text);
  for (size_t i = 0; found && i < witness.reductions[0].count; i++) {
    ab_text_add(&text, i == 0 ? "" : i % n == 0 ? ", " : " ");
    ab_rational_append(&text, witness.reductions[0].values[i]);
  }
  if (found)
    assert_string_equal(text.data, expected);
  ab_text_clear(&text);
  ab_witness_clear(&witness);
  ab_clauses_clear(&clauses);
}

static void variables_are_exchanged_and_mirrored(void **unused) {
  (void)unused;
  expect((const char *const[]){"x1 x2 x3 + + exp x1 x2 x3 * * +"}, 1, 3, 3, "2 1 3, 1 3 2");
  expect((const char *const[]){"x1 x2 * x1 ^2 + x2 exp cosh +"}, 1, 2, 2, NULL);
  expect((const char *const[]){"x1 x2 * x1 ^2 + x2 ^4 +"}, 1, 2, 2, "-1 -2");
  expect((const char *const[]){"x1 ^4 x2 ^2 * x1 ^2 x2 ^4 * +"}, 1, 2, 2, "-1 2, 2 1, 1 -2");
  expect((const char *const[]){"x1 ^4 x2 ^2 * x1 ^2 x2 ^4 * +"}, 1, 2, 1, "-1 2");
  expect((const char *const[]){"x1 ^3 x2 ^3 +", "x1 x2 + 1/2 -"}, 2, 2, 2, "2 1");
  expect((const char *const[]){"x1 x2 - ^3"}, 1, 2, 2, "-2 -1");
  expect((const char *const[]){"x1 1/3 -", "x2 1/3 -"}, 2, 2, 2, "2 1");
  expect((const char *const[]){"x1 x3 *"}, 1, 3, 3, "-1 2 -3, 3 2 1");
  expect((const char *const[]){"x1 3/2 - ^2"}, 1, 1, 0, "-1");
}

/* Pairs and triples that go together: x1 x5 + .. + x4 x8, and three that belong to two others. */
static void blocks_are_exchanged(void **unused) {
  (void)unused;
  expect((const char *const[]){"x1 x3 exp * x2 x4 exp * + x1 x2 * +"}, 1, 4, 4, "2 1 4 3");
  expect((const char *const[]){"x1 x4 exp * x2 x5 exp * x3 x6 exp * + + ^2"}, 1, 6, 6,
         "-1 -2 -3 4 5 6, 2 1 3 5 4 6, 1 3 2 4 6 5");
  expect((const char *const[]){"x1 2 x2 * + relu x3 exp * x4 2 x5 * + relu x6 exp * + 1 - ^2"}, 1,
         6, 6, "4 5 6 1 2 3");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(variables_are_exchanged_and_mirrored),
                                     cmocka_unit_test(blocks_are_exchanged)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * One clause of a list is replaced by others: the rest of the list stays what it was. */
#include "clause/clause.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A template with one literal, and clauses of it. */
static void add(ab_clauses *clauses, const char *template_, const char *const *names) {
  ab_template *t = ab_clauses_add_template(clauses, template_, NULL, 0, NULL, 0);
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, ab_graph_integer(t->graph, 1));
  for (; *names; names++)
    ab_clauses_add(clauses, *names, clauses->template_count - 1);
}

/* "clause/template clause/template .." */
static void assert_is(const ab_clauses *clauses, const char *expected) {
  char text[200] = "";
  for (size_t i = 0; i < clauses->clause_count; i++) {
    strcat(text, clauses->clauses[i].name);
    strcat(text, "/");
    strcat(text, ab_clause_template(clauses, &clauses->clauses[i])->name);
    strcat(text, " ");
  }
  assert_string_equal(text, expected);
}

static void a_clause_is_replaced_by_others(void **state) {
  (void)state;
  ab_clauses clauses, by;
  ab_clauses_init(&clauses);
  ab_clauses_init(&by);
  add(&clauses, "s", (const char *const[]){"a", "b", NULL});
  add(&clauses, "t", (const char *const[]){"c", NULL});
  add(&by, "u", (const char *const[]){"d", "e", NULL});
  add(&by, "v", (const char *const[]){"f", NULL});
  ab_clauses_replace(&clauses, 1, &by);
  assert_int_equal(by.clause_count + by.template_count, 0);
  assert_is(&clauses, "a/s d/u e/u f/v c/t ");
  assert_int_equal(clauses.template_count, 4);
  add(&by, "w", (const char *const[]){"g", NULL});
  ab_clauses_replace(&clauses, 0, &by); /* the last one of template s */
  assert_is(&clauses, "g/w d/u e/u f/v c/t ");
  assert_int_equal(clauses.template_count, 4);
  add(&by, "x", (const char *const[]){"h", "i", NULL});
  ab_clauses_replace(&clauses, 4, &by);
  assert_is(&clauses, "g/w d/u e/u f/v h/x i/x ");
  assert_int_equal(clauses.template_count, 4);
  ab_clauses_clear(&clauses);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_clause_is_replaced_by_others)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

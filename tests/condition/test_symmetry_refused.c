/* SPDX-License-Identifier: MIT
 * What the reduction "symmetry" (docs/theory/symmetry.md) takes and refuses, and what it leaves as
 * it is. */
#include "../expr/expr_support.h"

#include "condition/reduction.h"

enum { N = 4 };

static const char *const names[N] = {"a", "b", "c", "d"};

/* A clause of one template over [-1, 1]^N, with its literals as "KIND EXPRESSION" in postfix; the
 * expressions may have two parameters. */
static ab_template *given_clause(ab_clauses *out, const char *const *literals, size_t count) {
  static const char *const parameters[] = {"p", "q"};
  ab_clauses_init(out);
  ab_template *t = ab_clauses_add_template(out, "claim", names, N, parameters, 2);
  ab_clause *c = ab_clauses_add(out, "claim", 0);
  for (int k = 0; k < N; k++) {
    mpq_set_si(c->lo[k], -1, 1);
    mpq_set_si(c->hi[k], 1, 1);
  }
  for (size_t l = 0; l < count; l++) {
    ab_literal_kind kind = (ab_literal_kind)(literals[l][0] - '0');
    ab_template_add_literal(t, kind, postfix(t->graph, literals[l] + 2));
  }
  return t;
}

static ab_reduction reduction_of(const char *numbers) {
  ab_reduction r = {"symmetry", 0, ab_rationals_create(64), 0};
  char *copy = strdup(numbers), *rest = copy;
  for (char *word; (word = strtok_r(rest, " ", &rest));)
    set_text(r.values[r.count++], word);
  free(copy);
  return r;
}

/* NULL if it is accepted. */
static const char *refusal(const ab_clauses *clauses, const char *numbers) {
  static ab_error error;
  ab_reduction r = reduction_of(numbers);
  bool accepted = ab_reduction_symmetry.verify(clauses, 0, &r, &error) == AB_OK;
  ab_rationals_destroy(r.values, 64);
  return accepted ? NULL : error.message;
}

static void expect(const char *const *literals, size_t count, const char *numbers,
                   const char *reason) {
  ab_clauses clauses;
  given_clause(&clauses, literals, count);
  const char *why = refusal(&clauses, numbers);
  if (!why != !reason || (why && !strstr(why, reason)))
    fail_msg("%s: %s", literals[0], why ? why : "accepted");
  ab_clauses_clear(&clauses);
}

static void literals_are_compared_by_kind_and_form(void **unused) {
  (void)unused;
  static const char none[] = "that the literals do not have";
  static const struct {
    const char *literals[2];
    const char *numbers, *reason;
  } cases[] = {
      {{"0 x1 x2 - ^2", NULL}, "2 1 3 4", NULL},
      {{"0 x1 x2 - ^3", NULL}, "2 1 3 4", none},
      {{"2 x1 x2 - ^3", NULL}, "2 1 3 4", NULL}, /* e != 0 as -e != 0 */
      {{"1 x1 x2 -", "1 x2 x1 -"}, "2 1 3 4", NULL},
      {{"1 x1 x2 -", "0 x2 x1 -"}, "2 1 3 4", none}, /* not of one kind */
      {{"0 x1", "0 x2"}, "2 1 3 4", NULL},
      {{"0 x1", "0 x2"}, "2 3 1 4", none},
      {{"0 x1", "0 x1"}, "2 1 3 4", none},
      {{"0 x1", "0 x1"}, "1 -2 4 3", NULL},
      {{"0 x1 log", NULL}, "-1 2 3 4", none},
      {{"0 x1 x1 - x2 + x1 /", "0 x1 x2 /"}, "2 1 3 4", none},
      {{"0 x1 p1 * x2 p2 * +", NULL}, "2 1 3 4", NULL}, /* both are 0 */
      {{"3 x1 x2 +", NULL}, "2 1 3 4", "zero sets"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    expect(cases[i].literals, cases[i].literals[1] ? 2 : 1, cases[i].numbers, cases[i].reason);
}

static void parameters_are_told_apart_by_their_values(void **unused) {
  (void)unused;
  static const char *const literals[] = {"0 x1 p1 * x2 p2 * +"};
  ab_clauses clauses;
  given_clause(&clauses, literals, 1);
  ab_argument *a = clauses.clauses[0].arguments;
  mpq_set_ui(a[0].value, 1, 1);
  assert_non_null(refusal(&clauses, "2 1 3 4"));
  mpq_set_ui(a[1].value, 1, 1);
  assert_null(refusal(&clauses, "2 1 3 4"));
  a[0].bound = a[1].bound = true;
  a[0].constant = a[1].constant = 7;
  assert_null(refusal(&clauses, "2 1 3 4"));
  a[1].constant = 6;
  assert_non_null(refusal(&clauses, "2 1 3 4"));
  a[1].bound = false;
  assert_non_null(refusal(&clauses, "2 1 3 4"));
  ab_clauses_clear(&clauses);
}

static void chosen_variables_stay_where_they_are(void **unused) {
  (void)unused;
  static const char *const literals[] = {"0 x1 x2 + x3 x4 * * x1 x2 * +"};
  ab_clauses clauses;
  ab_template *t = given_clause(&clauses, literals, 1);
  assert_null(refusal(&clauses, "2 1 4 3"));
  t->chosen_count = 1;
  assert_non_null(strstr(refusal(&clauses, "2 1 4 3"), "chosen"));
  assert_non_null(strstr(refusal(&clauses, "1 2 -3 -4"), "chosen"));
  assert_null(refusal(&clauses, "2 1 3 4"));
  ab_reduction r = reduction_of("2 1 3 4");
  ab_clauses reduced;
  ab_clauses_init(&reduced);
  ab_reduction_symmetry.compile(&reduced, &clauses, 0, &r);
  assert_int_equal(reduced.templates[0].chosen_count, 1);
  ab_clauses_clear(&reduced);
  ab_rationals_destroy(r.values, 64);
  ab_clauses_clear(&clauses);
}

/* They are about e alone, wherever it is. */
static void zero_sets_stay_what_they_are(void **unused) {
  (void)unused;
  static const char *const literals[] = {"1 x3", "0 x1 ^2 x2 ^2 +"};
  ab_clauses clauses, reduced;
  ab_template *t = given_clause(&clauses, literals, 2);
  ab_expr zero = ab_graph_integer(t->graph, 0), two = ab_graph_integer(t->graph, 2);
  ab_expr x[2] = {ab_graph_variable(t->graph, 2), ab_graph_variable(t->graph, 3)};
  ab_template_add_zero_set(t, 1, 2, (ab_expr[]){zero, zero, x[0], x[1]},
                           (ab_expr[]){two, zero, two});
  ab_reduction r = reduction_of("-1 2 3 4 2 1 3 4");
  assert_null(refusal(&clauses, "-1 2 3 4 2 1 3 4"));
  ab_clauses_init(&reduced);
  ab_reduction_symmetry.compile(&reduced, &clauses, 0, &r);
  const ab_template *to = &reduced.templates[0];
  assert_int_equal(to->zero_set_count, 1);
  assert_int_equal(to->literal_count, 3);
  const ab_zero_set *set = &to->zero_sets[0];
  assert_int_equal(set->literal, 1);
  assert_int_equal(set->codimension, 2);
  for (uint32_t k = 0; k < N; k++) {
    const ab_node *foot = ab_graph_node(to->graph, set->feet[k]);
    assert_int_equal(foot->op, k < 2 ? AB_OP_CONSTANT : AB_OP_VARIABLE);
    assert_true(k < 2 || foot->left == k);
  }
  for (int i = 0; i < 3; i++)
    assert_int_equal(
        mpq_cmp_ui(ab_graph_constant_value(to->graph, set->hessian[i]), i % 2 ? 0 : 2, 1), 0);
  ab_clauses_clear(&reduced);
  ab_rationals_destroy(r.values, 64);
  ab_clauses_clear(&clauses);
}

static void what_is_too_much_is_refused(void **unused) {
  (void)unused;
  static const char *const literals[] = {"0 x1 x2 +"};
  ab_clauses clauses;
  ab_template *t = given_clause(&clauses, literals, 1);
  ab_expr e = t->literals[0].expr, x = ab_graph_variable(t->graph, 0);
  while (t->literal_count < AB_LITERALS_MAX - 1)
    ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, e);
  assert_null(refusal(&clauses, "2 1 3 4"));
  assert_non_null(strstr(refusal(&clauses, "2 1 3 4 2 1 3 4"), "too many literals"));
  for (int i = 0; i < 6000; i++) {
    ab_expr product = ab_graph_binary(t->graph, AB_OP_MUL, e, x);
    e = ab_graph_binary(t->graph, AB_OP_ADD, e, ab_graph_unary(t->graph, AB_OP_EXP, product));
  }
  t->literals[1].expr = e;
  assert_non_null(strstr(refusal(&clauses, "2 1 3 4"), "too long"));
  ab_clauses_clear(&clauses);
}

static void images_are_shown_as_one_writes_them(void **unused) {
  (void)unused;
  static const char *const literals[] = {"0 1"};
  ab_clauses clauses;
  given_clause(&clauses, literals, 1);
  mpq_set_ui(clauses.clauses[0].hi[3], 2, 1);
  ab_reduction r = reduction_of("2 1 3 4 1 2 -3 -4");
  ab_text text;
  ab_text_init(&text);
  ab_reduction_symmetry.show(&text, &clauses, 0, &r);
  assert_string_equal(text.data, "symmetries (a, b, c, d) -> (b, a, c, d), (a, b, -c, 1 - d)");
  ab_text_clear(&text);
  ab_rationals_destroy(r.values, 64);
  ab_clauses_clear(&clauses);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(literals_are_compared_by_kind_and_form),
      cmocka_unit_test(parameters_are_told_apart_by_their_values),
      cmocka_unit_test(chosen_variables_stay_where_they_are),
      cmocka_unit_test(zero_sets_stay_what_they_are),
      cmocka_unit_test(what_is_too_much_is_refused),
      cmocka_unit_test(images_are_shown_as_one_writes_them),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * A variable that enters as a parabola is eliminated exactly (docs/theory/clauses.md, section 11):
 * at rational points, in exact arithmetic, the derived clauses are true if and only if the literals
 * of the clause are true for the variable at both ends and at the vertex, which is found here by
 * interpolation. For expressions drawn at random, with small numbers, so that many are tight. */
#include "problem_support.h"

#include "condition/parabola.h"
#include "expr/exact.h"
#include "num/rational.h"

#include <stdio.h>

enum { TEMPLATES = 3000, SAMPLES = 12, VARIABLES = 3, DEPTH = 3 };

static uint64_t state = 20261122;

static long draw(long bound) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (long)(state >> 33) % bound;
}

/* Free of variable x. */
static ab_expr draw_free(ab_graph *g, uint32_t x, int depth) {
  long choice = depth ? draw(9) : draw(3);
  if (choice == 0)
    return ab_graph_integer(g, draw(5) - 2);
  if (choice == 1)
    return ab_graph_parameter(g, 0);
  if (choice == 2)
    return ab_graph_variable(g, (x + 1 + (uint32_t)draw(VARIABLES - 1)) % VARIABLES);
  ab_expr u = draw_free(g, x, depth - 1);
  if (choice == 3)
    return ab_graph_pow(g, u, draw(2) ? 2 : -1);
  if (choice == 4)
    return ab_graph_unary(g, AB_OP_NEG, u);
  static const ab_op operations[] = {AB_OP_ADD, AB_OP_SUB, AB_OP_MUL, AB_OP_DIV};
  ab_expr v = draw_free(g, x, depth - 1);
  return ab_graph_binary(g, operations[choice - 5], u, v);
}

/* Of this degree in variable x by its form. */
static ab_expr draw_polynomial(ab_graph *g, uint32_t x, int degree, int depth) {
  if (degree == 0)
    return draw_free(g, x, depth ? depth - 1 : 0);
  long choice = depth ? draw(7) : 6;
  if (choice == 6 && degree == 1)
    return ab_graph_variable(g, x);
  if (choice >= 5) {
    ab_expr u = draw_polynomial(g, x, 1, depth ? depth - 1 : 0);
    if (choice == 6)
      return ab_graph_pow(g, u, degree);
    ab_expr v = draw_polynomial(g, x, degree - 1, depth - 1);
    return draw(2) ? ab_graph_binary(g, AB_OP_MUL, u, v) : ab_graph_binary(g, AB_OP_MUL, v, u);
  }
  ab_expr u = draw_polynomial(g, x, degree, depth - 1);
  if (choice == 0)
    return ab_graph_unary(g, AB_OP_NEG, u);
  ab_expr v = choice == 4 ? draw_free(g, x, depth - 1)
                          : draw_polynomial(g, x, (int)draw(degree + 1), depth - 1);
  if (choice == 4)
    return ab_graph_binary(g, AB_OP_DIV, u, v);
  ab_op op = choice == 1 ? AB_OP_SUB : AB_OP_ADD;
  return choice == 3 ? ab_graph_binary(g, op, v, u) : ab_graph_binary(g, op, u, v);
}

/* A list of one clause, whose literal 0 or 1 is about x, in small ranges. */
static void draw_clause(ab_clauses *out, uint32_t x) {
  static const char *const variables[] = {"x", "y", "z"}, *const parameters[] = {"p"};
  ab_clauses_init(out);
  ab_template *t = ab_clauses_add_template(out, "claim", variables, VARIABLES, parameters, 1);
  long others = draw(2), first = draw(2);
  for (long l = 0; l <= others; l++) {
    bool quadratic = l == (others ? first : 0);
    ab_expr e = quadratic ? draw_polynomial(t->graph, x, 2, DEPTH) : draw_free(t->graph, x, 2);
    ab_literal_kind kind = draw(2) ? AB_LITERAL_NONNEGATIVE : AB_LITERAL_POSITIVE;
    ab_template_add_literal(t, quadratic || draw(4) ? kind : AB_LITERAL_NONZERO, e);
  }
  ab_clause *clause = ab_clauses_add(out, "claim", 0);
  for (size_t k = 0; k < VARIABLES; k++) {
    long lo = draw(5) - 3;
    mpq_set_si(clause->lo[k], lo, 1);
    mpq_set_si(clause->hi[k], lo + draw(4), 1);
  }
  mpq_set_si(clause->arguments[0].value, draw(5) - 2, 1);
}

static bool value_of(mpq_t out, const ab_template *t, ab_expr e, const mpq_t *x,
                     const ab_clause *clause) {
  ab_exact found =
      ab_exact_evaluate(out, t->graph, e, x, (const mpq_t *)&clause->arguments[0].value, NULL);
  assert_int_not_equal(found, AB_EXACT_NOT_RATIONAL);
  return found == AB_EXACT_VALUE;
}

static bool is_true(const ab_template *t, size_t l, const mpq_t *x, const ab_clause *clause) {
  mpq_t value;
  mpq_init(value);
  bool holds = value_of(value, t, t->literals[l].expr, x, clause);
  int sign = mpq_sgn(value);
  mpq_clear(value);
  ab_literal_kind kind = t->literals[l].kind;
  return holds && (kind == AB_LITERAL_NONNEGATIVE ? sign >= 0
                   : kind == AB_LITERAL_POSITIVE  ? sign > 0
                                                  : sign != 0);
}

static bool holds(const ab_clauses *clauses, size_t number, const mpq_t *x) {
  const ab_clause *clause = &clauses->clauses[number];
  const ab_template *t = ab_clause_template(clauses, clause);
  bool found = false;
  for (size_t l = 0; l < t->literal_count && !found; l++)
    found = is_true(t, l, x, clause);
  return found;
}

/* The vertex -c1/(2 c2) of the parabola through the values at x - 1, x, x + 1. false if it is none
 * that opens upward. */
static bool find_vertex(mpq_t out, mpq_t *values, const mpq_t middle) {
  mpq_t c1, c2;
  mpq_inits(c1, c2, NULL);
  mpq_add(c2, values[0], values[2]);
  mpq_sub(c2, c2, values[1]);
  mpq_sub(c2, c2, values[1]); /* twice the coefficient of the square */
  mpq_sub(c1, values[2], values[0]);
  mpq_div_2exp(c1, c1, 1); /* the slope in the middle */
  bool convex = mpq_sgn(c2) > 0;
  if (convex) {
    mpq_div(out, c1, c2);
    mpq_sub(out, middle, out);
  }
  mpq_clears(c1, c2, NULL);
  return convex;
}

typedef struct {
  size_t true_, false_, tight, inside;
} tally;

/* Whether the clause holds at the point for variable k at the value. */
static bool holds_at(const ab_clauses *plain, mpq_t *point, size_t k, const mpq_t value) {
  mpq_set(point[k], value);
  return holds(plain, 0, (const mpq_t *)point);
}

/* The clause at the ends, at the vertex, and at some more points. */
static bool holds_on_range(const ab_clauses *plain, size_t k, mpq_t *point, tally *counts) {
  const ab_clause *clause = &plain->clauses[0];
  const ab_template *t = &plain->templates[0];
  bool all = holds_at(plain, point, k, clause->lo[k]) && holds_at(plain, point, k, clause->hi[k]);
  mpq_t *values = ab_rationals_create(3), *at = ab_rationals_create(2);
  for (size_t l = 0; l < t->literal_count; l++) {
    bool defined = true;
    for (int i = 0; i < 3; i++) {
      mpq_set_si(point[k], i - 1, 1);
      defined =
          value_of(values[i], t, t->literals[l].expr, (const mpq_t *)point, clause) && defined;
    }
    if (defined && find_vertex(at[0], values, at[1]) && mpq_cmp(at[0], clause->lo[k]) >= 0 &&
        mpq_cmp(at[0], clause->hi[k]) <= 0) {
      all = holds_at(plain, point, k, at[0]) && all;
      value_of(values[0], t, t->literals[l].expr, (const mpq_t *)point, clause);
      counts->tight += mpq_sgn(values[0]) == 0;
      counts->inside++;
    }
  }
  for (int i = 1; i < 4 && all; i++) { /* follows, by the theory of parabolas */
    mpq_sub(at[0], clause->hi[k], clause->lo[k]);
    mpq_set_si(at[1], i, 4);
    mpq_canonicalize(at[1]);
    mpq_mul(at[0], at[0], at[1]);
    mpq_add(at[0], at[0], clause->lo[k]);
    assert_true(holds_at(plain, point, k, at[0]));
  }
  ab_rationals_destroy(at, 2);
  ab_rationals_destroy(values, 3);
  return all;
}

static void check_point(const ab_clauses *plain, const ab_clauses *derived, size_t k,
                        tally *counts) {
  mpq_t *point = ab_rationals_create(VARIABLES), *rest = ab_rationals_create(VARIABLES);
  const ab_clause *clause = &plain->clauses[0];
  for (size_t j = 0, r = 0; j < VARIABLES; j++) {
    mpq_sub(point[j], clause->hi[j], clause->lo[j]);
    mpq_set_si(rest[VARIABLES - 1], draw(5), 4);
    mpq_canonicalize(rest[VARIABLES - 1]);
    mpq_mul(point[j], point[j], rest[VARIABLES - 1]);
    mpq_add(point[j], point[j], clause->lo[j]);
    if (j != k)
      mpq_set(rest[r++], point[j]);
  }
  bool expected = holds_on_range(plain, k, point, counts), found = true;
  for (size_t i = 0; i < derived->clause_count; i++)
    found = holds(derived, i, (const mpq_t *)rest) && found;
  assert_int_equal(found, expected);
  ++*(found ? &counts->true_ : &counts->false_);
  ab_rationals_destroy(point, VARIABLES);
  ab_rationals_destroy(rest, VARIABLES);
}

static void check_form(const ab_clauses *plain, const ab_clauses *derived, size_t k) {
  assert_int_equal(derived->clause_count, 3);
  for (size_t i = 0; i < 3; i++) {
    const ab_clause *clause = &derived->clauses[i];
    const ab_template *t = ab_clause_template(derived, clause);
    assert_int_equal(t->variable_count, VARIABLES - 1);
    assert_false(clause->arguments[0].bound);
    assert_true(mpq_equal(clause->arguments[0].value, plain->clauses[0].arguments[0].value));
    for (size_t j = 0; j + 1 < VARIABLES; j++) {
      size_t from = j < k ? j : j + 1;
      assert_string_equal(t->variables[j], plain->templates[0].variables[from]);
      assert_true(mpq_equal(clause->lo[j], plain->clauses[0].lo[from]) &&
                  mpq_equal(clause->hi[j], plain->clauses[0].hi[from]));
    }
  }
}

static void set_reduction(ab_witness *witness, long variable) {
  ab_witness_init(witness);
  ab_reduction *reduction = ab_witness_add_reduction(witness, "parabola", 0, AB_PARABOLA_VALUES);
  mpq_set_si(reduction->values[AB_PARABOLA_VARIABLE], variable, 1);
}

static void the_elimination_is_exact(void **unused) {
  (void)unused;
  tally counts = {0};
  for (int i = 0; i < TEMPLATES; i++) {
    size_t k = (size_t)draw(VARIABLES);
    ab_witness witness;
    ab_clauses plain, derived;
    ab_error error;
    draw_clause(&plain, (uint32_t)k);
    set_reduction(&witness, (long)k + 1);
    if (ab_reduction_derive(&derived, &plain, &witness.reductions[0], &error) != AB_OK)
      fail_msg("%s", error.message);
    check_form(&plain, &derived, k);
    for (int sample = 0; sample < SAMPLES; sample++)
      check_point(&plain, &derived, k, &counts);
    ab_clauses_clear(&derived);
    ab_clauses_clear(&plain);
    ab_witness_clear(&witness);
  }
  print_message("%zu true, %zu false, %zu vertices inside, %zu of them tight\n", counts.true_,
                counts.false_, counts.inside, counts.tight);
  assert_true(counts.true_ > 5000 && counts.false_ > 5000 && counts.inside > 1000 &&
              counts.tight > 200);
}

static void refuse(const char *claim, long variable, const char *fragment) {
  problem p;
  ab_witness witness;
  ab_clauses clauses;
  ab_error error;
  memset(&p, 0, sizeof p);
  ab_text_init(&p.text);
  ab_text_printf(&p.text,
                 "problem p { variables x, y; domain { x in [1, 2]; y in [-1, 3]; }\n"
                 "claim clause { show %s; } }\n",
                 claim);
  problem_read(&p);
  set_reduction(&witness, variable);
  ab_clauses_init(&clauses);
  ab_status status =
      ab_statement_compile(&clauses, &p.statement, AB_CERTIFICATE_PROOF, &witness, &error);
  if (fragment)
    assert_int_equal(status, AB_NOT_VERIFIED);
  else
    assert_int_equal(status, AB_OK);
  if (fragment && !strstr(error.message, fragment))
    fail_msg("%s: refused for another reason than \"%s\": %s", claim, fragment, error.message);
  ab_clauses_clear(&clauses);
  ab_witness_clear(&witness);
  problem_clear(&p);
}

static void what_is_no_parabola_is_refused(void **unused) {
  (void)unused;
  static const char form[] = "does not enter one literal, >= 0 or > 0, as a quadratic polynomial";
  static const char *const others[] = {
      "x + y >= 0",        "y^2 >= 0",           "x^3 >= 0",          "x^2*(x + y) >= 0",
      "x*(y + x^2) >= 0",  "(x^2 + y)^2 >= 0",   "(x + x^2)^2 >= 0",  "y/x + x^2 >= 0",
      "x^2/(x + y) >= 0",  "exp(x) + x^2 >= 0",  "abs(x) + x^2 >= 0", "x^2 != 0",
      "x^2 >= 1 or x > y", "x > y or x^2 >= 1",  "x^0 + x^2 >= 0",    "x^-1 + x^2 >= 0",
      "x^1 >= y",          "sqrt(x)^2 + y >= 0", "max(x, y)^2 > 0",   "(x + y)*(x^2) > 0",
      "(x - x^2)*x > 0"};
  refuse("x^2 + y >= 0", 1, NULL);
  refuse("x^2 + y >= 0 or y > 3", 1, NULL);
  refuse("(-x)*(x/y) + 1/y^2 > 0", 1, NULL);
  refuse("x*x >= 0", 1, NULL);
  refuse("x^2 + y >= 0", 2, form);
  refuse("x^2 + y >= 0", 3, "names no variable of the clause");
  refuse("x^2 + y >= 0", 0, "names no variable of the clause");
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    refuse(others[i], 1, form);
}

static void surplus_numbers_and_literals_are_refused(void **unused) {
  (void)unused;
  static const char *const names[] = {"x"};
  ab_clauses clauses, derived;
  ab_witness witness;
  ab_error error;
  ab_clauses_init(&clauses);
  ab_template *t = ab_clauses_add_template(&clauses, "t", names, 1, NULL, 0);
  ab_expr square = ab_graph_pow(t->graph, ab_graph_variable(t->graph, 0), 2);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, square);
  ab_clauses_add(&clauses, "c", 0);
  ab_witness_init(&witness);
  mpq_set_ui(ab_witness_add_reduction(&witness, "parabola", 0, 2)->values[0], 1, 1);
  assert_int_equal(ab_reduction_derive(&derived, &clauses, &witness.reductions[0], &error),
                   AB_NOT_VERIFIED);
  assert_non_null(strstr(error.message, "needs 1 numbers"));
  ab_witness_clear(&witness);
  set_reduction(&witness, 1);
  assert_int_equal(ab_reduction_derive(&derived, &clauses, &witness.reductions[0], &error), AB_OK);
  assert_int_equal(ab_clause_template(&derived, &derived.clauses[0])->variable_count, 0);
  ab_clauses_clear(&derived);
  ab_expr one = ab_graph_integer(t->graph, 1);
  while (t->literal_count + 2 < AB_LITERALS_MAX)
    ab_template_add_literal(t, AB_LITERAL_POSITIVE, one);
  assert_int_equal(ab_reduction_derive(&derived, &clauses, &witness.reductions[0], &error),
                   AB_NOT_VERIFIED);
  assert_non_null(strstr(error.message, "more than 1024 literals"));
  ab_clauses_clear(&derived);
  ab_clauses_clear(&clauses);
  ab_witness_clear(&witness);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_elimination_is_exact),
                                     cmocka_unit_test(what_is_no_parabola_is_refused),
                                     cmocka_unit_test(surplus_numbers_and_literals_are_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

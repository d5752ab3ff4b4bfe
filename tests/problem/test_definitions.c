/* SPDX-License-Identifier: MIT
 * What names and formulas mean: values, derivatives, roots, the functions f_i, errors and their
 * places. */
#include "syntax_support.h"

#include "base/memory.h"
#include "expr/exact.h"
#include "num/rational.h"
#include "problem/definitions.h"

#include <stdio.h>

/* The value that the last entry, `constant v = ...;`, has in a problem with these items before it.
 */
static ab_status evaluate(const char *items, const char *formula, ab_syntax **syntax,
                          ab_definitions **definitions, ab_graph *graph, mpq_t number, ab_expr *out,
                          ab_error *error) {
  ab_text source;
  ab_text_init(&source);
  ab_text_printf(&source, "problem p {\n%s\nconstant v = %s; }", items, formula);
  *syntax = parse_text(source.data);
  ab_text_clear(&source);
  *definitions = NULL;
  ab_status status = ab_definitions_read(definitions, *syntax, error);
  ab_term term = (*syntax)->entries[(*syntax)->entry_count - 1].value;
  if (status == AB_OK && graph)
    status = ab_definitions_expression(*definitions, graph, term, out, error);
  else if (status == AB_OK)
    status = ab_definitions_number(*definitions, term, number, error);
  return status;
}

static void assert_rational(const mpq_t value, const char *expected, const char *what) {
  char *text = mpq_get_str(NULL, 10, value);
  if (strcmp(text, expected) != 0)
    fail_msg("%s: %s instead of %s", what, text, expected);
  free(text);
}

static void check_number(const char *items, const char *formula, const char *expected) {
  ab_syntax *syntax;
  ab_definitions *d;
  ab_error error;
  mpq_t value;
  mpq_init(value);
  if (evaluate(items, formula, &syntax, &d, NULL, value, NULL, &error) != AB_OK)
    fail_msg("%s: %zu:%zu: %s", formula, error.line, error.column, error.message);
  assert_rational(value, expected, formula);
  mpq_clear(value);
  ab_definitions_destroy(d);
  ab_syntax_destroy(syntax);
}

/* The expression at the point x = 2, y = -3, further variables 1/2, 1/3, ... ("undefined" for
 * none). */
static void check_at(const char *items, const char *formula, const char *expected) {
  ab_syntax *syntax;
  ab_definitions *d;
  ab_error error;
  ab_graph *graph = ab_graph_create();
  ab_expr e;
  mpq_t value, *point = ab_rationals_create(AB_VARIABLES_MAX);
  mpq_init(value);
  mpq_set_si(point[0], 2, 1);
  mpq_set_si(point[1], -3, 1);
  for (unsigned k = 2; k < AB_VARIABLES_MAX; k++)
    mpq_set_si(point[k], 1, k);
  if (evaluate(items, formula, &syntax, &d, graph, NULL, &e, &error) != AB_OK)
    fail_msg("%s: %zu:%zu: %s", formula, error.line, error.column, error.message);
  ab_exact result = ab_exact_evaluate(value, graph, e, point, NULL, NULL);
  assert_int_not_equal(result, AB_EXACT_NOT_RATIONAL);
  if (result == AB_EXACT_UNDEFINED)
    assert_string_equal(expected, "undefined");
  else
    assert_rational(value, expected, formula);
  mpq_clear(value);
  ab_rationals_destroy(point, AB_VARIABLES_MAX);
  ab_graph_destroy(graph);
  ab_definitions_destroy(d);
  ab_syntax_destroy(syntax);
}

static void rational_terms_have_their_value(void **unused) {
  (void)unused;
  check_number("", "1 + 2*3 - 4/8", "13/2");
  check_number("", "-2^2 + 2^-1", "-7/2");
  check_number("", "0.1 + 1e-1", "1/5");
  check_number("", "max(1/2, 1/3, 2/5) - min(1, -1) + abs(-2) + relu(-3) + relu(4)", "15/2");
  check_number("", "sum(i in 1..4) i^2", "30");
  check_number("", "sum(i in 1..3) sum(j in i..3) i*j", "25");
  check_number("", "sum(i in 2..1) i", "0");
  check_number("", "0^1000000 + 1^1000000 + (-1)^1000001", "0");
  check_number("constant a = 2; parameter b = a^2;", "a + b", "6");
  check_number("constant b = a^2; constant a = 2;", "a + b", "6");
  check_number("constant c = [1, [2, 3]]; constant n = 2;", "c[1] + c[n, 3 - 1]", "4");
  check_number("constant c = [1, 2*c[1], 2*c[2]];", "c[3]", "4");
  check_number("constant c[i] for i in 0..n = i^2; constant n = 3;", "sum(i in 0..n) c[i]", "14");
  check_number("constant f[i] for i in 0..50 = max(1 - i, 0)*i; constant g = f[2];", "g", "0");
  check_number("constant pi = 3;", "pi", "3");
  check_number("variables i;", "sum(i in 1..2) i", "3"); /* the index hides the variable */
}

static void functions_are_put_in_where_they_are_named(void **unused) {
  (void)unused;
  check_at("variables x, y;", "x + 2*y", "-4");
  check_at("variables x, y, z[1..3];", "z[1] + z[2] + sum(i in 1..2) z[i]", "5/3");
  check_at("variables x, y; function f = g^2; function g = x + y;", "f + g", "0");
  check_at("variables x; function f[i] for i in 1..3 = (x - i)^2;", "sum(i in 1..3) f[i]", "2");
  check_at("variables x, y; constant w = [3, 4]; function f[i] for i in 1..2 = w[i]*x;",
           "f[1] + f[2]", "14");
}

/* f[0] has to be a definition of its own: there is no `if`. */
static void indexed_functions_may_use_those_before(void **unused) {
  (void)unused;
  check_at("variables x; constant h = [0, 1, 1]; function f[i] for i in 1..3 = x + h[i];",
           "f[1]*f[2]*f[3]", "18");
  check_at("variables x, y; function f[i] for i in 1..5 = sum(j in 1..i - 1) f[j] + x;", "f[5]",
           "32"); /* 2, 4, 8, 16, 32 */
}

static void grad_and_hess_are_partial_derivatives(void **unused) {
  (void)unused;
  check_at("variables x, y; function f = x^2*y^3;", "grad(f, x)", "-108");
  check_at("variables x, y; function f = x^2*y^3;", "grad(f, y)", "108");
  check_at("variables x, y; function f = x^2*y^3;", "hess(f, x, y)", "108");
  check_at("variables x, y; function f = x^2*y^3;", "hess(f, y, x) - hess(f, x, y)", "0");
  check_at("variables x, y; function f = x^2*y^3;", "hess(f, x, x) + hess(f, y, y)", "-126");
  check_at("variables x, y;", "grad(x/y, y)", "-2/9");
  check_at("variables x, y; function f[i] for i in 1..3 = x^i;", "grad(f[3], x)", "12");
  check_at("variables x, y; function f[i] for i in 1..3 = x^i;", "sum(i in 1..3) grad(f[i], x)",
           "17");
  check_at("variables x, y, z[1..3]; function f = z[1]*z[2]*x;",
           "grad(f, z[1]) + sum(k in 1..3) grad(f, z[k])", "7/3");
  check_at("variables x, y; function f = x^4; function g = grad(f, x); function h = grad(g, x);",
           "h", "48");
  check_at("variables x, y;", "grad(3, x) + grad(y, x)", "0");
  check_at("variables x, y; function f = relu(1 + x^2);", "grad(f, x)", "4");
}

static void derivatives_are_undefined_where_the_function_is(void **unused) {
  (void)unused;
  check_at("variables x, y; function f = y/(x - 2);", "grad(f, x)", "undefined");
  check_at("variables x, y; function f = y + 0/(x - 2);", "grad(f, y)", "undefined");
  check_at("variables x, y; function f = y + 0/(x - 2);", "grad(f, x)", "undefined");
  check_at("variables x, y; function f = y + 1/(x - 2);", "hess(f, y, y)", "undefined");
  check_at("variables x, y; function f = y + 0/(x - 1);", "grad(f, y)", "1");
}

static ab_definitions *read(const char *source, ab_syntax **syntax) {
  ab_error error;
  ab_definitions *d;
  *syntax = parse_text(source);
  if (ab_definitions_read(&d, *syntax, &error) != AB_OK)
    fail_msg("%zu:%zu: %s", error.line, error.column, error.message);
  return d;
}

static void root_constants_are_parameters_with_an_equation(void **unused) {
  (void)unused;
  ab_syntax *syntax;
  ab_definitions *d = read("problem p { variables x; function f = t*x + s;"
                           "constant two = 1 + 1; constant half = s/two;"
                           "constant s = root(u, u^2 - two, [1, two]);"
                           "constant t = root(x, x^3 - half, [0, 3/2]); }",
                           &syntax);
  assert_int_equal(ab_definitions_root_count(d), 2);
  assert_string_equal(ab_definitions_root_name(d, 0), "s");
  assert_string_equal(ab_definitions_root_name(d, 1), "t");
  ab_graph *g = ab_graph_create();
  ab_error error;
  ab_root_definition root;
  ab_root_definition_init(&root);
  ab_expr u = ab_graph_variable(g, 0), two = ab_graph_integer(g, 2);
  assert_int_equal(ab_definitions_root(d, 0, g, &root, &error), AB_OK);
  assert_int_equal(root.equation, ab_graph_binary(g, AB_OP_SUB, ab_graph_pow(g, u, 2), two));
  assert_rational(root.lo, "1", "lo");
  assert_rational(root.hi, "2", "hi");
  assert_int_equal(ab_definitions_root(d, 1, g, &root, &error), AB_OK);
  ab_expr half = ab_graph_binary(g, AB_OP_DIV, ab_graph_parameter(g, 0), two);
  assert_int_equal(root.equation, ab_graph_binary(g, AB_OP_SUB, ab_graph_pow(g, u, 3), half));
  assert_string_equal(root.name, "t");
  assert_rational(root.hi, "3/2", "hi");
  ab_expr f;
  assert_int_equal(ab_definitions_objective(d, g, 0, &f, &error), AB_OK);
  assert_int_equal(f, ab_graph_binary(g, AB_OP_ADD,
                                      ab_graph_binary(g, AB_OP_MUL, ab_graph_parameter(g, 1), u),
                                      ab_graph_parameter(g, 0)));
  ab_root_definition_clear(&root);
  ab_graph_destroy(g);
  ab_definitions_destroy(d);
  ab_syntax_destroy(syntax);
}

static void functions_that_nothing_uses_are_the_objectives(void **unused) {
  (void)unused;
  ab_syntax *syntax;
  ab_definitions *d =
      read("problem p { variables x, y; function f1 = g + h[1]; function g = x;"
           "function h[i] for i in 0..2 = x^i;"
           "function f[i] for i in 2..4 = (x - i)^2 + sum(j in 2..i - 1) f[j];"
           "function d = grad(c, x); function c = y; function last = 1;"
           "infimum { f[3] = 0; f = 0; g = 1; f[5] = 1; x = 1; f1 = 0; f1[1] = 0; } }",
           &syntax);
  static const char *const names[] = {"f1", "f[2]", "f[3]", "f[4]", "d", "last"};
  assert_int_equal(ab_definitions_objective_count(d), 6);
  for (size_t k = 0; k < 6; k++)
    assert_string_equal(ab_definitions_objective_name(d, k), names[k]);
  ab_graph *g = ab_graph_create();
  ab_error error;
  ab_expr e;
  mpq_t value, *point = ab_rationals_create(2);
  mpq_init(value);
  static const char *const values[] = {"0", "4", "13", "33", "0", "1"}; /* at 0: 4, 9+4, 16+17 */
  for (size_t k = 0; k < 6; k++) {
    assert_int_equal(ab_definitions_objective(d, g, k, &e, &error), AB_OK);
    assert_int_equal(ab_exact_evaluate(value, g, e, point, NULL, NULL), AB_EXACT_VALUE);
    assert_rational(value, values[k], names[k]);
  }
  const ab_entry *infimum = &syntax->entries[syntax->entry_count - 1];
  static const int expected[][2] = {{2, 1}, {1, 3}, {-1, 0}, {-1, 0}, {-1, 0}, {0, 1}, {-1, 0}};
  for (size_t k = 0; k < 7; k++) {
    size_t number = 99, count = 99;
    ab_status status =
        ab_definitions_find_objective(d, infimum->entries[k].target, &number, &count, &error);
    assert_int_equal(status, expected[k][0] < 0 ? AB_BAD_PROBLEM : AB_OK);
    if (status == AB_OK)
      assert_true(number == (size_t)expected[k][0] && count == (size_t)expected[k][1]);
  }
  mpq_clear(value);
  ab_rationals_destroy(point, 2);
  ab_graph_destroy(g);
  ab_definitions_destroy(d);
  ab_syntax_destroy(syntax);
}

static void binding_a_number_anew_changes_what_depends_on_it(void **unused) {
  (void)unused;
  ab_syntax *syntax;
  ab_definitions *d = read("problem p { constant c = 2*alpha; constant v = c + 1; }", &syntax);
  ab_error error;
  mpq_t value;
  mpq_init(value);
  const char *alpha = ab_syntax_find_name(syntax, "alpha");
  for (long i = 3; i < 5; i++) {
    mpq_set_si(value, i, 1);
    assert_int_equal(ab_definitions_bind(d, alpha, (ab_place){1, 1}, value, &error), AB_OK);
    assert_int_equal(ab_definitions_number(d, syntax->entries[1].value, value, &error), AB_OK);
    assert_rational(value, i == 3 ? "7" : "9", "v");
  }
  mpq_clear(value);
  ab_definitions_destroy(d);
  ab_syntax_destroy(syntax);
}

typedef struct {
  const char *items, *formula; /* the items are line 2, the formula line 3 from column 14 */
  bool number;
  size_t line, column;
  const char *message;
} row;

#define XY "variables x, y;"
static const row rows[] = {
    {"", "q", true, 3, 14, "unknown name 'q'"},
    {"constant alpha = 1;", "alhpa", true, 3, 14, "did you mean 'alpha'?"},
    {"", "1/(2 - 2)", true, 3, 15, "division by zero"},
    {"", "0^-1", true, 3, 15, "division by zero"},
    {"", "2^1000000", true, 3, 15, "too long"},
    {"", "2^(1/2)", true, 3, 15, "whole number"},
    {"", "sqrt(2)", true, 3, 14, "found a function"},
    {"constant c = sqrt(2);", "c", true, 2, 14, "found a function"},
    {XY, "x", true, 3, 14, "found a variable"},
    {"", "pi", true, 3, 14, "found pi"},
    {XY, "x + inf", false, 3, 18, "inf can only be an end of a domain"},
    {"variables z[1..2];", "z", false, 3, 14, "z is a vector and needs an index"},
    {"variables z[1..2];", "z[3]", false, 3, 14, "out of range"},
    {"variables z[1..2];", "z[1, 1]", false, 3, 14, "does not have that many indices"},
    {XY, "x[1]", false, 3, 14, "does not have that many indices"},
    {"constant c = [1, 2];", "c", true, 3, 14, "c needs an index"},
    {"constant c = [1, 2];", "c[0]", true, 3, 14, "out of range"},
    {"constant c = [1, [2]];", "c[2]", true, 3, 14, "needs more indices"},
    {"constant c = 1;", "c[1]", true, 3, 14, "does not have that many indices"},
    {"constant c[i] for i in 1..2 = i;", "c[3]", true, 3, 14, "out of range"},
    {"constant c[i] for i in 1..2 = i;", "c[1/2]", true, 3, 17, "whole number"},
    {"constant a = b; constant b = a;", "a", true, 2, 30, "is defined by itself"},
    {"constant a = a;", "a", true, 2, 14, "a is defined by itself"},
    {"constant c[i] for i in 1..3 = c[i];", "c[2]", true, 2, 31, "c is defined by itself"},
    {"constant c[i] for i in 1..c[1] = 1;", "c[1]", true, 2, 27, "c is defined by itself"},
    {"constant c[i] for i in 1..3 = c[i - 1];", "c[2]", true, 2, 31, "out of range"},
    {XY "function f = x + g; function g = f;", "f", false, 2, 49, "is defined by itself"},
    {"constant a = 1; constant a = 2;", "a", true, 2, 26, "declared twice"},
    {XY "function f = x;", "f(1)", false, 3, 14, "f takes no arguments"},
    {XY, "sin(x, y)", false, 3, 14, "sin takes one argument"},
    {XY, "max(x)", false, 3, 14, "two arguments or more"},
    {XY, "sine(x)", false, 3, 14, "did you mean 'sin'?"},
    {XY, "gard(x, x)", false, 3, 14, "did you mean 'grad'?"},
    {XY, "grad(x)", false, 3, 14, "grad takes a function and a variable"},
    {XY, "hess(x, x)", false, 3, 14, "hess takes a function and two variables"},
    {XY, "grad(x, 1)", false, 3, 22, "grad differentiates in a variable"},
    {XY "function f = x;", "grad(x, f)", false, 3, 22, "differentiates in a variable"},
    {XY, "sum(x in 1..2) grad(y, x)", false, 3, 37, "differentiates in a variable"},
    {"variables z[1..2];", "grad(1, z)", false, 3, 22, "z is a vector"},
    {XY "function f = relu(x);", "y*grad(f, x)", false, 3, 21, "has a kink"},
    {XY "function f = relu(x);", "hess(f, x, x)", false, 3, 19, "hess needs a differentiable"},
    {XY, "grad(x, x)", true, 3, 14, "found a derivative"},
    {"constant t = root(u, u^2 - 2, [1, 2]);", "t", true, 3, 14, "t is not a rational number"},
    {"constant t = root(u, u^2 - 2, [1, 2]);", "t[1]", false, 3, 14, "that many indices"},
    {"", "1 + root(u, u^2 - 2, [1, 2])", false, 3, 18, "whole value of a constant"},
    {"constant t = [root(u, u, [1, 2])];", "t[1]", false, 2, 15, "whole value of a constant"},
    {"constant t = root(u, u);", "t", false, 2, 14, "expected root(u, equation in u, [lo, hi])"},
    {"constant t = root(2, u, [1, 2]);", "t", false, 2, 14, "expected root(u"},
    {"constant t = root(u, u, [1, 2, 3]);", "t", false, 2, 14, "expected root(u"},
    {"constant t = root(u, u, 1);", "t", false, 2, 14, "expected root(u"},
    {"function t = root(u, u, [0, 1]);", "t", false, 2, 14, "write 'constant'"},
    {"constant t[i] for i in 1..2 = root(u, u - i, [0, 3]);", "t[1]", false, 2, 31, "indexed"},
    {"function i = 1;", "sum(i in 1..2) i", false, 3, 14, "i is the name of a function (line 2)"},
    {"function i = 1; function f[i] for i in 1..2 = i;", "1", false, 2, 26, "name of a function"},
    {"function i = 1; constant t = root(i, i, [-1, 1]);", "1", false, 2, 35, "name of a function"},
    {"function f[i] for i in 1..q = i;", "1", false, 2, 27, "unknown name 'q'"},
    {"function f[i] for i in 1..1000000 = i;", "1", false, 2, 10, "more than 100000 functions"},
    {XY "function f[i] for i in 1..x = i;", "1", false, 2, 42, "found a variable"},
};

static void errors_name_the_place_and_the_reason(void **unused) {
  (void)unused;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const row *r = &rows[i];
    ab_syntax *syntax;
    ab_definitions *d;
    ab_error error = {0};
    ab_graph *graph = r->number ? NULL : ab_graph_create();
    ab_expr e;
    mpq_t value;
    mpq_init(value);
    ab_status status = evaluate(r->items, r->formula, &syntax, &d, graph, value, &e, &error);
    if (status != AB_BAD_PROBLEM || error.line != r->line || error.column != r->column ||
        !strstr(error.message, r->message))
      fail_msg("%s / %s: %d %zu:%zu %s", r->items, r->formula, status, error.line, error.column,
               error.message);
    mpq_clear(value);
    ab_graph_destroy(graph);
    ab_definitions_destroy(d);
    ab_syntax_destroy(syntax);
  }
}

typedef struct {
  const char *items;
  size_t column;
  const char *message;
} root_row;

static const root_row root_rows[] = {
    {"variables x; constant t = root(u, u - x, [0, 1]);", 39, "x is a variable"},
    {"variables x; function f = x; constant t = root(u, u - f, [0, 1]);", 27, "x is a variable"},
    {"constant t = root(u, u - t, [0, 1]);", 26, "declared before it only; t is not"},
    {"constant t = root(u, u - s, [0, 1]); constant s = root(u, u, [0, 1]);", 26,
     "declared before it only; s is not"},
    {"constant t = root(u, abs(u) - 1/2, [0, 1]);", 29, "has a kink"},
    {"constant t = root(u, u, [1, 1]);", 25, "interval of the root t is empty"},
    {"constant t = root(u, u, [1, 0]);", 25, "in increasing order"},
    {"constant t = root(u, u, [u, 2]);", 26, "unknown name 'u'"},
    {"constant t = root(u, u, [1, sqrt(2)]);", 29, "found a function"},
    {"constant t = root(u, u - w, [1, 2]);", 26, "unknown name 'w'"},
};

static void errors_in_roots(void **unused) {
  (void)unused;
  for (size_t i = 0; i < sizeof root_rows / sizeof *root_rows; i++) {
    const root_row *r = &root_rows[i];
    ab_text source;
    ab_text_init(&source);
    ab_text_printf(&source, "problem p {\n%s }", r->items);
    ab_syntax *syntax;
    ab_definitions *d = read(source.data, &syntax);
    ab_graph *graph = ab_graph_create();
    ab_error error = {0};
    ab_root_definition root;
    ab_root_definition_init(&root);
    ab_status status = ab_definitions_root(d, 0, graph, &root, &error);
    if (status != AB_BAD_PROBLEM || error.line != 2 || error.column != r->column ||
        !strstr(error.message, r->message))
      fail_msg("%s: %d %zu:%zu %s", r->items, status, error.line, error.column, error.message);
    ab_root_definition_clear(&root);
    ab_graph_destroy(graph);
    ab_definitions_destroy(d);
    ab_syntax_destroy(syntax);
    ab_text_clear(&source);
  }
}

static void check_large(const char *items, const char *formula, bool number) {
  ab_syntax *syntax;
  ab_definitions *d;
  ab_error error;
  ab_graph *graph = number ? NULL : ab_graph_create();
  ab_expr e;
  mpq_t value;
  mpq_init(value);
  if (evaluate(items, formula, &syntax, &d, graph, value, &e, &error) != AB_OK)
    fail_msg("%zu:%zu: %s", error.line, error.column, error.message);
  mpq_clear(value);
  ab_graph_destroy(graph);
  ab_definitions_destroy(d);
  ab_syntax_destroy(syntax);
}

static void deep_nesting_and_long_formulas_are_no_problem(void **unused) {
  (void)unused;
  ab_text text;
  ab_text_init(&text);
  for (int i = 0; i < 100000; i++)
    ab_text_add(&text, "sin(x + (");
  ab_text_add(&text, "1");
  for (int i = 0; i < 100000; i++)
    ab_text_add(&text, "))");
  check_large("variables x;", text.data, false);
  text.length = 0;
  ab_text_add(&text, "x");
  for (int i = 0; i < 100000; i++)
    ab_text_printf(&text, " + %d*x^2", i);
  check_large("variables x;", text.data, false);
  check_large("variables x; constant c[i] for i in 1..100000 = i + sum(j in i - 1..i - 1) "
              "sum(k in 1..min(j, 1)) c[j];",
              "c[100000]", true);
  ab_text_clear(&text);
}

/* c_k = c_{k-1} - c_{k-1} + c_{k-1}, 20,000 of them; the same of functions. */
static void definitions_used_often_are_evaluated_once(void **unused) {
  (void)unused;
  for (int functions = 0; functions < 2; functions++) {
    ab_text text;
    ab_text_init(&text);
    const char *word = functions ? "function" : "constant";
    ab_text_printf(&text, "variables x; %s c0 = %s;", word, functions ? "x" : "1");
    for (int i = 1; i < 20000; i++)
      ab_text_printf(&text, "%s c%d = c%d - c%d + c%d;\n", word, i, i - 1, i - 1, i - 1);
    check_large(text.data, "c19999", functions == 0);
    ab_text_clear(&text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rational_terms_have_their_value),
      cmocka_unit_test(functions_are_put_in_where_they_are_named),
      cmocka_unit_test(indexed_functions_may_use_those_before),
      cmocka_unit_test(grad_and_hess_are_partial_derivatives),
      cmocka_unit_test(derivatives_are_undefined_where_the_function_is),
      cmocka_unit_test(root_constants_are_parameters_with_an_equation),
      cmocka_unit_test(functions_that_nothing_uses_are_the_objectives),
      cmocka_unit_test(binding_a_number_anew_changes_what_depends_on_it),
      cmocka_unit_test(errors_name_the_place_and_the_reason),
      cmocka_unit_test(errors_in_roots),
      cmocka_unit_test(deep_nesting_and_long_formulas_are_no_problem),
      cmocka_unit_test(definitions_used_often_are_evaluated_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * The rule tangent: by hand, and against the values of the expression at rational points. */
#include "clause_support.h"

#include "clause/rules.h"
#include "expr/exact.h"

enum { SEED = 20261122, BITS = 53 };

/* One case: the literal, its gradient ("" : none is declared; else postfix texts, separated by ;),
 * the box, the depth and the numbers of the point. p1 is the rational 2, p2 an enclosure [-1/10,
 * 1/10]. */
typedef struct {
  const char *literal, *gradient, *box;
  int sign;
  unsigned depth;
  uint32_t numbers[3];
  size_t count;
  bool holds;
} tangent_case;

static void declare(ab_template *t, const char *gradient) {
  ab_expr partials[4];
  size_t count = 0;
  char *copy = strdup(gradient), *rest = copy;
  for (char *one; (one = strtok_r(rest, ";", &rest));)
    partials[count++] = postfix(t->graph, one);
  free(copy);
  if (count)
    ab_template_add_gradient(t, 0, partials);
}

static size_t count_of_variables(const char *box) {
  size_t words = 1;
  for (const char *p = box; *p; p++)
    words += *p == ' ';
  return words / 2;
}

static bool decide(const tangent_case *c, mpfr_prec_t precision) {
  ab_clauses clauses;
  ab_constants constants;
  ab_clauses_init(&clauses);
  ab_constants_init(&constants);
  mpq_t *ends = ab_rationals_create(2);
  set_words(ends, "-1/10 1/10");
  ab_constants_add(&constants, "c", ends[0], ends[1]);
  ab_rationals_destroy(ends, 2);
  size_t n = count_of_variables(c->box);
  ab_clause *clause = add_clause(&clauses, n, 2, c->literal, c->box);
  mpq_set_ui(clause->arguments[0].value, 2, 1);
  clause->arguments[1].bound = true;
  declare(&clauses.templates[0], c->gradient);
  ab_cell cell;
  ab_cell_init(&cell, n);
  ab_rules *rules = ab_rules_create(&clauses.templates[0], precision);
  ab_rules_bind(rules, clause, &constants, &cell);
  bool holds = ab_rules_tangent(rules, (ab_goal){0, c->sign}, c->depth, c->numbers, c->count);
  ab_rules_destroy(rules);
  ab_cell_clear(&cell);
  ab_constants_clear(&constants);
  ab_clauses_clear(&clauses);
  return holds;
}

static void run(const tangent_case *cases, size_t count) {
  for (size_t i = 0; i < count; i++)
    for (mpfr_prec_t precision = 24; precision <= 113; precision *= 2)
      if (decide(&cases[i], precision) != cases[i].holds)
        fail_msg("case %zu, %s on %s, %ld bits: expected %s", i, cases[i].literal, cases[i].box,
                 (long)precision, cases[i].holds ? "true" : "false");
}

#define RUN(cases) run(cases, sizeof(cases) / sizeof *(cases))

static void a_convex_function_is_bounded_by_its_tangent(void **state) {
  (void)state;
  static const tangent_case cases[] = {
      {">= x1 ^2", "2 x1 *", "-1 1", 0, 1, {1}, 1, true}, /* the tangent at 0 is 0 */
      {"> x1 ^2", "2 x1 *", "-1 1", 0, 1, {1}, 1, false},
      {"> x1 ^2 1/1000 +", "2 x1 *", "-1 1", 0, 1, {1}, 1, true},
      {">= x1 ^2 1/1000 -", "2 x1 *", "-1 1", 0, 1, {1}, 1, false},
      {">= x1 ^2 1/1000 +", "2 x1 *", "-1 1", 0, 2, {3}, 1, false}, /* about 1/2: 1/4 - 3/2 < 0 */
      {">= x1 ^2", "2 x1 *", "0 1", 0, 4, {0}, 1, true},            /* an end */
      {">= 1 x1 - ^2", "2 x1 * 2 -", "0 1", 0, 30, {UINT32_C(1) << 30}, 1, true}, /* the other */
      {">= x1 ^2", "2 x1 *", "1 2", 0, 3, {0}, 1, true},
      {">= x1 ^2 2 -", "2 x1 *", "1 2", 0, 3, {8}, 1, false}, /* about 2: 2 + 4 (x - 2) is -2 at 1
                                                               */
      {">= x1 ^2 1 -", "2 x1 *", "1 2", 0, 3, {0}, 1, true},
      /* x^2 + x y + y^2 + 1/1000 */
      {"> x1 ^2 x1 x2 * + x2 ^2 + 1/1000 +",
       "2 x1 * x2 +; x1 2 x2 * +",
       "-1 1 -1 1",
       0,
       1,
       {1, 1},
       2,
       true},
      {"> x1 ^2 3/2 x1 * x2 * + x2 ^2 + 1/1000 +",
       "2 x1 * 3/2 x2 * +; 3/2 x1 * 2 x2 * +",
       "-1 1 -1 1",
       0,
       1,
       {1, 1},
       2,
       true},
      /* x^2 + 3 x y + y^2 + 3: a saddle */
      {"> x1 ^2 3 x1 * x2 * + x2 ^2 + 3 +",
       "2 x1 * 3 x2 * +; 3 x1 * 2 x2 * +",
       "-1 1 -1 1",
       0,
       1,
       {1, 1},
       2,
       false},
      /* the slopes of 3 x^2 + 1 about 1/4 on [-1/4, 3/4] are 3 (x + 1/4) >= 0: twice as far as the
         second derivative 6 x is */
      {">= x1 ^3 1/100 +", "3 x1 ^2 *", "-1/4 3/4", 0, 1, {1}, 1, false}, /* -1/64 at -1/4 */
      {">= x1 ^3 1/10 +", "3 x1 ^2 *", "-1/4 3/4", 0, 1, {1}, 1, true},
      {">= x1 ^3 1 +", "3 x1 ^2 *", "-1/2 3/4", 0, 1, {0}, 1, false}, /* slopes from -3 on */
  };
  RUN(cases);
}

static void coordinates_without_width_have_no_number(void **state) {
  (void)state;
  static const tangent_case cases[] = {
      {">= x1 ^2 x2 +", "2 x1 *; 1", "-1 1 0 0", 0, 1, {1}, 1, true},
      {">= x1 ^2 x2 +", "2 x1 *; 1", "-1 1 0 0", 0, 1, {1, 1}, 2, false},
      {">= x1 ^2 x2 ^2 - 1 +", "2 x1 *; x2 -2 *", "-1 1 1 1", 0, 1, {1}, 1, true}, /* convex in x */
      {">= x1 ^2 x2 ^2 - 1 +", "2 x1 *; x2 -2 *", "-1 1 1/2 1", 0, 1, {1, 1}, 2, false},
      {">= x2 ^2 x1 +", "1; 2 x2 *", "0 0 -1 1", 0, 1, {1}, 1, true},
      {">= x1 ^2 x2 ^2 +", "2 x1 *; 2 x2 *", "-1 1 -1 1", 0, 1, {1}, 1, false},
      {">= x1 ^2", "2 x1 *", "1 1", 0, 1, {1}, 0, false},
  };
  RUN(cases);
}

static void what_is_not_smooth_or_not_defined_is_refused(void **state) {
  (void)state;
  static const tangent_case cases[] = {
      {">= x1 ^2", "", "-1 1", 0, 1, {1}, 1, false}, /* nothing is declared */
      {">= x1 abs", "0", "-1 1", 0, 1, {1}, 1, false},
      {">= x1 relu 2 *", "1", "-1 1", 0, 1, {1}, 1, false},
      {">= x1 ^2 x1 max", "2 x1 *", "-1 1", 0, 1, {1}, 1, false},
      {">= 1 x1 ^2 min", "2 x1 *", "-1 1", 0, 1, {1}, 1, false},
      {">= x1 sqrt", "0", "0 1", 0, 1, {1}, 1, false},
      {">= x1 ^2 sqrt", "0", "-1 1", 0, 1, {1}, 1, false},                      /* |x| */
      {">= x1 ^2 sqrt ^3", "3 x1 * x1 ^2 sqrt *", "-1 1", 0, 1, {1}, 1, false}, /* |x|^3 */
      {">= x1 sqrt ^3", "3/2 x1 sqrt *", "0 1", 0, 1, {1}, 1, false},
      {">= x1 sqrt ^3", "3/2 x1 sqrt *", "1/4 1", 0, 1, {0}, 1, true},
      {">= x1 acos", "0", "-1 1", 0, 1, {1}, 1, false},
      {">= 1 x1 /", "-1 x1 ^2 /", "0 1", 0, 1, {1}, 1, false},
      {">= 1 x1 / 1 -", "-1 x1 ^-2 *", "1/2 1", 0, 1, {2}, 1, true},
      {">= x1 log 5 +", "1 x1 /", "0 1", 0, 1, {1}, 1, false},
      {">= x1 ^2", "2 x1 * x1 log 0 * +", "-1 1", 0, 1, {1}, 1, false}, /* a gradient with a hole */
      {">= x1 ^2 2 +", "2 x1 * x1 log x1 log - +", "-1 1", 0, 2, {3}, 1, false},
      {">= x1 exp x1 - 1 -", "x1 exp 1 -", "-1 1", 0, 1, {1}, 1, true},
      {">= x1 exp 400000000 * exp", "0", "0 1000", 0, 1, {1}, 1, false}, /* infinite */
  };
  RUN(cases);
}

static void parameters_keep_all_their_values(void **state) {
  (void)state;
  static const tangent_case cases[] = {
      {">= x1 ^2 p2 x1 * +", "2 x1 * p2 +", "-1 1", 0, 1, {1}, 1, false},
      {">= x1 ^2 p2 x1 * + 1/10 +", "2 x1 * p2 +", "-1 1", 0, 1, {1}, 1, false}, /* 1/10 rounded
                                                                                    down */
      {">= x1 ^2 p2 x1 * + 101/1000 +", "2 x1 * p2 +", "-1 1", 0, 1, {1}, 1, true},
      {">= p2 x1 ^2 * 1 +", "2 p2 * x1 *", "-1 1", 0, 1, {1}, 1, false},
      {">= p1 x1 ^2 *", "2 p1 * x1 *", "-1 1", 0, 1, {1}, 1, true},
  };
  RUN(cases);
}

static void a_literal_with_two_signs_needs_the_upper_one(void **state) {
  (void)state;
  static const tangent_case cases[] = {
      {"!= x1 ^2 1 +", "2 x1 *", "-1 1", 0, 1, {1}, 1, true},
      {"!= x1 ^2 1 +", "2 x1 *", "-1 1", 1, 1, {1}, 1, true},
      {"!= x1 ^2 1 +", "2 x1 *", "-1 1", -1, 1, {1}, 1, false},
      {"!= x1 ^2 1/2 -", "2 x1 *", "-1 1", 0, 1, {1}, 1, false}, /* the tangent is negative: no
                                                                    bound */
      {"!= x1 ^2 1/2 -", "2 x1 *", "-1 1", -1, 1, {1}, 1, false},
      {"!= x1 ^2", "2 x1 *", "-1 1", 1, 1, {1}, 1, false},
  };
  RUN(cases);
}

static void a_literal_off_its_zero_set_may_be_positive_by_a_tangent(void **state) {
  (void)state;
  ab_clauses clauses;
  ab_clauses_init(&clauses);
  ab_clause *clause = add_clause(&clauses, 1, 0, ">= x1 ^2", "1 2");
  ab_template *t = &clauses.templates[0];
  t->literals[0].kind = AB_LITERAL_POSITIVE_OFF;
  declare(t, "2 x1 *");
  ab_cell cell;
  ab_cell_init(&cell, 1);
  ab_rules *rules = ab_rules_create(t, BITS);
  ab_rules_bind(rules, clause, NULL, &cell);
  assert_true(ab_rules_tangent(rules, (ab_goal){0, 0}, 1, (uint32_t[]){0}, 1));
  mpq_set_si(clause->lo[0], -1, 1);
  mpq_set_si(clause->hi[0], 1, 1);
  ab_rules_bind(rules, clause, NULL, &cell);
  assert_false(ab_rules_tangent(rules, (ab_goal){0, 0}, 1, (uint32_t[]){1}, 1));
  ab_rules_destroy(rules);
  ab_cell_clear(&cell);
  ab_clauses_clear(&clauses);
}

/* A random polynomial of degree up to 4 in n variables as terms: coefficient and exponents. */
enum { TERMS = 8, N = 3 };
typedef struct {
  long coefficients[TERMS];
  int exponents[TERMS][N];
  size_t n;
} polynomial;

static polynomial random_polynomial(uint64_t *state, size_t n) {
  polynomial p = {.n = n};
  for (size_t k = 0; k < n; k++) { /* squares first, so that it is convex often */
    p.coefficients[k] = 1 + random_below(state, 8);
    p.exponents[k][k] = 2;
  }
  for (size_t i = n; i < TERMS; i++) {
    p.coefficients[i] = random_below(state, 9) - 4;
    for (int degree = (int)random_below(state, 5); degree > 0; degree--)
      p.exponents[i][random_below(state, (long)n)]++;
  }
  return p;
}

/* Its partial derivative in variable k (itself for k = n) by the rule for powers. */
static ab_expr build(ab_graph *g, const polynomial *p, size_t k) {
  mpq_t c;
  mpq_init(c);
  ab_expr sum = ab_graph_constant(g, c);
  for (size_t i = 0; i < TERMS; i++) {
    mpq_set_si(c, p->coefficients[i] * (k < p->n ? p->exponents[i][k] : 1), 1);
    if (mpq_sgn(c) == 0)
      continue;
    ab_expr term = ab_graph_constant(g, c);
    for (size_t j = 0; j < p->n; j++) {
      int e = p->exponents[i][j] - (j == k);
      if (e > 0)
        term = ab_graph_binary(g, AB_OP_MUL, term,
                               ab_graph_pow(g, ab_graph_variable(g, (uint32_t)j), e));
    }
    sum = ab_graph_binary(g, AB_OP_ADD, sum, term);
  }
  mpq_clear(c);
  return sum;
}

/* Points of the box in 64ths: its corners and middle first. */
static void sample_numbers(uint32_t *out, uint64_t *state, size_t n, long which) {
  for (size_t k = 0; k < n; k++)
    out[k] = (uint32_t)(which < 8    ? 64 * (which >> k & 1)
                        : which == 8 ? 32
                                     : random_below(state, 65));
}

static void value_at(mpq_t value, const uint32_t *numbers, const ab_template *t,
                     const ab_clause *clause) {
  mpq_t *point = ab_rationals_create(N);
  for (size_t k = 0; k < t->variable_count; k++) {
    mpq_set_ui(value, numbers[k], 64);
    mpq_canonicalize(value);
    mpq_sub(point[k], clause->hi[k], clause->lo[k]);
    mpq_mul(point[k], point[k], value);
    mpq_add(point[k], point[k], clause->lo[k]);
  }
  assert_int_equal(
      ab_exact_evaluate(value, t->graph, t->literals[0].expr, (const mpq_t *)point, NULL, NULL),
      AB_EXACT_VALUE);
  ab_rationals_destroy(point, N);
}

/* The least of 100 values of literal 0, and where it is. */
static void least_value(mpq_t least, uint32_t *where, uint64_t *state, const ab_template *t,
                        const ab_clause *clause) {
  uint32_t numbers[N];
  mpq_t value;
  mpq_init(value);
  for (long i = 0; i < 100; i++) {
    sample_numbers(numbers, state, t->variable_count, i);
    value_at(value, numbers, t, clause);
    if (i > 0 && mpq_cmp(value, least) >= 0)
      continue;
    mpq_set(least, value);
    memcpy(where, numbers, sizeof numbers);
  }
  mpq_clear(value);
}

typedef struct {
  const polynomial *p;
  mpq_t lo[N], hi[N];
  uint32_t numbers[N];
} trial;

/* Whether the rule shows p - shift >= 0. `least`, if given, is set to the least of samples of p,
 * and the point of the tangent to where it is. */
static bool shows(trial *t, const mpq_t shift, mpq_ptr least, uint64_t *state) {
  static const char *const xs[] = {"x1", "x2", "x3"};
  ab_clauses clauses;
  ab_clauses_init(&clauses);
  ab_template *u = ab_clauses_add_template(&clauses, "t", xs, t->p->n, NULL, 0);
  ab_expr e = build(u->graph, t->p, t->p->n);
  e = ab_graph_binary(u->graph, AB_OP_SUB, e, ab_graph_constant(u->graph, shift));
  ab_template_add_literal(u, AB_LITERAL_NONNEGATIVE, e);
  ab_expr partials[N];
  for (size_t k = 0; k < t->p->n; k++)
    partials[k] = build(u->graph, t->p, k);
  ab_template_add_gradient(u, 0, partials);
  ab_clause *clause = ab_clauses_add(&clauses, "c", 0);
  for (size_t k = 0; k < t->p->n; k++) {
    mpq_set(clause->lo[k], t->lo[k]);
    mpq_set(clause->hi[k], t->hi[k]);
  }
  if (least)
    least_value(least, t->numbers, state, u, clause);
  ab_cell cell;
  ab_cell_init(&cell, t->p->n);
  ab_rules *rules = ab_rules_create(u, BITS);
  ab_rules_bind(rules, clause, NULL, &cell);
  bool holds = ab_rules_tangent(rules, (ab_goal){0, 0}, 6, t->numbers, t->p->n);
  ab_rules_destroy(rules);
  ab_cell_clear(&cell);
  ab_clauses_clear(&clauses);
  return holds;
}

/* For each polynomial the constant is put just above and just below the least value at many points:
 * in the first case the claim is false, whatever the point of the tangent; in the second the rule
 * has to succeed now and then, or it would say nothing. */
static void no_bound_is_above_a_value(void **state) {
  (void)state;
  uint64_t seed = SEED;
  print_message("seed %d\n", SEED);
  size_t shown = 0, close = 0;
  mpq_t zero, least, shift, hair;
  mpq_inits(zero, least, shift, hair, NULL);
  for (int run = 0; run < 1500; run++) {
    polynomial p = random_polynomial(&seed, 1 + (size_t)random_below(&seed, N));
    trial t = {.p = &p};
    for (size_t k = 0; k < p.n; k++) {
      mpq_inits(t.lo[k], t.hi[k], NULL);
      set_fraction(t.lo[k], random_below(&seed, 33) - 16, 8);
      set_fraction(t.hi[k], 1 + random_below(&seed, 8), 1ul << random_below(&seed, 6));
      mpq_add(t.hi[k], t.hi[k], t.lo[k]);
    }
    shows(&t, zero, least, &seed);
    for (size_t k = 0; k < p.n && run % 2; k++) /* any point will do */
      t.numbers[k] = (uint32_t)random_below(&seed, 65);
    for (int tenth = 0; tenth < 4; tenth++) {
      set_fraction(hair, 1, tenth == 0 ? 1000000000 : 1ul << (4 * tenth));
      mpq_add(shift, least, hair);
      if (shows(&t, shift, NULL, NULL))
        fail_msg("run %d: a false claim was accepted", run);
      mpq_sub(shift, least, hair);
      bool holds = shows(&t, shift, NULL, NULL);
      shown += holds;
      close += holds && tenth == 0;
    }
    for (size_t k = 0; k < p.n; k++)
      mpq_clears(t.lo[k], t.hi[k], NULL);
  }
  mpq_clears(zero, least, shift, hair, NULL);
  print_message("%zu shown, %zu of them within 1e-9\n", shown, close);
  assert_true(shown > 300 && close > 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_convex_function_is_bounded_by_its_tangent),
      cmocka_unit_test(coordinates_without_width_have_no_number),
      cmocka_unit_test(what_is_not_smooth_or_not_defined_is_refused),
      cmocka_unit_test(parameters_keep_all_their_values),
      cmocka_unit_test(a_literal_with_two_signs_needs_the_upper_one),
      cmocka_unit_test(a_literal_off_its_zero_set_may_be_positive_by_a_tangent),
      cmocka_unit_test(no_bound_is_above_a_value),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

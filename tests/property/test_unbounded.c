/* SPDX-License-Identifier: MIT
 * Plain clauses over unbounded boxes, against samples: random expressions, with a bound a little
 * below and a little above the least value that is met. */
#include "functions_problem.h"

#include <math.h>

enum { SAMPLES = 3000, ROUNDS = 400, DEPTH = 3 };

static uint64_t state = 77;

static unsigned draw(unsigned bound) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (unsigned)(state >> 33) % bound;
}

static double uniform(void) {
  return draw(1u << 30) / (double)(1u << 30);
}

/* ---- random expressions, as text and as a function ---- */

typedef struct {
  unsigned kind, left, right;
  int number;
} part;

enum { PARTS_MAX = 64 };

typedef struct {
  part parts[PARTS_MAX];
  unsigned count;
} expression;

typedef struct {
  const char *before, *between, *after; /* around the one or two operands */
  unsigned operands;
} shape;

/* The last three have their own kinds: x, y, a number. */
static const shape shapes[] = {{"(", " + ", ")", 2},
                               {"(", " - ", ")", 2},
                               {"(", "*", ")", 2},
                               {"(", "/(1 + (", ")^2))", 2},
                               {"exp(-(", "", ")^2)", 1},
                               {"tanh(", "", ")", 1},
                               {"atan(", "", ")", 1},
                               {"logistic(", "", ")", 1},
                               {"softplus(", "", ")", 1},
                               {"sqrt(1 + (", "", ")^2)", 1},
                               {"log(1 + (", "", ")^2)", 1},
                               {"exp(", "", ")", 1},
                               {"abs(", "", ")", 1},
                               {"x", "", "", 0},
                               {"y", "", "", 0},
                               {"", "", "", 0}};
enum { SHAPES = sizeof shapes / sizeof *shapes, LEAVES = 3 };

static unsigned grow(expression *e, unsigned depth) {
  unsigned kind = depth == 0 ? SHAPES - LEAVES + draw(LEAVES) : draw(SHAPES);
  part p = {.kind = kind, .number = (int)draw(4) + 1};
  if (shapes[kind].operands >= 1)
    p.left = grow(e, depth - 1);
  if (shapes[kind].operands == 2)
    p.right = grow(e, depth - 1);
  e->parts[e->count] = p;
  return e->count++;
}

static void print(ab_text *text, const expression *e, unsigned i) {
  const part *p = &e->parts[i];
  const shape *s = &shapes[p->kind];
  ab_text_add(text, s->before);
  if (p->kind == SHAPES - 1)
    ab_text_printf(text, "%d", p->number);
  if (s->operands >= 1)
    print(text, e, p->left);
  ab_text_add(text, s->between);
  if (s->operands == 2)
    print(text, e, p->right);
  ab_text_add(text, s->after);
}

static double value(const expression *e, unsigned i, const double *x) {
  const part *p = &e->parts[i];
  unsigned operands = shapes[p->kind].operands;
  double a = operands >= 1 ? value(e, p->left, x) : 0,
         b = operands == 2 ? value(e, p->right, x) : 0;
  double of[SHAPES] = {a + b,
                       a - b,
                       a * b,
                       a / (1 + b * b),
                       exp(-a * a),
                       tanh(a),
                       atan(a),
                       1 / (1 + exp(-a)),
                       0,
                       sqrt(1 + a * a),
                       log(1 + a * a),
                       exp(a),
                       fabs(a),
                       x[0],
                       x[1],
                       p->number};
  of[8] = a > 30 ? a : log1p(exp(a));
  return of[p->kind];
}

/* ---- domains ---- */

typedef struct {
  const char *text;
  double lo, hi;
} range;

static const range ranges[] = {{"[-inf, inf]", -INFINITY, INFINITY}, {"[0, inf]", 0, INFINITY},
                               {"[-inf, 1]", -INFINITY, 1},          {"[1/2, inf]", .5, INFINITY},
                               {"[-7, inf]", -7, INFINITY},          {"[-2, 3]", -2, 3}};

static double sample(const range *r) {
  double far = exp(12 * uniform() - 4) * (draw(2) ? 1 : -1);
  double lo = isinf(r->lo) ? -1e9 : r->lo, hi = isinf(r->hi) ? 1e9 : r->hi;
  if (!isinf(r->lo) && !isinf(r->hi))
    return lo + (hi - lo) * uniform();
  double x = (isinf(r->lo) ? (isinf(r->hi) ? 0 : r->hi) : r->lo) + far;
  return fmin(fmax(x, lo), hi);
}

static double least_value(const expression *e, const range *x, const range *y) {
  double least = INFINITY;
  for (unsigned n = 0; n < SAMPLES; n++) {
    double at[2] = {sample(x), sample(y)};
    double here = value(e, e->count - 1, at);
    if (here < least)
      least = here;
  }
  return least;
}

static ending end_of_bound(const expression *e, const range *x, const range *y, double bound) {
  problem p = {0};
  ab_text_printf(&p.text,
                 "problem u {\nvariables x, y;\ndomain { x in %s; y in %s; }\nclaim clause { ",
                 x->text, y->text);
  print(&p.text, e, e->count - 1);
  ab_text_printf(&p.text, " >= %.6f; }\n}\n", bound);
  return end_of(&p, NULL);
}

static void bounds_above_the_least_value_are_never_proved(void **unused) {
  (void)unused;
  unsigned proved = 0, refuted = 0, tried = 0;
  for (unsigned n = 0; n < ROUNDS; n++) {
    expression e = {.count = 0};
    grow(&e, DEPTH);
    const range *x = &ranges[draw(5)], *y = &ranges[draw(6)];
    double least = least_value(&e, x, y), margin = 0.05 * (1 + fabs(least));
    if (!(fabs(least) < 1e6))
      continue;
    tried++;
    ending above = end_of_bound(&e, x, y, least + margin);
    assert_int_not_equal(above, PROVED);
    refuted += above == REFUTED;
    proved += end_of_bound(&e, x, y, least - margin) == PROVED;
  }
  print_message("%u bounds: %u proved below, %u refuted above\n", tried, proved, refuted);
  assert_true(tried > ROUNDS / 3 && 3 * proved > tried && 3 * refuted > tried);
}

/* With equality in the limit alone, because of tails; and the same with the sign or the function
 * that makes it false. */
static void strict_in_the_limit_is_decided(void **unused) {
  (void)unused;
  static const struct {
    const char *claim;
    bool holds;
  } cases[] = {
      {"tanh(x) < 1", true},
      {"logistic(-x) > 0", true},
      {"exp(-x) > 0", true},
      {"x < softplus(x)", true},
      {"1 - tanh(x)^2 > 0", true},
      {"exp(-x^2)/2 != 0", true},
      {"1 <= tanh(x)", false},
      {"tanh(x) < 1 - exp(-x)", false},
      {"1 - tanh(x) > exp(-2*x)*2", false}, /* 2/(exp(2 x) + 1) is smaller */
      {"tanh(x) < 1 - 1/10^9", false},
      {"exp(-x) > 1/10^9", false},
      {"softplus(x) < x", false},
      {"1 - tanh(x) + 0/(x - 50) > 0", false}, /* undefined at 50 */
      {"0*exp(-x) > 0", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char body[256];
    snprintf(body, sizeof body, "variables x; domain { x in [0, inf]; } claim clause { %s; }",
             cases[i].claim);
    ending end = end_of_text(body);
    if ((end == PROVED) != cases[i].holds)
      fail_msg("%s: %d", cases[i].claim, (int)end);
  }
}

/* A radius below a finite end does not cover the domain. */
static void forged_radius_is_refused(void **unused) {
  (void)unused;
  problem p = {0};
  ab_proof proof;
  ab_text_add(&p.text, "problem u { variables x; domain { x in [7, inf]; } "
                       "claim clause { x^2 > 48; } }");
  assert_int_equal(end_of(&p, &proof), PROVED);
  ab_text_add(&p.text, "problem u { variables x; domain { x in [7, inf]; } "
                       "claim clause { x^2 > 48; } }");
  problem_read(&p);
  ab_witness *witness = &proof.certificate.witness;
  ab_error error;
  assert_int_equal(
      p.statement.condition->verify(&p.statement, AB_CERTIFICATE_PROOF, witness, &error), AB_OK);
  for (int radius = -1; radius <= 6; radius++) {
    mpq_set_si(witness->choices[0].values[0], radius, 1);
    assert_int_equal(
        p.statement.condition->verify(&p.statement, AB_CERTIFICATE_PROOF, witness, &error),
        AB_NOT_VERIFIED);
  }
  ab_proof_clear(&proof);
  problem_clear(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bounds_above_the_least_value_are_never_proved),
      cmocka_unit_test(strict_in_the_limit_is_decided),
      cmocka_unit_test(forged_radius_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

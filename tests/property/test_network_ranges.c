/* SPDX-License-Identifier: MIT
 * The bounds that the arguments about one unit rest on, with enclosures of the outputs so wide that
 * each end matters: ranges of t against the roots of the polynomials, found on a grid, w0 and
 * |w0|^2 against those of outputs inside. */
#include "narrow_statement.h"

#include "condition/network_one_unit.h"
#include "condition/network_sector.h"
#include "family/network_sector.h"

#include <math.h>

enum { GRID = 20000, HALVINGS = 60 };

typedef struct {
  double least, most;
} range;

/* Adds the positive roots of t^4 - v t^3 + q t - square to the range. */
static void add_roots(range *roots, double v, double q, double square) {
  double last = NAN;
  for (int n = 0; n <= GRID; n++) {
    double t = 1e-2 * pow(1e4, (double)n / GRID);
    double value = t * t * t * (t - v) + q * t - square;
    if (value == 0 || (last < 0) != (value < 0)) {
      roots->least = n > 0 ? fmin(roots->least, t) : roots->least;
      roots->most = n > 0 ? fmax(roots->most, t) : roots->most;
    }
    last = value;
  }
}

/* Whether a range of t is accepted, of something. */
typedef bool judgement(const void *of, mpq_t lo, mpq_t hi);

static bool accepts(judgement *judge, const void *of, double lo, double hi) {
  mpq_t a, b;
  mpq_inits(a, b, NULL);
  mpq_set_d(a, lo);
  mpq_set_d(b, hi);
  bool good = judge(of, a, b);
  mpq_clears(a, b, NULL);
  return good;
}

/* The smallest range that is accepted, by halving. */
static range accepted(judgement *judge, const void *of) {
  double lo[] = {1e-3, 10}, hi[] = {1e-2, 1e3};
  assert_true(accepts(judge, of, lo[0], hi[1]));
  for (int n = 0; n < HALVINGS; n++) {
    double low = (lo[0] + lo[1]) / 2, high = (hi[0] + hi[1]) / 2;
    lo[accepts(judge, of, low, 1e3) ? 0 : 1] = low;
    hi[accepts(judge, of, 1e-3, high) ? 1 : 0] = high;
  }
  return (range){lo[0], hi[1]};
}

static void assert_holds(judgement *judge, const void *of, range roots) {
  range least = accepted(judge, of);
  double step = pow(1e4, 2.0 / GRID);
  if (!(least.least <= roots.least * step && least.most * step >= roots.most))
    fail_msg("[%g, %g] is accepted, roots are in [%g, %g]", least.least, least.most, roots.least,
             roots.most);
}

/* Bounds of |v|, |w.a| and |w.e|. */
static const double sizes[][3] = {{1.25, 2, 1.5}, {0, 0, 0}, {3, 0.25, 4}, {0.5, 4, 0.125}};

enum { SIZES = sizeof sizes / sizeof *sizes };

typedef struct {
  const stated *s;
  const ab_narrow_sector *sector;
  const double *size;
} sector_question;

static bool judge_sector(const void *of, mpq_t lo, mpq_t hi) {
  const sector_question *question = of;
  mpq_t v, alpha, omega;
  mpq_inits(v, alpha, omega, NULL);
  mpq_set_d(v, question->size[0]);
  mpq_set_d(alpha, question->size[1]);
  mpq_set_d(omega, question->size[2]);
  bool good = ab_sector_holds_t(question->sector, &question->s->witness, lo, hi, v, alpha, omega);
  mpq_clears(v, alpha, omega, NULL);
  return good;
}

/* a = (1, 1/2); the other points, (-1, 1) and (-3/4, -1), leave of w.(-1/2, 1) = u and w.a = c what
 * their products with w allow, -c + .. */
static range roots_of_sector(const ab_narrow_sector *sector, const double *c, const double *size) {
  range roots = {INFINITY, 0};
  double a = mpq_get_d(sector->a_square), e = mpq_get_d(sector->e_square);
  double ends[] = {0, mpq_get_d(sector->lo), mpq_get_d(sector->hi)};
  assert_true(sector->has_lo && sector->has_hi && ends[1] < 0 && ends[2] > 0);
  for (int n = 0; n < 2; n++)
    for (int end = 0; end < 3; end++)
      for (int signs = 0; signs < 8; signs++) {
        double v = signs & 1 ? size[0] : -size[0], alpha = signs & 2 ? size[1] : -size[1];
        double omega = signs & 4 ? size[2] : -size[2], tau = ends[end];
        double w0[] = {c[n] / sqrt(a), tau * c[n] / sqrt(e)}; /* along a and e */
        add_roots(&roots, v, w0[0] * alpha / sqrt(a) + w0[1] * omega / sqrt(e),
                  w0[0] * w0[0] + w0[1] * w0[1]);
      }
  return roots;
}

static void ranges_in_a_sector_hold_every_root(void **state) {
  (void)state;
  for (size_t n = 0; n < 2 * SIZES; n++) {
    stated s;
    ab_narrow_sector sector;
    state_points(&s,
                 "point [1, 1/2] positive 3 negative 1; point [-1, 1] positive 1 negative 1; point "
                 "[-3/4, -1] positive 1 negative 1;",
                 1);
    state_constant(&s, 3, 0, 0.25);
    state_zero(&s);
    state_zero(&s);
    double c[] = {log(3) - 0.25, log(3) + 0.25};
    if (n >= SIZES) { /* the same with v < 0 */
      mpq_set_si(s.witness.choices[AB_NARROW_UNIT].values[0], -1, 1);
      ab_constant *given = &s.witness.constants.items[0];
      mpq_swap(given->lo, given->hi);
      mpq_neg(given->lo, given->lo);
      mpq_neg(given->hi, given->hi);
    }
    ab_narrow_sector_init(&sector, &s.p.statement.network, &s.witness);
    sector_question question = {&s, &sector, sizes[n % SIZES]};
    assert_holds(judge_sector, &question, roots_of_sector(&sector, c, question.size));
    ab_narrow_sector_clear(&sector);
    ab_witness_clear(&s.witness);
    problem_clear(&s.p);
  }
}

typedef struct {
  const ab_one_unit *unit;
  const double *size;
} unit_question;

static bool judge_unit(const void *of, mpq_t lo, mpq_t hi) {
  const unit_question *question = of;
  mpq_t v, q;
  mpq_inits(v, q, NULL);
  mpq_set_d(v, question->size[0]);
  mpq_set_d(q, question->size[1]);
  bool good = ab_one_unit_holds_t(question->unit, lo, hi, v, q);
  mpq_clears(v, q, NULL);
  return good;
}

/* Points (1, 1) and (1, -1): w0 = (c_1 + c_2, c_1 - c_2)/2, the second part around 0. */
static void sizes_of_one_w0_are_enclosed(void **state) {
  (void)state;
  for (size_t n = 0; n < SIZES; n++) {
    stated s;
    ab_one_unit unit;
    range roots = {INFINITY, 0};
    state_points(&s, "point [1, 1] positive 3 negative 1; point [1, -1] positive 3 negative 1;", 2);
    state_constant(&s, 3, 0.0625, 0.25);
    state_constant(&s, 3, 0, 0.25);
    ab_one_unit_init(&unit, &s.p.statement.network, &s.witness);
    for (int k = 0; k < 25; k++) {
      double c[] = {log(3) + 0.0625 + 0.125 * (k % 5 - 2), log(3) + 0.125 * (k / 5 - 2)};
      double w0[] = {(c[0] + c[1]) / 2, (c[0] - c[1]) / 2}, square = w0[0] * w0[0] + w0[1] * w0[1];
      for (size_t l = 0; l < 2; l++)
        assert_true(mpq_get_d(unit.w0_lo[l]) <= w0[l] + 1e-9 &&
                    w0[l] <= mpq_get_d(unit.w0_hi[l]) + 1e-9);
      if (mpq_get_d(unit.square_lo) > square + 1e-9 || mpq_get_d(unit.square_hi) < square - 1e-9)
        fail_msg("|w0|^2 = %g is not in [%g, %g]", square, mpq_get_d(unit.square_lo),
                 mpq_get_d(unit.square_hi));
      for (int signs = 0; signs < 4; signs++)
        add_roots(&roots, signs & 1 ? sizes[n][0] : -sizes[n][0],
                  signs & 2 ? sizes[n][1] : -sizes[n][1], square);
    }
    unit_question question = {&unit, sizes[n]};
    assert_holds(judge_unit, &question, roots);
    ab_one_unit_clear(&unit);
    ab_witness_clear(&s.witness);
    problem_clear(&s.p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ranges_in_a_sector_hold_every_root),
      cmocka_unit_test(sizes_of_one_w0_are_enclosed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

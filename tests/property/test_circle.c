/* SPDX-License-Identifier: MIT
 * Minimisers on a circle against the definition: random noise on functions of the distance from the
 * centre, projections written here. */
#include "box_climb.h"

/* f_1 = k (q - s)^2 + a u + b v, f_2 = k (q - s)^2 - a u - b v + g, (u, v) = x - c, q = |x - c|^2.
 */
typedef struct {
  long k, twice_s, a, b; /* a, b in eighths */
  long centre[2];        /* in halves */
  real lo[2], hi[2];
} ring;

static real value(const ring *r, int i, const real *x, real *slope) {
  real u = x[0] - (real)r->centre[0] / 2, v = x[1] - (real)r->centre[1] / 2;
  real q = u * u + v * v, s = (real)r->twice_s / 2, sign = i ? -1 : 1;
  real a = sign * (real)r->a / 8, b = sign * (real)r->b / 8, k = (real)r->k;
  slope[0] = 4 * k * (q - s) * u + a;
  slope[1] = 4 * k * (q - s) * v + b;
  return k * (q - s) * (q - s) + a * u + b * v + 3;
}

/* The least alpha with beta = alpha - 1, f_i* = 0, at x: <g, x - y> - f(x) + alpha f(y) >= 0. */
static real needed(const void *of, const real *x) {
  const ring *r = of;
  real u = x[0] - (real)r->centre[0] / 2, v = x[1] - (real)r->centre[1] / 2, most = 1;
  real radius = sqrtl((real)r->twice_s / 2), distance = sqrtl(u * u + v * v);
  for (int n = 0; n < (distance == 0 ? 360 : 1); n++) { /* at the centre every point is nearest */
    real angle = distance == 0 ? (real)n / 57 : atan2l(v, u), g[2], unused[2];
    real y[] = {(real)r->centre[0] / 2 + radius * cosl(angle),
                (real)r->centre[1] / 2 + radius * sinl(angle)};
    for (int i = 0; i < 2; i++) {
      real f = value(r, i, x, g), at_y = value(r, i, y, unused);
      most = fmaxl(most, (f - g[0] * (x[0] - y[0]) - g[1] * (x[1] - y[1])) / at_y);
    }
  }
  return most;
}

/* Over the box, and at its point nearest to the centre of the circle. */
static real worst(const ring *r, uint64_t *random) {
  real middle[2];
  for (int j = 0; j < 2; j++)
    middle[j] = fminl(r->hi[j], fmaxl(r->lo[j], (real)r->centre[j] / 2));
  real least = fmaxl(1, needed(r, middle));
  return climb_box(needed, r, r->lo, r->hi, 2, least, 6000, 1e-7L, random);
}

static void write(problem *p, const ring *r, real alpha) {
  *p = (problem){0};
  ab_text_printf(&p->text, "problem ring {\n  variables x, y;\n  function u = x - %ld/2;\n",
                 r->centre[0]);
  ab_text_printf(&p->text, "  function v = y - %ld/2;\n  function g = %ld*(u^2 + v^2 - %ld/2)^2;\n",
                 r->centre[1], r->k, r->twice_s);
  ab_text_printf(&p->text, "  function f1 = g + %ld/8*u + %ld/8*v + 3;\n", r->a, r->b);
  ab_text_printf(&p->text, "  function f2 = g - %ld/8*u - %ld/8*v + 3;\n", r->a, r->b);
  ab_text_printf(&p->text,
                 "  minimizers equations { (x - %ld/2)^2 + (y - %ld/2)^2 = %ld/2; }\n"
                 "  assume infimum;\n  domain { x in [%Lf, %Lf]; y in [%Lf, %Lf]; }\n"
                 "  claim alpha_beta { alpha = %.9Lf; beta = alpha - 1; }\n}\n",
                 r->centre[0], r->centre[1], r->twice_s, r->lo[0], r->hi[0], r->lo[1], r->hi[1],
                 alpha);
}

static void random_rings_hold_what_is_proved(void **state) {
  (void)state;
  uint64_t random = 31;
  int proved = 0, refuted = 0;
  enum { RINGS = 6 };
  for (int n = 0; n < RINGS; n++) {
    ring r = {random_range(&random, 1, 2),
              random_range(&random, 1, 6),
              random_range(&random, -6, 6),
              random_range(&random, -6, 6),
              {random_range(&random, -2, 2), random_range(&random, -2, 2)},
              {0},
              {0}};
    for (int j = 0; j < 2; j++) {
      r.lo[j] = (real)random_range(&random, -12, 4) / 4;
      r.hi[j] = r.lo[j] + (real)random_range(&random, 4, 12) / 4;
    }
    problem p;
    ab_proof proof;
    real least = worst(&r, &random);
    write(&p, &r, 1 + (least - 1) * 1.1L + 0.02L);
    ending above = end_of(&p, NULL);
    assert_true(above == ASSUMED || above == UNKNOWN);
    proved += above == ASSUMED;
    if (least < 1.05L)
      continue;
    real below = 1 + (least - 1) * 0.98L;
    write(&p, &r, below);
    ending end = end_of(&p, &proof);
    assert_true(end == REFUTED || end == UNKNOWN);
    if (end == REFUTED)
      assert_needed(needed, &r, &proof, below);
    refuted += end == REFUTED;
    ab_proof_clear(&proof);
  }
  print_message("%d of %d proved, %d refuted\n", proved, RINGS, refuted);
  assert_true(proved >= RINGS - 1 && refuted >= RINGS / 3);
}

#define RING "variables x, y; domain { x in [-2, 2]; y in [-2, 2]; } "
#define CLAIM "claim alpha_beta { alpha = 1000; beta = 999; }"
#define GROWTH "claim quadratic_growth { mu = 1/1000; }"

static void wrong_circles_are_not_proved(void **state) {
  (void)state;
  assert_int_equal(end_of_text(RING "function f = (x^2 + y^2 - 2)^2; "
                                    "minimizers equations { 3*y^2 = 6 - 3*x^2; } " GROWTH),
                   PROVED);
  static const char *const wrong[] = {
      RING "function f = (x^2 + y^2 - 2)^2; minimizers equations { x^2 + y^2 = 1; } " GROWTH,
      RING "function f = -(x^2 + y^2 - 2)^2; minimizers equations { x^2 + y^2 = 2; } " GROWTH,
      RING "function f = (x^2 + y^2 - 2)^2*(1 + (x - 1/2)^2*y^2*0); infimum { f = 1/100; } "
           "minimizers equations { x^2 + y^2 = 2; } " CLAIM,
      RING "function f = (x^2 + 2*y^2 - 2)^2; minimizers equations { x^2 + y^2 = 2; } " GROWTH,
      RING "function f = (x^2 + y^2 - 2)^2; minimizers equations { x^2 + y^2 = -2; } " GROWTH,
      RING "function f = (x^2 + y^2 - 2)^2; minimizers equations { x^2 + 2*y^2 = 2; } " GROWTH,
      RING "function f = (x^2 + y^2 - 2)^2 + 0*log(x); "
           "minimizers equations { x^2 + y^2 = 2; } " GROWTH,
      RING "function f = (x^2 + y^2 - 2)^2; minimizers equations { x^2 + y^2 = 2; } " CLAIM,
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    if (end_of_text(wrong[i]) == PROVED)
      fail_msg("proved: %s", wrong[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(wrong_circles_are_not_proved),
      cmocka_unit_test(random_rings_hold_what_is_proved),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * Claims whose sharp constant is known, as texts with a place for it. */
#ifndef AB_TESTS_FALSE_CLAIMS_H
#define AB_TESTS_FALSE_CLAIMS_H

/* `sharp` times `slack` is proved; divided by 1 + e it is false for every e > 0. */
typedef struct {
  const char *text;  /* with one %s: the constant, an expression */
  const char *sharp; /* a constant at or below the sharp one */
  const char *slack; /* factor at which the claim is proved */
} claim_form;

#define TWO_LINES                                                                                  \
  "variables x, y; function f1 = (x + y)^2/((x + y)^2 + 1);"                                       \
  "function f2 = (x + y + 1)^2/((x + y + 1)^2 + 1); infimum { f1 = 0; f2 = 0; }"                   \
  "minimizers affine { x + y = -1/2; }"
#define ONE_POINT "point [1] positive 3 negative 1;"
#define SYMMETRIC "family matrix_factorization { X = [[3/2, 1/2], [1/2, 1]]; rank = 1; }"
#define TWIN_BOWLS                                                                                 \
  "variables x, y; function f1 = (x^2 + y^2)/(1 + x^2 + y^2);"                                     \
  "function f2 = ((x - 1)^2 + (y - 1)^2)/(1 + (x - 1)^2 + (y - 1)^2);"                             \
  "infimum { f1 = 0; f2 = 0; } minimizers points auto; domain { x in [-5, 5]; y in [-5, 5]; }"

static const claim_form claim_forms[] = {
    {"variables x; domain { x in [0, 1]; } claim clause { show x*(1 - x) <= %s; }", "1/4",
     "101/100"},
    {"variables x, y; domain { x in [-2, 2]; y in [-2, 2]; }"
     "claim clause { given x^2 + y^2 <= 1; show x*y <= %s; }",
     "1/2", "51/50"},
    {"variables x; domain { x in [-1, 2]; } claim clause { show exp(-x^2) <= %s; }", "1",
     "101/100"},
    {"variables x; domain { x in [-1, 1]; }"
     "claim clause { show 1 <= %s*(abs(x - 1/2) + relu(x + 1/2)); }",
     "1", "101/100"},
    {"variables x; constant r = root(u, u^2 - 2, [1, 2]); domain { x in [0, 3]; }"
     "claim clause { show x*(2*r - x) <= %s; }",
     "2", "101/100"},
    {"variables x; domain { x in [0, inf]; } claim clause { show x/(1 + x) < %s; }", "1", "11/10"},
    {TWO_LINES "domain { x in [-inf, inf]; y in [-inf, inf]; }"
               "claim alpha_beta { alpha = 5/2; beta = %s; }",
     "2", "101/100"},
    {TWIN_BOWLS "claim alpha_beta { alpha = %s; beta = alpha - 1; }", "19.4", "102/100"},
    {SYMMETRIC
     "domain { W in [-1, 1]; S in [-1, 1]; } claim alpha_beta { beta = %s; alpha = beta + 1; }",
     "181.5", "105/100"},
    /* A ball and a tube that hold this box: theorems of other kinds, far from sharp. */
    {SYMMETRIC "domain { ball radius = 2; } claim alpha_beta { beta = %s; alpha = beta + 1; }",
     "181.5", "6"},
    {SYMMETRIC "domain { tube radius = 4; } claim alpha_beta { beta = %s; alpha = beta + 1; }",
     "181.5", "1e4"},
    {"family matrix_factorization { X = [[2, 1], [1, 3]]; rank = 1; }"
     "domain { W in [-2, 2]; S in [-2, 1]; } claim growth { L = %s; }",
     "8", "101/100"},
    {"family two_layer_relu { width = 1; " ONE_POINT " }"
     "domain { W in [-3/2, 3/2]; v in [-3/2, 3/2]; }"
     "claim alpha_beta { alpha = %s; beta = alpha - 1; }",
     "5.9633", "101/100"},
    {"family two_layer_relu { width = 1; " ONE_POINT " }"
     "domain { W in [-inf, inf]; v in [-3/2, inf]; }"
     "claim alpha_beta { alpha = %s; beta = alpha - 1; }",
     "5.9633", "14/10"},
    {"family two_layer_relu { width = 1; " ONE_POINT " }"
     "domain { tube radius = 4; v in [-3/2, 3/2]; }"
     "claim alpha_beta { alpha = %s; beta = alpha - 1; }",
     "5.9633", "21/10"},
    {"family two_layer_relu { width = 4; " ONE_POINT " } domain { W in [-2, 2]; v in [-2, 2]; }"
     "claim alpha_beta { alpha = %s; beta = alpha - 1; }",
     "43606/3875", "101/100"},
    {"variables w, s; function f1 = (w*s - 1/2)^2/2; function f2 = (w*s - 3/2)^2/2;"
     "infimum { f1 = 0; f2 = 0; } minimizers equations { w*s = 1; }"
     "domain { w in [1/2, 2]; s in [1/2, 2]; } claim alpha_beta { alpha = 1 + (%s)/4; beta = alpha "
     "- 1; }",
     "133336/133337", "101/100"},
    {"variables w, s; function f = (w*s - 1)^2/2; minimizers equations { w*s = 1; }"
     "domain { w in [1/2, 2]; s in [1/2, 2]; } claim pl { mu = 1/(%s); }",
     "2", "101/100"},
    {"variables x, y; function f = x^2; minimizers affine { x = 0; }"
     "domain { x in [-1, 1]; y in [-1, 1]; } claim rsi { mu = 2/(%s); }",
     "1", "101/100"},
    {"variables x, y; function f1 = (x^2 + y^2)^2; function f2 = (x^2 + y^2 - 2)^2;"
     "infimum { f1 = 0; f2 = 0; } minimizers equations { x^2 + y^2 = 1; }"
     "domain { x in [-inf, inf]; y in [-inf, inf]; } claim quadratic_growth { mu = 1/(%s); }",
     "1/2", "101/100"},
    {"variables x, y; function f = (x^2 + y^2)/(1 + x^2 + y^2); minimizers at (0, 0);"
     "domain { x in [-3, 3]; y in [-3, 3]; } claim quasar_convexity { theta = 1/(%s); }",
     "19/2", "101/100"},
    {TWIN_BOWLS "claim growth { L = %s; }", "2", "101/100"},
};
enum { CLAIM_FORMS = sizeof claim_forms / sizeof *claim_forms };

/* How far the constant is below the sharp one; the first ones are refuted, too. */
static const char *const false_factors[] = {"2", "1.01", "(1 + 1e-6)", "(1 + 1e-9)"};
enum { FALSE_FACTORS = sizeof false_factors / sizeof *false_factors, REFUTED_FACTORS = 2 };

#endif

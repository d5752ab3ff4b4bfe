/* SPDX-License-Identifier: MIT
 * The clauses about one unit against the definition: at a nearest minimizer their hypotheses hold,
 * it lies in their boxes, and what they conclude is the condition itself. Minimizers by their
 * equations and inequalities in the plane, nearest ones as minima of a function of one variable. */
#include "../prove/compiled_claim.h"
#include "one_unit_climb.h"

#include "prove/literals.h"

enum { SEED = 20251129, SAMPLES = 5000, CASES = 13, LITERALS = 16 };

/* Models whose minimizers have a v of one sign and are on at the point `active`: there
 * alone, all else leaving them some freedom (sector); or such that |v| w is the same for all but
 * for what is orthogonal to all points (one_unit). */
typedef struct {
  const char *argument;
  int sign;
  size_t active;
  model m;
  double w_lo, w_hi, v_lo, v_hi;
} one_unit_case;

static const one_unit_case cases[CASES] = {
    /* w is free in a thin sector that the other points leave, above and below the first one */
    {"sector",
     1,
     0,
     {.k = 1,
      .d = 2,
      .p = 3,
      .x = {{1}, {-0.625, 0.5}, {0.5, -0.5}},
      .a = {12, 1, 1},
      .b = {1, 2, 2}},
     -5,
     5,
     -2,
     6},
    {"sector",
     1,
     1,
     {.k = 1,
      .d = 2,
      .p = 3,
      .x = {{-1.25, -1}, {1, 0.25}, {0.75, 1.5}},
      .a = {1, 20, 1},
      .b = {2, 1, 2}},
     -4,
     4,
     -2,
     5},
    /* with one side, negative outputs */
    {"sector",
     -1,
     0,
     {.k = 1, .d = 2, .p = 2, .x = {{1, 0.5}, {-0.5, 1}}, .a = {1, 3}, .b = {9, 1}},
     -4,
     4,
     -5,
     2},
    {"sector",
     1,
     0,
     {.k = 1,
      .d = 2,
      .p = 3,
      .x = {{1, -1}, {-1, 0.25}, {-0.75, 0.5}},
      .a = {7, 1, 1},
      .b = {1, 1, 3}},
     -3,
     3,
     -3,
     5},
    /* off at the first point in one corner of the domain alone */
    {"sector",
     1,
     0,
     {.k = 1, .d = 2, .p = 2, .x = {{1, 0.5}, {-0.5, 1}}, .a = {9, 1}, .b = {1, 3}},
     0,
     3,
     -2,
     4},
    /* all outputs are attained */
    {"one_unit",
     1,
     0,
     {.k = 1, .d = 2, .p = 2, .x = {{1}, {0.5, 1}}, .a = {3, 2}, .b = {1, 1}},
     -2,
     2,
     -2,
     4},
    {"one_unit",
     -1,
     0,
     {.k = 1, .d = 2, .p = 2, .x = {{1, 0.5}, {-1, 1}}, .a = {1, 1}, .b = {3, 2}},
     -3,
     3,
     -4,
     1},
    {"one_unit",
     1,
     0,
     {.k = 1, .d = 2, .p = 2, .x = {{1, 0.5}, {0.5, 1}}, .a = {3, 4}, .b = {1, 1}},
     0,
     2,
     -1,
     3},
    /* on a line, off at one point */
    {"one_unit",
     1,
     0,
     {.k = 1, .d = 2, .p = 2, .x = {{1, 0.5}, {-0.5, -0.25}}, .a = {3, 2}, .b = {1, 3}},
     -2,
     2,
     -2,
     4},
    {"one_unit",
     -1,
     1,
     {.k = 1, .d = 2, .p = 2, .x = {{0.5, -0.25}, {-1, 0.5}}, .a = {3, 1}, .b = {2, 5}},
     -2,
     2,
     -3,
     1},
    /* several bounds of a kind */
    {"sector",
     1,
     0,
     {.k = 1,
      .d = 2,
      .p = 4,
      .x = {{1}, {-1, 1}, {-0.5, -1}, {-1, -1.25}},
      .a = {9, 1, 1, 1},
      .b = {1, 2, 2, 2}},
     -2,
     3,
     -2,
     4},
    /* a plane of space, and a domain beside the origin */
    {"one_unit",
     1,
     0,
     {.k = 1, .d = 3, .p = 2, .x = {{1, 0.25, -0.5}, {0.5, 1, 0.75}}, .a = {3, 4}, .b = {1, 1}},
     -1,
     2,
     -1,
     3},
    {"one_unit",
     1,
     0,
     {.k = 1, .d = 2, .p = 2, .x = {{1, 0.5}, {-0.5, -0.25}}, .a = {3, 2}, .b = {1, 3}},
     0,
     2,
     -2,
     4},
};

typedef struct {
  const one_unit_case *of;
  double z[POINTS]; /* the outputs log(a/b) asked for, turned */
} minimizers;

static bool is_free(const one_unit_case *c) {
  return strcmp(c->argument, "sector") == 0;
}

static bool is_line(const model *m) {
  double aa = dot(m, m->x[0], m->x[0]), ab = dot(m, m->x[0], m->x[1]);
  return fabs(aa * dot(m, m->x[1], m->x[1]) - ab * ab) < 1e-12;
}

/* out = the combination of the points whose products with them are c; if all points are on a line,
 * with the active one. */
static void combine(double *out, const minimizers *s, const double *c) {
  const model *m = &s->of->m;
  const double *a = m->x[s->of->active];
  if (!is_line(m)) {
    solve(out, m, c);
    return;
  }
  for (size_t l = 0; l < m->d; l++)
    out[l] = c[s->of->active] * a[l] / dot(m, a, a);
}

/* w.x_i = z_i/t at all points. */
static void attain(parameters *y, const minimizers *s, double t) {
  const model *m = &s->of->m;
  double change[FEATURES], c[POINTS];
  for (size_t i = 0; i < m->p; i++)
    c[i] = s->z[i] / t - dot(m, y->w[0], m->x[i]);
  combine(change, s, c);
  for (size_t l = 0; l < m->d; l++)
    y->w[0][l] += change[l];
}

/* In the plane: w.x_i = z_i/t at the active point, w.x_i <= 0 at the others. */
static void enter_sector(parameters *y, const minimizers *s, double t) {
  const model *m = &s->of->m;
  const double *a = m->x[s->of->active], *w = y->w[0];
  double norm = dot(m, a, a), along = s->z[s->of->active] / t;
  double foot[] = {along * a[0] / norm, along * a[1] / norm}; /* w = foot + u (-a_2, a_1) */
  double u = (w[1] * a[0] - w[0] * a[1]) / norm, lo = -INFINITY, hi = INFINITY;
  for (size_t i = 0; i < m->p; i++) {
    double slope = m->x[i][1] * a[0] - m->x[i][0] * a[1], end = -dot(m, foot, m->x[i]) / slope;
    if (slope < -1e-12)
      lo = fmax(lo, end);
    if (slope > 1e-12)
      hi = fmin(hi, end);
  }
  assert_true(lo <= hi);
  u = fmin(fmax(u, lo), hi);
  y->w[0][0] = foot[0] - u * a[1];
  y->w[0][1] = foot[1] + u * a[0];
}

static double minimizer(parameters *y, const void *of, const parameters *x, double t) {
  const minimizers *s = of;
  *y = *x;
  y->v[0] = s->of->sign * t;
  if (is_free(s->of))
    enter_sector(y, s, t);
  else
    attain(y, s, t);
  return pow(distance(&s->of->m, x, y), 2);
}

/* e: the first point that is no multiple of a, without its part along a. */
static void across(double *e, const model *m, const double *a) {
  for (size_t i = 0; i < m->p; i++) {
    double share = dot(m, m->x[i], a) / dot(m, a, a);
    for (size_t l = 0; l < 2; l++)
      e[l] = m->x[i][l] - share * a[l];
    if (fabs(e[0]) + fabs(e[1]) > 1e-9)
      return;
  }
}

/* The variables of the clauses about a point where the unit is on, and the word of the clause. */
static const char *place(double *at, const minimizers *s, const parameters *x, const parameters *y,
                         size_t i) {
  const model *m = &s->of->m;
  const double *w = x->w[0], *a = m->x[s->of->active];
  double t = fabs(y->v[0]), e[FEATURES] = {0}, w0[FEATURES];
  if (!is_free(s->of)) {
    combine(w0, s, s->z);
    at[0] = activation(m, x, i, 0);
    at[1] = dot(m, w0, w);
    at[is_line(m) ? 1 : 2] = t;
    return "on";
  }
  across(e, m, a);
  at[0] = dot(m, w, a);
  at[1] = dot(m, w, e);
  at[2] = t;
  double moved = dot(m, y->w[0], e) - at[1];
  return fabs(moved) < 1e-7 ? "free" : moved > 0 ? "low" : "high";
}

typedef struct {
  compiled_claim compiled;
  ab_literals *literals[64];
} judge;

static void compile_case(judge *j, const one_unit_case *c) {
  char box[128];
  problem p;
  snprintf(box, sizeof box, "W in [%g, %g]; v in [%g, %g];", c->w_lo, c->w_hi, c->v_lo, c->v_hi);
  problem_of_network(&p, &c->m, box, "alpha = 7; beta = 6;");
  *j = (judge){0};
  compile_claim(&j->compiled, p.text.data);
  ab_text_clear(&p.text);
  const ab_witness *w = &j->compiled.witness;
  assert_string_equal(w->choices[w->choice_count - 1].name, c->argument);
  assert_true(j->compiled.clauses.clause_count <= 64);
  for (size_t k = 0; k < j->compiled.clauses.clause_count; k++)
    j->literals[k] = ab_literals_create(&j->compiled.clauses, k, &w->constants);
}

static void judge_clear(judge *j) {
  for (size_t k = 0; k < j->compiled.clauses.clause_count; k++)
    ab_literals_destroy(j->literals[k]);
  compiled_claim_clear(&j->compiled);
}

static size_t clause_named(const judge *j, size_t point, int label, const char *word) {
  char name[64];
  snprintf(name, sizeof name, "point[%zu]:%s:%s", point + 1, label > 0 ? "positive" : "negative",
           word);
  for (size_t k = 0; k < j->compiled.clauses.clause_count; k++)
    if (strcmp(j->compiled.clauses.clauses[k].name, name) == 0)
      return k;
  fail_msg("no clause %s", name);
  return 0;
}

/* Returns whether the clause is that of the free case. At a kink, both clauses are about x. */
static bool judge_sample(judge *j, const minimizers *s, const parameters *x, const parameters *y,
                         size_t i, int label, bool on) {
  const model *m = &s->of->m;
  double at[3], values[LITERALS];
  const char *word = place(at, s, x, y, i);
  if (!on)
    word = "off";
  size_t k = clause_named(j, i, label, word);
  const ab_clause *clause = &j->compiled.clauses.clauses[k];
  const ab_template *t = ab_clause_template(&j->compiled.clauses, clause);
  assert_true(t->literal_count <= LITERALS);
  ab_literals_evaluate(j->literals[k], at, values, NULL);
  double slack =
      1e-3 * (1 + pow(fabs(y->v[0]), -3)); /* of v, found from t, which may be ill-conditioned */
  for (size_t n = 0; n < t->variable_count; n++)
    if (at[n] < mpq_get_d(clause->lo[n]) - 1e-6 || at[n] > mpq_get_d(clause->hi[n]) + 1e-6)
      fail_msg("%s: %s = %g is outside", clause->name, t->variables[n], at[n]);
  for (size_t n = 0; n + 1 < t->literal_count; n++)
    if (!(values[n] < slack))
      fail_msg("%s: hypothesis %zu does not hold at a nearest minimizer: %g", clause->name, n + 1,
               values[n]);
  double expected = condition_value(m, i, label, x, y, on, 7, 6);
  double found = values[t->literal_count - 1];
  if (!(fabs(found - expected) < slack * (1 + fabs(expected))))
    fail_msg("%s: T is %g, not %g", clause->name, found, expected);
  return strcmp(word, "free") == 0;
}

/* Farther out than nearest minimizers of one w0 may be: t (v - t) > c/|a|. */
static bool is_far(const minimizers *s, const parameters *x, const parameters *y) {
  const double *a = s->of->m.x[s->of->active], t = fabs(y->v[0]);
  double v = s->of->sign * x->v[0];
  return t * (v - t) > 1.05 * s->z[s->of->active] / sqrt(a[0] * a[0] + a[1] * a[1]);
}

/* Any point of the domain; or one whose nearest minimizer, of some t, may be far out: x is moved
 * from it along a such that t remains stationary. */
static bool random_point(parameters *x, const minimizers *s, uint64_t *random) {
  const one_unit_case *c = s->of;
  *x = (parameters){0};
  x->v[0] = c->v_lo + (c->v_hi - c->v_lo) * (uniform(random) + 1) / 2;
  for (size_t l = 0; l < c->m.d; l++)
    x->w[0][l] = c->w_lo + (c->w_hi - c->w_lo) * (uniform(random) + 1) / 2;
  if (!is_free(c) || uniform(random) < 0)
    return true;
  double t = 1.7 + 1.3 * uniform(random), more = 1.5 + 1.5 * uniform(random);
  parameters y;
  minimizer(&y, s, x, t);
  bool inside = true;
  for (size_t l = 0; l < 2; l++) {
    x->w[0][l] = y.w[0][l] + more * t * t / s->z[c->active] * c->m.x[c->active][l];
    inside = inside && x->w[0][l] >= c->w_lo && x->w[0][l] <= c->w_hi;
  }
  x->v[0] = c->sign * (t + more);
  return inside && x->v[0] >= c->v_lo && x->v[0] <= c->v_hi;
}

/* Of how many samples the clauses are those of the free case, far out. */
static int judge_point(judge *j, const minimizers *s, const parameters *x) {
  const model *m = &s->of->m;
  parameters y = nearest(minimizer, s, x);
  int far = 0;
  for (size_t i = 0; i < m->p; i++)
    for (int label = -1; label <= 1; label += 2) {
      double h = activation(m, x, i, 0);
      if (h >= 0)
        far += judge_sample(j, s, x, &y, i, label, true) && is_far(s, x, &y);
      if (h <= 0)
        judge_sample(j, s, x, &y, i, label, false);
    }
  return far;
}

/* The corners of the box of w lie in the ranges of h and w0.w, which are rounded to 20 bits. */
static void judge_corners(const judge *j, const minimizers *s) {
  const model *m = &s->of->m;
  for (size_t corner = 0; corner < (size_t)1 << m->d; corner++) {
    parameters x = {.v = {1}};
    for (size_t l = 0; l < m->d; l++)
      x.w[0][l] = corner >> l & 1 ? s->of->w_hi : s->of->w_lo;
    for (size_t i = 0; i < m->p; i++) {
      double at[3];
      const char *word = place(at, s, &x, &x, i);
      bool on = activation(m, &x, i, 0) >= 0;
      const ab_clause *clause =
          &j->compiled.clauses.clauses[clause_named(j, i, 1, on ? word : "off")];
      for (size_t n = 0; n < 2 && on && !is_free(s->of) && !is_line(m); n++)
        assert_true(at[n] >= mpq_get_d(clause->lo[n]) - 1e-12 &&
                    at[n] <= mpq_get_d(clause->hi[n]) + 1e-12);
    }
  }
}

static void nearest_minimizers_are_what_the_clauses_are_about(void **state) {
  (void)state;
  uint64_t random = SEED;
  int far = 0;
  print_message("seed %d\n", SEED);
  for (size_t n = 0; n < CASES; n++) {
    const one_unit_case *c = &cases[n];
    minimizers s = {.of = c};
    judge j;
    compile_case(&j, c);
    for (size_t i = 0; i < c->m.p; i++)
      s.z[i] = c->sign * log((double)c->m.a[i] / (double)c->m.b[i]);
    parameters origin = {.v = {(c->v_lo + c->v_hi) / 2}};
    judge_point(&j, &s, &origin);
    judge_corners(&j, &s);
    for (int sample = 0; sample < SAMPLES; sample++) {
      parameters x;
      if (random_point(&x, &s, &random))
        far += judge_point(&j, &s, &x);
    }
    judge_clear(&j);
  }
  print_message("%d in free cases are farther out than for one w0\n", far);
  assert_true(far > 300);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nearest_minimizers_are_what_the_clauses_are_about),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * The clauses about one unit against the definition: at a nearest minimizer their hypotheses hold,
 * it lies in their boxes, and what they conclude is the condition itself. Minimizers by their
 * equations and inequalities in the plane, nearest ones as minima of a function of one variable. */
#include "../prove/compiled_claim.h"
#include "one_unit_climb.h"

#include "prove/literals.h"

enum { SEED = 20251129, SAMPLES = 8000, CASES = 8, LITERALS = 16 };

/* Models of the plane whose minimizers have a v of one sign and are on at the point `active`: there
 * alone, all else leaving them some freedom (sector); or such that |v| w is the same for all but
 * for what is orthogonal to all points (one_unit). */
typedef struct {
  const char *argument;
  int sign;
  size_t active;
  model m;
  double radius, v_lo, v_hi;
} plane_case;

static const plane_case cases[CASES] = {
    /* w is free in a thin sector that the other points leave, above and below the first one */
    {"sector",
     1,
     0,
     {.k = 1, .d = 2, .p = 3, .x = {{1}, {-1.25, 1}, {1, -1}}, .a = {12, 1, 1}, .b = {1, 2, 2}},
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
     4,
     -2,
     5},
    /* with one side, negative outputs */
    {"sector",
     -1,
     0,
     {.k = 1, .d = 2, .p = 2, .x = {{1, 0.5}, {-0.5, 1}}, .a = {1, 3}, .b = {9, 1}},
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
     3,
     -3,
     5},
    /* all outputs are attained */
    {"one_unit",
     1,
     0,
     {.k = 1, .d = 2, .p = 2, .x = {{1}, {0.5, 1}}, .a = {3, 2}, .b = {1, 1}},
     2,
     -2,
     4},
    {"one_unit",
     -1,
     0,
     {.k = 1, .d = 2, .p = 2, .x = {{1, 0.5}, {-1, 1}}, .a = {1, 1}, .b = {3, 2}},
     3,
     -4,
     1},
    /* on a line, off at one point */
    {"one_unit",
     1,
     0,
     {.k = 1, .d = 2, .p = 2, .x = {{1, 0.5}, {-0.5, -0.25}}, .a = {3, 2}, .b = {1, 3}},
     2,
     -2,
     4},
    {"one_unit",
     -1,
     1,
     {.k = 1, .d = 2, .p = 2, .x = {{0.5, -0.25}, {-1, 0.5}}, .a = {3, 1}, .b = {2, 5}},
     2,
     -3,
     1},
};

typedef struct {
  const plane_case *of;
  double z[POINTS]; /* the outputs log(a/b) asked for, turned */
} minimizers;

static bool is_free(const plane_case *c) {
  return strcmp(c->argument, "sector") == 0;
}

/* w for v = sign t: w.x_i = z_i/t at the active point, or where all outputs are attained at all;
 * w.x_i <= 0 where w is free. Points that are multiples of the active one ask for nothing more. */
static double minimizer(parameters *y, const void *of, const parameters *x, double t) {
  const minimizers *s = of;
  const model *m = &s->of->m;
  const double *a = m->x[s->of->active];
  double norm = a[0] * a[0] + a[1] * a[1], along = s->z[s->of->active] / t;
  double w[] = {x->w[0][0], x->w[0][1]};
  double foot[] = {along * a[0] / norm, along * a[1] / norm}; /* w = foot + u (-a_2, a_1) */
  double u = (w[1] * a[0] - w[0] * a[1]) / norm, lo = -INFINITY, hi = INFINITY;
  for (size_t i = 0; i < m->p; i++) {
    double at_foot = foot[0] * m->x[i][0] + foot[1] * m->x[i][1];
    double slope = m->x[i][1] * a[0] - m->x[i][0] * a[1];
    if (fabs(slope) < 1e-12)
      continue;
    double end = ((is_free(s->of) ? 0 : s->z[i] / t) - at_foot) / slope;
    lo = !is_free(s->of) || slope < 0 ? fmax(lo, end) : lo;
    hi = !is_free(s->of) || slope > 0 ? fmin(hi, end) : hi;
  }
  assert_true(lo <= hi + 1e-9);
  u = fmin(fmax(u, lo), hi);
  *y = *x;
  y->v[0] = s->of->sign * t;
  y->w[0][0] = foot[0] - u * a[1];
  y->w[0][1] = foot[1] + u * a[0];
  return distance(m, x, y) * distance(m, x, y);
}

/* e: the first point that is no multiple of a, without its part along a. */
static void across(double *e, const model *m, const double *a) {
  for (size_t i = 0; i < m->p; i++) {
    double share = (m->x[i][0] * a[0] + m->x[i][1] * a[1]) / (a[0] * a[0] + a[1] * a[1]);
    e[0] = m->x[i][0] - share * a[0];
    e[1] = m->x[i][1] - share * a[1];
    if (fabs(e[0]) + fabs(e[1]) > 1e-9)
      return;
  }
}

/* The variables of the clauses about a point where the unit is on, and the word of the clause. */
static const char *place(double *at, const minimizers *s, const parameters *x, const parameters *y,
                         size_t i, size_t variables) {
  const model *m = &s->of->m;
  const double *w = x->w[0], *w_y = y->w[0], *a = m->x[s->of->active], t = fabs(y->v[0]);
  at[variables - 1] = t;
  if (!is_free(s->of)) {
    at[0] = activation(m, x, i, 0);
    if (variables == 3) /* not on a line */
      at[1] = t * (w_y[0] * w[0] + w_y[1] * w[1]);
    return "on";
  }
  double e[2] = {0};
  across(e, m, a);
  at[0] = w[0] * a[0] + w[1] * a[1];
  at[1] = w[0] * e[0] + w[1] * e[1];
  double moved = w_y[0] * e[0] + w_y[1] * e[1] - at[1];
  return fabs(moved) < 1e-7 ? "free" : moved > 0 ? "low" : "high";
}

typedef struct {
  compiled_claim compiled;
  ab_literals *literals[64];
} judge;

static void compile_case(judge *j, const plane_case *c) {
  char box[128];
  problem p;
  snprintf(box, sizeof box, "W in [-%g, %g]; v in [%g, %g];", c->radius, c->radius, c->v_lo,
           c->v_hi);
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

/* Returns whether the clause is that of the free case. */
static bool judge_sample(judge *j, const minimizers *s, const parameters *x, const parameters *y,
                         size_t i, int label) {
  const model *m = &s->of->m;
  double at[3], values[LITERALS];
  /* template 0 of the argument one_unit is `on` */
  size_t variables = is_free(s->of) ? 3 : j->compiled.clauses.templates[0].variable_count;
  const char *word = place(at, s, x, y, i, variables);
  if (activation(m, x, i, 0) < 0)
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
  double expected = condition_value(m, i, label, x, y, 1, 7, 6);
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

static void nearest_minimizers_are_what_the_clauses_are_about(void **state) {
  (void)state;
  uint64_t random = SEED;
  int far = 0;
  print_message("seed %d\n", SEED);
  for (size_t n = 0; n < CASES; n++) {
    const plane_case *c = &cases[n];
    minimizers s = {.of = c};
    judge j;
    compile_case(&j, c);
    for (size_t i = 0; i < c->m.p; i++)
      s.z[i] = c->sign * log((double)c->m.a[i] / (double)c->m.b[i]);
    for (int sample = 0; sample < SAMPLES; sample++) {
      parameters x = {0};
      x.v[0] = c->v_lo + (c->v_hi - c->v_lo) * (uniform(&random) + 1) / 2;
      for (size_t l = 0; l < 2; l++)
        x.w[0][l] = c->radius * uniform(&random);
      parameters y = nearest(minimizer, &s, &x);
      for (size_t i = 0; i < c->m.p; i++)
        for (int label = -1; label <= 1; label += 2)
          far += judge_sample(&j, &s, &x, &y, i, label) && is_far(&s, &x, &y);
    }
    judge_clear(&j);
  }
  print_message("%d in free cases are farther out than for one w0\n", far);
  assert_true(far > 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nearest_minimizers_are_what_the_clauses_are_about),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * The shipped claims about networks without regularisation, sampled from the definition: T at
 * points of the domain and their nearest minimizers, found by descents, with the subgradients 0 and
 * 1 at kinks. The folder with the problems is the first argument. */
#include "base/file.h"
#include "network_problem.h"

enum { SEED = 20251126, SAMPLES = 1500, STARTS = 4, STEPS = 160, WIDTH_MAX = 6 };

static const char *folder;

typedef struct {
  model m;
  double alpha, d, ball, tube; /* radii; 0: none */
  double lo[2], hi[2];         /* of entries of W, of v */
} claim;

/* Not one_unit_two_points, whose minimizers are a curve: test_network_one_unit has the same data.
 */
static const char *const names[] = {
    "ball",         "four_units",    "one_relu",       "one_relu_halfspace",
    "tube",         "one_relu_r3_2",

    "two_points",   "hinge_tube",    "hinge_units",    "squared_two_points",
    "squared_unit", "two_units",     "two_units_plane"};

/* An end of the ranges; those that are infinite at +-3. */
static double end_of(const ab_domain *box, size_t k, int sign) {
  if (ab_domain_is_unbounded_at(box, k, sign))
    return 3 * sign;
  return mpq_get_d(sign < 0 ? box->lo[k] : box->hi[k]);
}

/* A network of width 512 is taken with 6 units: its constant does not depend on the width. */
static void take_claim(claim *c, const ab_statement *statement) {
  const ab_network *n = &statement->network;
  *c = (claim){.m = {.k = n->width < WIDTH_MAX ? n->width : WIDTH_MAX,
                     .d = n->points.columns,
                     .p = n->points.rows,
                     .kind = n->loss == AB_LOSS_SQUARED          ? SQUARED
                             : n->loss == AB_LOSS_SMOOTHED_HINGE ? SMOOTHED_HINGE
                                                                 : LOGISTIC}};
  assert_true(c->m.d <= FEATURES && c->m.p <= POINTS);
  for (size_t i = 0; i < c->m.p; i++) {
    c->m.a[i] = (long)mpq_get_d(n->positive[i]);
    c->m.b[i] = (long)mpq_get_d(n->negative[i]);
    for (size_t l = 0; l < c->m.d; l++)
      c->m.x[i][l] = mpq_get_d(n->points.entries[i * c->m.d + l]);
    if (c->m.kind == SQUARED)
      c->m.a[i] = (long)(n->first_target[i + 1] - n->first_target[i]);
    for (size_t s = 0; s < (size_t)c->m.a[i] && c->m.kind == SQUARED; s++)
      c->m.t[i][s] = mpq_get_d(n->targets[n->first_target[i] + s]);
  }
  set_outputs(&c->m);
  c->alpha = mpq_get_d(ab_statement_constant(statement, 0));
  c->d = c->alpha - mpq_get_d(ab_statement_constant(statement, 1));
  c->ball = n->region.has_ball ? mpq_get_d(n->region.ball) : 0;
  c->tube = n->region.has_tube ? mpq_get_d(n->region.tube) : 0;
  for (int v = 0; v < 2; v++) {
    size_t k = v ? ab_network_v(n, 0) : 0;
    c->lo[v] = end_of(&n->region.box, k, -1);
    c->hi[v] = end_of(&n->region.box, k, 1);
  }
}

static void read_claim(claim *c, const char *name) {
  char path[512];
  ab_error error = {0};
  problem p = {0};
  snprintf(path, sizeof path, "%s/two_layer_relu/%s.abp", folder, name);
  if (ab_file_read(&p.text, path, 1 << 20, &error) != AB_OK)
    fail_msg("%s", error.message);
  problem_read(&p);
  take_claim(c, &p.statement);
  problem_clear(&p);
}

static double clipped(const claim *c, double x, int v) {
  return fmin(fmax(x, c->lo[v]), c->hi[v]);
}

/* v by the least change that makes the outputs z*; the squared distance to x, infinite if the
 * weights cannot make z*. */
static double complete(const model *m, const parameters *x, parameters *y) {
  double a[POINTS][POINTS + 1];
  memcpy(y->v, x->v, sizeof y->v);
  for (size_t i = 0; i < m->p; i++) {
    a[i][m->p] = m->z[i] - output(m, y, i);
    for (size_t n = 0; n < m->p; n++) {
      a[i][n] = 0;
      for (size_t j = 0; j < m->k; j++)
        a[i][n] += fmax(activation(m, y, i, j), 0) * fmax(activation(m, y, n, j), 0);
    }
  }
  for (size_t c = 0; c < m->p; c++) {
    if (!(a[c][c] > 1e-9))
      return INFINITY;
    for (size_t i = 0; i < m->p; i++) {
      double factor = i == c ? 0 : a[i][c] / a[c][c];
      for (size_t n = c; n <= m->p; n++)
        a[i][n] -= factor * a[c][n];
    }
  }
  for (size_t i = 0; i < m->p; i++)
    for (size_t j = 0; j < m->k; j++)
      y->v[j] += a[i][m->p] / a[i][i] * fmax(activation(m, y, i, j), 0);
  return pow(distance(m, x, y), 2);
}

/* Down to a local minimum of the distance, by random steps in W. */
static double descend(const model *m, const parameters *x, parameters *y, double size, int steps,
                      uint64_t *random) {
  double squared = complete(m, x, y);
  for (int s = 0; s < steps; s++) {
    parameters next = *y;
    for (size_t j = 0; j < m->k; j++)
      for (size_t l = 0; l < m->d; l++)
        next.w[j][l] += uniform(random) > 0 ? size * uniform(random) : 0;
    double value = complete(m, x, &next);
    if (value < squared) {
      squared = value;
      *y = next;
      size *= 1.3;
    } else if (isfinite(squared)) {
      size *= 0.93;
    }
  }
  return squared;
}

/* The best of several descents, the first one from `near`. */
static double nearest(parameters *best, const model *m, const parameters *x, const parameters *near,
                      int starts, uint64_t *random) {
  double least = INFINITY;
  for (int n = 0; n < starts || (!isfinite(least) && n < 50); n++) {
    parameters y = n ? *x : *near;
    for (size_t j = 0; j < m->k && n; j++)
      for (size_t l = 0; l < m->d; l++)
        y.w[j][l] += n > 1 ? 2 * uniform(random) : 0;
    double squared = descend(m, x, &y, n ? 1 : 0.05, STEPS, random);
    if (squared < least) {
      least = squared;
      *best = y;
    }
  }
  return sqrt(least);
}

/* A point of box and ball: inside, at the ends of ranges, or with units that are just off. */
static void sample(const claim *c, parameters *x, uint64_t *random) {
  double squared = 0;
  *x = (parameters){0};
  for (size_t j = 0; j < c->m.k; j++) {
    bool kink = uniform(random) > 0.7;
    double reach = c->ball > 0 ? c->ball : 3;
    x->v[j] = clipped(c, reach * 1.3 * uniform(random), 1);
    squared += x->v[j] * x->v[j];
    for (size_t l = 0; l < c->m.d; l++) {
      x->w[j][l] = kink ? 0 : clipped(c, reach * 1.3 * uniform(random), 0);
      squared += x->w[j][l] * x->w[j][l];
    }
  }
  double factor = c->ball > 0 && squared > c->ball * c->ball ? c->ball / sqrt(squared) : 1;
  for (size_t j = 0; j < c->m.k; j++) {
    x->v[j] *= factor;
    for (size_t l = 0; l < c->m.d; l++)
      x->w[j][l] *= factor;
  }
}

/* A point of the tube and a minimizer close to it; false if v gets out of its range. */
static bool sample_tube(const claim *c, parameters *x, parameters *y, uint64_t *random) {
  parameters zero = {0}, step;
  claim whole = *c;
  sample(&whole, y, random);
  parameters free = *y;
  if (!isfinite(complete(&c->m, &free, y)))
    return false;
  sample(&whole, &step, random);
  double factor = c->tube / distance(&c->m, &step, &zero);
  *x = *y;
  for (size_t j = 0; j < c->m.k; j++) {
    x->v[j] += factor * step.v[j];
    if (x->v[j] < c->lo[1] || x->v[j] > c->hi[1])
      return false;
    for (size_t l = 0; l < c->m.d; l++)
      x->w[j][l] += factor * step.w[j][l];
  }
  return true;
}

/* A value near alpha or above it is looked at again after a longer search for the nearest
 * minimizer. */
static double needed_at(const claim *c, const parameters *x, const parameters *near,
                        uint64_t *random) {
  parameters y;
  if (!isfinite(nearest(&y, &c->m, x, near, STARTS, random)))
    return 0;
  double alpha = alpha_at(&c->m, x, &y, c->d);
  if (alpha <= 0.9 * c->alpha)
    return alpha;
  nearest(&y, &c->m, x, &y, 40 * STARTS, random);
  for (int turn = 0; turn < 20; turn++)
    descend(&c->m, x, &y, 1e-3, STEPS, random);
  return alpha_at(&c->m, x, &y, c->d);
}

static void shipped_claims_hold_at_sampled_points(void **state) {
  (void)state;
  uint64_t random = SEED;
  print_message("seed %d\n", SEED);
  for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
    claim c;
    double worst = 0;
    int count = 0;
    read_claim(&c, names[n]);
    for (int s = 0; s < 200 * SAMPLES && count < SAMPLES; s++) {
      parameters x, y;
      if (c.tube > 0 && !sample_tube(&c, &x, &y, &random))
        continue;
      if (!(c.tube > 0)) {
        sample(&c, &x, &random);
        y = x;
      }
      worst = fmax(worst, needed_at(&c, &x, &y, &random));
      count++;
    }
    print_message("%s: %d points, alpha %.4f, needed %.4f\n", names[n], count, c.alpha, worst);
    assert_true(worst <= c.alpha * (1 + 1e-6));
    assert_true(count >= 100 && worst > 0.05 * c.alpha);
  }
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shipped_claims_hold_at_sampled_points),
  };
  if (argc != 2)
    return 2;
  folder = argv[1];
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "prove/network_weights.h"

#include "base/memory.h"
#include "condition/network_argument.h"
#include "num/rational.h"
#include "prove/network_nearest.h"
#include "prove/numeric.h"

#include <math.h>
#include <string.h>

enum { SAMPLES = 160, CHOSEN = 32, WEIGHTS_MAX = 64, UNIT = 32 };
static const double REGRET = 0.1, NEARER = 0.99;

/* Weights of nearest points to a sample of points x, as whole numbers of 1/UNIT. */
typedef struct {
  ab_network_model model;
  size_t size, dimension, count;
  double *x, *weights;
  double *squared; /* [sample * count + candidate] */
} pool;

/* Sample s of the domain: inside, or pressed to its sides. */
static void sample(double *x, size_t s, const double *lo, const double *hi, size_t n) {
  ab_numeric_start(x, s + 1, lo, hi, n);
  for (size_t k = 0; k < n && s % 3; k++) {
    double middle = (lo[k] + hi[k]) / 2, stretched = middle + 1.5 * (x[k] - middle);
    x[k] = fmin(fmax(stretched, lo[k]), hi[k]);
  }
}

static void domain_ends(double *lo, double *hi, const ab_region *region) {
  double radius = region->has_ball ? mpq_get_d(region->ball) : INFINITY;
  for (size_t k = 0; k < region->box.count; k++) {
    bool below = ab_domain_is_unbounded_at(&region->box, k, -1);
    bool above = ab_domain_is_unbounded_at(&region->box, k, 1);
    lo[k] = fmax(below ? -INFINITY : mpq_get_d(region->box.lo[k]), -radius);
    hi[k] = fmin(above ? INFINITY : mpq_get_d(region->box.hi[k]), radius);
  }
}

/* The weights of the nearest point to x, rounded; false if none is found. */
static bool nearest_weights(double *weights, const pool *p, const double *x) {
  double *y = ab_allocate(p->dimension, sizeof *y);
  bool found = isfinite(ab_network_nearest(y, &p->model, x));
  for (size_t l = 0; l < p->size && found; l++)
    weights[l] = round(UNIT * y[l]) / UNIT;
  ab_free(y);
  return found && isfinite(ab_network_distance_with(&p->model, x, weights));
}

static bool is_known(const pool *p, const double *weights) {
  for (size_t c = 0; c < p->count; c++)
    if (memcmp(p->weights + c * p->size, weights, p->size * sizeof *weights) == 0)
      return true;
  return false;
}

static void pool_init(pool *p, const ab_network *network, size_t samples) {
  *p = (pool){.size = network->width * network->points.columns,
              .dimension = network->region.box.count};
  ab_network_model_init(&p->model, network);
  p->x = ab_allocate(samples * p->dimension, sizeof *p->x);
  p->weights = ab_allocate(samples * p->size, sizeof *p->weights);
}

static void pool_clear(pool *p) {
  ab_free(p->squared);
  ab_free(p->weights);
  ab_free(p->x);
  ab_network_model_clear(&p->model);
}

static void pool_fill(pool *p, const ab_network *network) {
  size_t n = p->dimension;
  double *lo = ab_allocate(n, sizeof *lo), *hi = ab_allocate(n, sizeof *hi);
  domain_ends(lo, hi, &network->region);
  for (size_t s = 0; s < SAMPLES; s++) {
    double *next = p->weights + p->count * p->size;
    sample(p->x + s * n, s, lo, hi, n);
    if (nearest_weights(next, p, p->x + s * n) && !is_known(p, next))
      p->count++;
  }
  p->squared = ab_allocate(SAMPLES * p->count, sizeof *p->squared);
  for (size_t s = 0; s < SAMPLES; s++)
    for (size_t c = 0; c < p->count; c++)
      p->squared[s * p->count + c] =
          ab_network_distance_with(&p->model, p->x + s * n, p->weights + c * p->size);
  ab_free(hi);
  ab_free(lo);
}

static size_t best_for(const pool *p, size_t s) {
  size_t best = 0;
  for (size_t c = 1; c < p->count; c++)
    if (p->squared[s * p->count + c] < p->squared[s * p->count + best])
      best = c;
  return best;
}

/* Again and again what is best for the sample that loses most without it. */
static size_t choose(size_t *chosen, const pool *p) {
  double have[SAMPLES];
  for (size_t s = 0; s < SAMPLES; s++)
    have[s] = INFINITY;
  size_t count = 0;
  for (double most = INFINITY; count < CHOSEN && p->count > 0;) {
    size_t sample = 0;
    most = 0;
    for (size_t s = 0; s < SAMPLES; s++) {
      double lost = have[s] - p->squared[s * p->count + best_for(p, s)];
      if (lost > most) {
        most = lost;
        sample = s;
      }
    }
    if (!(most > REGRET))
      break;
    size_t best = best_for(p, sample);
    chosen[count++] = best;
    for (size_t s = 0; s < SAMPLES; s++)
      have[s] = fmin(have[s], p->squared[s * p->count + best]);
  }
  return count;
}

static void set_values(mpq_t *out, const double *weights, size_t size) {
  for (size_t l = 0; l < size; l++)
    mpq_set_d(out[l], weights[l]);
}

void ab_network_weights_add(ab_witness *witness, const ab_network *network) {
  size_t chosen[CHOSEN];
  pool p;
  pool_init(&p, network, SAMPLES);
  pool_fill(&p, network);
  size_t count = choose(chosen, &p);
  ab_choice *choice = ab_witness_add_choice(witness, "weights", count * p.size);
  for (size_t c = 0; c < count; c++)
    set_values(choice->values + c * p.size, p.weights + chosen[c] * p.size, p.size);
  pool_clear(&p);
}

/* The least squared distance from p->x by the weights that the witness has. */
static double distance_now(const pool *p, const ab_choice *choice) {
  double least = INFINITY, *w = ab_allocate(p->size, sizeof *w);
  for (size_t c = 0; c < choice->count; c += p->size) {
    for (size_t l = 0; l < p->size; l++)
      w[l] = mpq_get_d(choice->values[c + l]);
    least = fmin(least, ab_network_distance_with(&p->model, p->x, w));
  }
  ab_free(w);
  return least;
}

static void append(ab_choice *choice, const pool *p) {
  mpq_t *values = ab_rationals_create(choice->count + p->size);
  for (size_t l = 0; l < choice->count; l++)
    mpq_set(values[l], choice->values[l]);
  set_values(values + choice->count, p->weights, p->size);
  ab_rationals_destroy(choice->values, choice->count);
  choice->values = values;
  choice->count += p->size;
}

bool ab_network_weights_extend(ab_witness *witness, const ab_network *network, const mpq_t *x) {
  ab_choice *choice = &witness->choices[AB_NETWORK_ARGUMENT];
  pool p;
  pool_init(&p, network, 1);
  for (size_t k = 0; k < p.dimension; k++)
    p.x[k] = mpq_get_d(x[k]);
  bool good =
      choice->count < WEIGHTS_MAX * p.size && nearest_weights(p.weights, &p, p.x) &&
      ab_network_distance_with(&p.model, p.x, p.weights) < NEARER * distance_now(&p, choice);
  if (good)
    append(choice, &p);
  pool_clear(&p);
  return good;
}

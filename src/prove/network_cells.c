/* SPDX-License-Identifier: MIT */
#include "prove/network_cells.h"

#include "base/memory.h"

#include <lapacke.h>
#include <math.h>
#include <string.h>

enum { STEPS = 60, HALVINGS = 40 };
/* Constraints are quadratic penalties, with these weights one after the other. */
static const double weights[] = {1e1, 1e3, 1e5, 1e7, 1e8};
static const double DAMPING = 1e-10, LONGEST = 8;

void ab_cells_init(ab_cells *cells, const ab_network *network, int sign) {
  size_t p = network->points.rows, d = network->points.columns;
  *cells = (ab_cells){.p = p,
                      .d = d,
                      .x = ab_allocate(p * d, sizeof *cells->x),
                      .a = ab_allocate(p, sizeof *cells->a),
                      .b = ab_allocate(p, sizeof *cells->b)};
  for (size_t l = 0; l < p * d; l++)
    cells->x[l] = mpq_get_d(network->points.entries[l]);
  for (size_t i = 0; i < p; i++) {
    cells->a[i] = mpq_get_d(sign > 0 ? network->positive[i] : network->negative[i]);
    cells->b[i] = mpq_get_d(sign > 0 ? network->negative[i] : network->positive[i]);
  }
}

void ab_cells_clear(ab_cells *cells) {
  ab_free(cells->x);
  ab_free(cells->a);
  ab_free(cells->b);
}

double ab_cells_activation(const ab_cells *cells, const double *theta, size_t i) {
  double sum = 0;
  for (size_t l = 0; l < cells->d; l++)
    sum += theta[l] * cells->x[i * cells->d + l];
  return sum;
}

static double phi(double q) {
  return q > 0 ? log1p(exp(-q)) : log1p(exp(q)) - q;
}

double ab_cells_term(const ab_cells *cells, size_t i, double c) {
  double z = fmax(c, 0);
  return cells->a[i] * phi(z) + cells->b[i] * phi(-z);
}

double ab_cells_slope(const ab_cells *cells, size_t i, double c) {
  return (cells->a[i] + cells->b[i]) / (1 + exp(-c)) - cells->a[i];
}

double ab_cells_curvature(const ab_cells *cells, size_t i, double c) {
  double e = exp(-fabs(c));
  return (cells->a[i] + cells->b[i]) * e / ((1 + e) * (1 + e));
}

double ab_cells_loss(const ab_cells *cells, const double *theta) {
  double sum = 0;
  for (size_t i = 0; i < cells->p; i++)
    sum += ab_cells_term(cells, i, ab_cells_activation(cells, theta, i));
  return sum;
}

/* A convex function of c = c_i: value, slope, curvature. */
typedef struct {
  double value, slope, curvature;
} jet;

static jet at(const ab_cells *cells, size_t i, double c) {
  return (jet){ab_cells_term(cells, i, c), ab_cells_slope(cells, i, c),
               ab_cells_curvature(cells, i, c)};
}

static jet term(const ab_cells *cells, size_t i, int side, double weight, double c) {
  double rho = weight * (cells->a[i] + cells->b[i]);
  jet zero = at(cells, i, 0);
  if (side < 0)
    return c <= 0 ? (jet){zero.value, 0, 0} : (jet){zero.value + rho * c * c / 2, rho * c, rho};
  if (side > 0)
    return c >= 0 ? at(cells, i, c)
                  : (jet){zero.value + zero.slope * c + rho * c * c / 2, zero.slope + rho * c, rho};
  if (zero.slope <= 0) { /* least at log(a/b) >= 0, and as small before */
    double best = log(cells->a[i] / cells->b[i]);
    return c > best ? at(cells, i, c) : (jet){ab_cells_term(cells, i, best), 0, 0};
  }
  double width = zero.slope / rho;
  if (c <= width)
    return c <= 0 ? (jet){zero.value, 0, 0} : (jet){zero.value + rho * c * c / 2, rho * c, rho};
  jet shifted = at(cells, i, c - width);
  shifted.value += rho * width * width / 2;
  return shifted;
}

/* The sum of all terms; with its gradient and the matrix of second derivatives, if asked for. */
static double sum_of(const ab_cells *cells, const int *side, double weight, const double *theta,
                     double *gradient, double *hessian) {
  size_t d = cells->d;
  double sum = 0;
  if (gradient) {
    memset(gradient, 0, d * sizeof *gradient);
    memset(hessian, 0, d * d * sizeof *hessian);
  }
  for (size_t i = 0; i < cells->p; i++) {
    jet own = term(cells, i, side[i], weight, ab_cells_activation(cells, theta, i));
    const double *x = cells->x + i * d;
    sum += own.value;
    for (size_t l = 0; l < d && gradient; l++) {
      gradient[l] += own.slope * x[l];
      for (size_t m = 0; m < d; m++)
        hessian[l * d + m] += own.curvature * x[l] * x[m];
    }
  }
  return sum;
}

/* step = -hessian^-1 gradient, damped, not too long. */
static bool newton_step(double *step, double *hessian, const double *gradient, size_t d) {
  double trace = 0, length = 0;
  for (size_t l = 0; l < d; l++)
    trace += hessian[l * d + l];
  for (size_t l = 0; l < d; l++) {
    hessian[l * d + l] += DAMPING * (1 + trace);
    step[l] = -gradient[l];
  }
  if (LAPACKE_dposv(LAPACK_ROW_MAJOR, 'L', (lapack_int)d, 1, hessian, (lapack_int)d, step, 1) != 0)
    return false;
  for (size_t l = 0; l < d; l++)
    length += step[l] * step[l];
  double factor = fmin(1, LONGEST / sqrt(length + 1e-300));
  for (size_t l = 0; l < d; l++)
    step[l] *= factor;
  return isfinite(length);
}

/* Whether a part of the step makes the sum smaller; then it is made. */
static bool descend(const ab_cells *cells, const int *side, double weight, double *theta,
                    const double *step, double *trial, double value) {
  double size = 1;
  for (int n = 0; n < HALVINGS; n++, size /= 2) {
    for (size_t l = 0; l < cells->d; l++)
      trial[l] = theta[l] + size * step[l];
    if (sum_of(cells, side, weight, trial, NULL, NULL) < value) {
      memcpy(theta, trial, cells->d * sizeof *theta);
      return true;
    }
  }
  return false;
}

void ab_cells_solve(const ab_cells *cells, const int *side, double *theta, double *slopes) {
  size_t d = cells->d;
  double *gradient = ab_allocate(d * (d + 3), sizeof *gradient), *step = gradient + d,
         *trial = step + d, *hessian = trial + d;
  double weight = 0;
  for (size_t w = 0; w < sizeof weights / sizeof *weights; w++) {
    weight = weights[w];
    bool moves = true;
    for (int n = 0; n < STEPS && moves; n++) {
      double value = sum_of(cells, side, weight, theta, gradient, hessian);
      moves = newton_step(step, hessian, gradient, d) &&
              descend(cells, side, weight, theta, step, trial, value);
    }
  }
  for (size_t i = 0; i < cells->p; i++)
    slopes[i] = term(cells, i, side[i], weight, ab_cells_activation(cells, theta, i)).slope;
  ab_free(gradient);
}

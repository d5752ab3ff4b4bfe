/* SPDX-License-Identifier: MIT */
#include "prove/functions_refutation.h"

#include "base/memory.h"
#include "condition/functions_compile.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "prove/level_witness.h"
#include "prove/short_point.h"
#include "real/identity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A point of the domain with the given coordinate c across a hyperplane a.x = b: y_0 + c a, moved
 * along the hyperplane into the box by filling up coordinate after coordinate. */
static bool lift_across(mpq_t *x, const ab_functions *whole, const mpq_t c) {
  size_t d = whole->variable_count;
  mpq_t rest, term;
  mpq_inits(rest, term, NULL);
  mpq_set(rest, whole->offset[0]); /* a.x has to be b + c |a|^2 */
  for (size_t j = 0; j < d; j++) {
    mpq_mul(term, whole->matrix[j], whole->matrix[j]);
    mpq_mul(term, term, c);
    mpq_add(rest, rest, term);
  }
  for (size_t j = 0; j < d; j++) { /* start in the middle, or near 0 where an end is infinite */
    bool below = ab_domain_is_unbounded_at(&whole->domain, j, -1);
    bool above = ab_domain_is_unbounded_at(&whole->domain, j, 1);
    mpq_add(x[j], whole->domain.lo[j], whole->domain.hi[j]);
    if (!below && !above)
      mpq_div_2exp(x[j], x[j], 1);
    mpq_mul(term, whole->matrix[j], x[j]);
    mpq_sub(rest, rest, term);
  }
  for (size_t j = 0; j < d && mpq_sgn(rest) != 0; j++) {
    if (mpq_sgn(whole->matrix[j]) == 0)
      continue;
    mpq_div(term, rest, whole->matrix[j]);
    mpq_add(term, term, x[j]);
    ab_point_clip(term, &whole->domain, j);
    mpq_sub(x[j], term, x[j]);
    mpq_mul(x[j], x[j], whole->matrix[j]);
    mpq_sub(rest, rest, x[j]);
    mpq_set(x[j], term);
  }
  bool good = mpq_sgn(rest) == 0;
  mpq_clears(rest, term, NULL);
  return good;
}

/* A point of the domain with nearly the given coordinates c across M = {A x = b}, in doubles: in
 * turn onto {x: c(x) = c}, by A' (c - c(x)), and into the box. */
static void approach_across(mpq_t *x, const ab_functions *whole, const mpq_t *c) {
  enum { ROUNDS = 2000 };
  size_t d = whole->variable_count, m = whole->equation_count;
  double *step = ab_allocate(m, sizeof *step), *place = ab_allocate(d, sizeof *place);
  for (size_t round = 0; round < ROUNDS; round++) {
    for (size_t j = 0; j < d; j++) {
      mpq_set_d(x[j], place[j]);
      ab_point_clip(x[j], &whole->domain, j);
      place[j] = mpq_get_d(x[j]);
    }
    mpq_t *at = ab_functions_coordinates(whole->across, (const mpq_t *)x);
    double off = 0;
    for (size_t a = 0; a < m; a++) {
      step[a] = mpq_get_d(c[a]) - mpq_get_d(at[a]);
      off = fmax(off, fabs(step[a]));
    }
    ab_rationals_destroy(at, m);
    if (off < 1e-15)
      break;
    for (size_t j = 0; j < d; j++)
      for (size_t a = 0; a < m; a++)
        place[j] += mpq_get_d(whole->matrix[a * d + j]) * step[a];
  }
  ab_free(step);
  ab_free(place);
}

/* For a curve, x from the coordinates (u, w) of a clause about it: x_u = u + N G/a^3, x_v = w
 * (docs/theory/curves.md, section 3). false if a(u) = 0. */
static bool leave_curve(mpq_t *x, const ab_functions *f, const mpq_t *foot) {
  const ab_curve *curve = &f->curve;
  ab_graph *graph = ab_graph_create();
  ab_expr u = ab_graph_constant(graph, foot[0]), w = ab_graph_constant(graph, foot[1]), point[2];
  point[curve->u] = u;
  point[curve->v] = ab_graph_integer(graph, 0);
  ab_expr a = ab_substitute(graph, f->graph, curve->a, point);
  ab_expr c = ab_substitute(graph, f->graph, curve->c, point);
  ab_expr slope_a = ab_partial(f->graph, curve->a, curve->u, 2, 0);
  ab_expr slope_c = ab_partial(f->graph, curve->c, curve->u, 2, 0);
  slope_a = ab_substitute(graph, f->graph, slope_a, point);
  slope_c = ab_substitute(graph, f->graph, slope_c, point);
  ab_expr n = ab_build_sub(graph, ab_build_mul(graph, slope_c, a), ab_build_mul(graph, c, slope_a));
  ab_expr g = ab_build_add(graph, ab_build_mul(graph, a, w), c);
  ab_expr across = ab_build_div(graph, ab_build_mul(graph, n, g), ab_build_pow(graph, a, 3));
  bool good = ab_identical_to_rational(graph, ab_build_add(graph, u, across), x[curve->u]);
  ab_graph_destroy(graph);
  mpq_set(x[curve->v], foot[1]);
  return good;
}

/* For a circle, x from angle and distance, in doubles. */
static bool leave_circle(mpq_t *x, const ab_functions *f, const char *clause) {
  ab_domain box;
  ab_polar_domain(&box, &f->circle, &f->domain);
  bool good = ab_point_leave_chart(x, &box, clause);
  ab_domain_clear(&box);
  double angle = mpq_get_d(x[0]), distance = mpq_get_d(x[1]);
  for (size_t j = 0; j < 2 && good; j++) {
    mpq_set_d(x[j], distance * (j ? sin(angle) : cos(angle)));
    mpq_add(x[j], x[j], f->circle.centre[j]);
    ab_point_clip(x[j], &f->domain, j);
  }
  return good;
}

bool ab_functions_refutation_make(ab_witness *witness, const ab_functions *family,
                                  const ab_witness *attempt, const char *clause, const mpq_t *point,
                                  unsigned slack) {
  const ab_functions *whole = family->whole ? family->whole : family;
  size_t d = family->variable_count;
  ab_witness_copy(witness, attempt);
  if (ab_functions_is_fact(clause))
    return false;
  mpq_t *local = ab_rationals_create(d);
  for (size_t k = 0; k < d; k++)
    mpq_set(local[k], point[k]);
  if (family->minimizers == AB_MINIMIZERS_LEVEL) {
    ab_level_leave(local, witness, family, clause, point, slack);
    for (size_t k = 0; k < d; k++)
      ab_point_clip(local[k], &family->domain, k);
  }
  bool on_curve = family->minimizers == AB_MINIMIZERS_CURVE && strcmp(clause, "bound") != 0;
  bool good = !on_curve || leave_curve(local, family, point);
  if (family->minimizers == AB_MINIMIZERS_CIRCLE)
    good = leave_circle(local, family, clause);
  ab_choice *choice = ab_witness_add_choice(witness, "point", whole->variable_count);
  good = good && (family->minimizers == AB_MINIMIZERS_CIRCLE ||
                  ab_point_leave_chart(local, &family->domain, clause));
  if (good && family->whole && d > 1) {
    approach_across(choice->values, whole, (const mpq_t *)local);
    ab_point_shorten(choice->values, &whole->domain, slack);
  } else if (good && family->whole) {
    ab_domain line = family->domain;
    ab_point_shorten(local, &line, slack);
    good = lift_across(choice->values, whole, local[0]);
  } else if (good) {
    for (size_t k = 0; k < d; k++)
      mpq_set(choice->values[k], local[k]);
    ab_point_shorten(choice->values, &whole->domain, slack);
  }
  ab_rationals_destroy(local, d);
  return good;
}

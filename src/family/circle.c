/* SPDX-License-Identifier: MIT */
#include "family/circle.h"

#include "base/memory.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "real/identity.h"

/* The values of the second derivatives and, at 0, of the first ones and of g, if g is such a
 * multiple. */
static bool read_coefficients(ab_graph *graph, ab_expr g, mpq_t second, mpq_t *slopes, mpq_t at_0) {
  ab_expr origin[] = {ab_graph_integer(graph, 0), ab_graph_integer(graph, 0)};
  mpq_t other;
  mpq_init(other);
  ab_expr first[] = {ab_partial(graph, g, 0, 2, 0), ab_partial(graph, g, 1, 2, 0)};
  bool good = ab_identical_to_rational(graph, ab_partial(graph, first[0], 0, 2, 0), second) &&
              ab_identical_to_rational(graph, ab_partial(graph, first[1], 1, 2, 0), other) &&
              mpq_equal(second, other) && mpq_sgn(second) != 0 &&
              ab_identical_to_rational(graph, ab_partial(graph, first[0], 1, 2, 0), other) &&
              mpq_sgn(other) == 0;
  for (size_t j = 0; j < 2 && good; j++)
    good =
        ab_identical_to_rational(graph, ab_substitute(graph, graph, first[j], origin), slopes[j]);
  good = good && ab_identical_to_rational(graph, ab_substitute(graph, graph, g, origin), at_0);
  mpq_clear(other);
  return good;
}

bool ab_circle_find(ab_circle *out, ab_graph *graph, ab_expr g) {
  mpq_t second, at_0, term;
  mpq_t *slopes = ab_rationals_create(2);
  mpq_inits(second, at_0, term, NULL);
  mpq_inits(out->centre[0], out->centre[1], out->square, NULL);
  out->is_set = true;
  bool good = read_coefficients(graph, g, second, slopes, at_0);
  for (size_t j = 0; j < 2 && good; j++) { /* c = -slope/second, q = |c|^2 - 2 g(0)/second */
    mpq_div(out->centre[j], slopes[j], second);
    mpq_neg(out->centre[j], out->centre[j]);
    mpq_mul(term, out->centre[j], out->centre[j]);
    mpq_add(out->square, out->square, term);
  }
  if (good) {
    mpq_div(term, at_0, second);
    mpq_mul_2exp(term, term, 1);
    mpq_sub(out->square, out->square, term);
    good = mpq_sgn(out->square) > 0;
  }
  mpq_clears(second, at_0, term, NULL);
  ab_rationals_destroy(slopes, 2);
  if (!good)
    ab_circle_clear(out);
  return good;
}

void ab_circle_clear(ab_circle *circle) {
  if (circle->is_set)
    mpq_clears(circle->centre[0], circle->centre[1], circle->square, NULL);
  *circle = (ab_circle){.is_set = false};
}

ab_expr ab_circle_radius(const ab_circle *circle, ab_graph *graph) {
  mpq_srcptr q = circle->square;
  if (!mpz_perfect_square_p(mpq_numref(q)) || !mpz_perfect_square_p(mpq_denref(q)))
    return ab_graph_unary(graph, AB_OP_SQRT, ab_graph_constant(graph, q));
  mpq_t root;
  mpq_init(root);
  mpz_sqrt(mpq_numref(root), mpq_numref(q));
  mpz_sqrt(mpq_denref(root), mpq_denref(q));
  ab_expr radius = ab_graph_constant(graph, root);
  mpq_clear(root);
  return radius;
}

void ab_polar_init(ab_polar *p, const ab_circle *circle, ab_graph *graph) {
  p->angle = ab_graph_variable(graph, 0);
  p->distance = ab_graph_variable(graph, 1);
  p->radius = ab_circle_radius(circle, graph);
  ab_expr across = ab_build_sub(graph, p->distance, p->radius);
  for (size_t j = 0; j < 2; j++) {
    ab_expr unit = ab_graph_unary(graph, j ? AB_OP_SIN : AB_OP_COS, p->angle);
    ab_expr centre = ab_graph_constant(graph, circle->centre[j]);
    p->x[j] = ab_build_add(graph, centre, ab_build_mul(graph, p->distance, unit));
    p->y[j] = ab_build_add(graph, centre, ab_build_mul(graph, p->radius, unit));
    p->offset[j] = ab_build_mul(graph, across, unit);
  }
}

/* The distance of x in the box from c is at most the sum over j of max |x_j - c_j|. */
static void add_reach(mpq_t reach, const ab_circle *circle, const ab_domain *domain, size_t j) {
  mpq_t low, high;
  mpq_inits(low, high, NULL);
  mpq_sub(low, circle->centre[j], domain->lo[j]);
  mpq_sub(high, domain->hi[j], circle->centre[j]);
  ab_rational_magnitude(low, low, high);
  mpq_add(reach, reach, low);
  mpq_clears(low, high, NULL);
}

void ab_polar_domain(ab_domain *out, const ab_circle *circle, const ab_domain *domain) {
  bool bounded = domain && ab_domain_is_bounded(domain);
  if (bounded)
    ab_domain_init(out, 2);
  else
    ab_domain_init_space(out, 2);
  mpq_set_si(out->lo[0], -22, 7); /* beyond pi */
  mpq_set_si(out->hi[0], 22, 7);
  if (!bounded) {
    out->lo_infinite[0] = out->hi_infinite[0] = false;
    out->lo_infinite[1] = false;
  }
  for (size_t j = 0; j < 2 && bounded; j++)
    add_reach(out->hi[1], circle, domain, j);
}

/* SPDX-License-Identifier: MIT */
#include "trace/vertex.h"

#include "base/memory.h"

#include <math.h>

void ab_halfplane_init(ab_halfplane *h) {
  mpq_inits(h->u, h->v, h->p, NULL);
  h->line = h->iteration = 0;
}

void ab_halfplane_clear(ab_halfplane *h) {
  mpq_clears(h->u, h->v, h->p, NULL);
}

ab_vertex *ab_vertex_create(void) {
  ab_vertex *v = ab_allocate(1, sizeof *v);
  mpz_inits(v->x, v->y, v->w, v->a, v->b, v->c, NULL);
  return v;
}

static void drop_edge(ab_vertex *v) {
  if (v->edge)
    ab_halfplane_clear(v->edge);
  ab_free(v->edge);
  v->edge = NULL;
}

void ab_vertex_destroy(ab_vertex *v) {
  drop_edge(v);
  mpz_clears(v->x, v->y, v->w, v->a, v->b, v->c, NULL);
  ab_free(v);
}

/* Divides by the greatest common divisor. */
void ab_make_primitive(mpz_t a, mpz_t b, mpz_t c) {
  mpz_t g;
  mpz_init(g);
  mpz_gcd(g, a, b);
  mpz_gcd(g, g, c);
  if (mpz_cmp_ui(g, 1) > 0) {
    mpz_divexact(a, a, g);
    mpz_divexact(b, b, g);
    mpz_divexact(c, c, g);
  }
  mpz_clear(g);
}

/* Three integers as doubles, over the power of two that brings the largest below 1; false if one
 * would be lost in that. */
static bool scale_down(double *out, mpz_srcptr a, mpz_srcptr b, mpz_srcptr c) {
  enum { LOST = 400 };
  mpz_srcptr const in[] = {a, b, c};
  long exponents[3], largest = 0;
  for (int k = 0; k < 3; k++) {
    out[k] = mpz_get_d_2exp(&exponents[k], in[k]);
    largest = exponents[k] > largest ? exponents[k] : largest;
  }
  for (int k = 0; k < 3; k++) {
    if (out[k] != 0 && exponents[k] < largest - LOST)
      return false;
    out[k] = out[k] == 0 ? 0 : ldexp(out[k], (int)(exponents[k] - largest));
  }
  return true;
}

void ab_vertex_settle(ab_vertex *v) {
  ab_make_primitive(v->x, v->y, v->w);
  v->is_wild = !scale_down(v->near, v->x, v->y, v->w);
}

/* 0..4 around the circle, increasing with the angle. */
double ab_pseudo_angle(double x, double y) {
  double size = fabs(x) + fabs(y), t = size > 0 ? x / size : 0;
  return y >= 0 ? 1 - t : 3 + t;
}

/* From the integers of the edge. The line at infinity stands where its normal would: behind all
 * that end in it, before all that come from it (docs/theory/trace.md, section 2). */
void ab_vertex_settle_edge(ab_vertex *v) {
  double parts[3];
  mpz_t none;
  mpz_init(none);
  if (!v->edge && mpz_sgn(v->a) == 0 && mpz_sgn(v->b) == 0)
    v->normal[0] = v->normal[1] = -1;
  else if (scale_down(parts, v->a, v->b, none))
    v->normal[0] = -parts[0], v->normal[1] = parts[1];
  v->angle = ab_pseudo_angle(v->normal[0], v->normal[1]);
  mpz_clear(none);
}

void ab_vertex_set_edge(ab_vertex *v, const ab_halfplane *h, mpz_srcptr a, mpz_srcptr b,
                        mpz_srcptr c) {
  drop_edge(v);
  if (h) {
    v->edge = ab_allocate(1, sizeof *v->edge);
    ab_halfplane_init(v->edge);
    mpq_set(v->edge->u, h->u);
    mpq_set(v->edge->v, h->v);
    mpq_set(v->edge->p, h->p);
    v->edge->line = h->line;
    v->edge->iteration = h->iteration;
  }
  mpz_set(v->a, a);
  mpz_set(v->b, b);
  mpz_set(v->c, c);
  ab_vertex_settle_edge(v);
}

/* The edge of `from` leaves `to` as well; from gives it up. */
void ab_vertex_move_edge(ab_vertex *to, ab_vertex *from) {
  drop_edge(to);
  to->edge = from->edge;
  from->edge = NULL;
  mpz_set(to->a, from->a);
  mpz_set(to->b, from->b);
  mpz_set(to->c, from->c);
  ab_vertex_settle_edge(to);
}

/* SPDX-License-Identifier: MIT
 * A vertex of a region, with the edge that leaves it. */
#ifndef AB_TRACE_VERTEX_H
#define AB_TRACE_VERTEX_H

#include "trace/polygon.h"

typedef struct {
  mpz_t x, y, w;           /* without common factor */
  double near[3];          /* the same over a common factor, in [0, 1]; each within 2^-51, */
  bool is_wild;            /* relatively, unless this is set */
  ab_halfplane *edge;      /* NULL: the line at infinity */
  mpz_t a, b, c;           /* of the edge: c - a x + b y >= 0 */
  double normal[2], angle; /* of the edge: inward, about (-a, b) over a factor; its pseudo-angle */
} ab_vertex;

ab_vertex *ab_vertex_create(void);
void ab_vertex_destroy(ab_vertex *v);

/* After x, y, w were set; after a, b, c and edge were set. */
void ab_vertex_settle(ab_vertex *v);
void ab_vertex_settle_edge(ab_vertex *v);

/* Gives it the edge c - a x + b y >= 0, that of the half-plane. */
void ab_vertex_set_edge(ab_vertex *v, const ab_halfplane *h, mpz_srcptr a, mpz_srcptr b,
                        mpz_srcptr c);
/* The edge of `from` is now that of `to`; from is to be destroyed. */
void ab_vertex_move_edge(ab_vertex *to, ab_vertex *from);

/* Divides three integers by their greatest common divisor. */
void ab_make_primitive(mpz_t a, mpz_t b, mpz_t c);

/* 0..4 around the circle, increasing with the angle. */
double ab_pseudo_angle(double x, double y);

#endif

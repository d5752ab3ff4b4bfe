/* SPDX-License-Identifier: MIT
 * The x, y >= 0 for which p - u x + v y >= 0 on every line of a log: an intersection of half-planes
 * with a quadrant, exactly (docs/theory/trace.md, section 2: x = alpha - beta, y = beta).
 *
 * The region is a convex polygon of the projective plane, which need not be bounded: vertices
 * (x : y : w), w >= 0, stand for (x/w, y/w), or for the direction (x, y) if w = 0. */
#ifndef AB_TRACE_POLYGON_H
#define AB_TRACE_POLYGON_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The half-plane p - u x + v y >= 0 of a line, near enough for most questions. */
typedef struct {
  double u, v, p;
  double size_u, size_v, size_p; /* the numbers are within 2^-47 times these */
  bool is_wild;                  /* nothing is known: ask with exact numbers */
} ab_halfplane_near;

/* The half-plane itself, and where it came from; line 0: x >= 0, or y >= 0. */
typedef struct {
  mpq_t u, v, p;
  uint64_t line, iteration;
} ab_halfplane;

void ab_halfplane_init(ab_halfplane *halfplane);
void ab_halfplane_clear(ab_halfplane *halfplane);

typedef struct ab_polygon ab_polygon;

/* The most edges that a region may have. */
enum { AB_POLYGON_EDGES_MAX = 65536 };

/* All of the quadrant. */
ab_polygon *ab_polygon_create(void);
void ab_polygon_destroy(ab_polygon *region);

/* Whether the region certainly lies in the half-plane. false: it does not, or that is not clear. */
bool ab_polygon_is_certainly_in(const ab_polygon *region, const ab_halfplane_near *halfplane);

/* Cuts the region down to its part in the half-plane; `near` is about the same one. false, with
 * nothing changed, if it would have too many edges. */
bool ab_polygon_cut(ab_polygon *region, const ab_halfplane *halfplane,
                    const ab_halfplane_near *near);

/* Number of vertices, in the order of a walk with the region on the left; 0: the region is empty.
 */
size_t ab_polygon_count(const ab_polygon *region);
/* Vertex i is (x/w, y/w), w > 0, or the direction (x, y), w = 0: integers without common factor. */
void ab_polygon_vertex(mpz_t x, mpz_t y, mpz_t w, const ab_polygon *region, size_t i);
/* The line through vertices i and i + 1; NULL at infinity. */
const ab_halfplane *ab_polygon_edge(const ab_polygon *region, size_t i);

/* Whether no vertex is a direction. */
bool ab_polygon_is_bounded(const ab_polygon *region);

/* Whether some point of it has x > 0 and y > 0. */
bool ab_polygon_meets_open_quadrant(const ab_polygon *region);

#endif

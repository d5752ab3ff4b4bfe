/* SPDX-License-Identifier: MIT */
#include "trace/polygon.h"

#include "base/memory.h"
#include "trace/vertex.h"

#include <math.h>

enum { FEW = 16 }; /* vertices that are looked at one by one */
static const double RELATIVE = 0x1p-44, SMALLEST = 1e-280, TURN = 4;

struct ab_polygon {
  ab_vertex **vertices;
  size_t count, capacity, spare_capacity;
  ab_vertex **spare; /* for the next list of vertices */
};

/* ---- the region ---- */

static void append(ab_vertex ***list, size_t *count, size_t *capacity, ab_vertex *v) {
  ab_reserve(list, capacity, *count + 1, sizeof **list);
  (*list)[(*count)++] = v;
}

/* A corner of the first triangle, with its edge c - a x + b y >= 0. */
static void add_corner(ab_polygon *r, long x, long y, long w, long a, long b, long c) {
  ab_vertex *v = ab_vertex_create();
  mpz_set_si(v->x, x);
  mpz_set_si(v->y, y);
  mpz_set_si(v->w, w);
  ab_vertex_settle(v);
  mpz_set_si(v->a, a);
  mpz_set_si(v->b, b);
  mpz_set_si(v->c, c);
  if (c == 0) {
    v->edge = ab_allocate(1, sizeof *v->edge);
    ab_halfplane_init(v->edge);
    mpq_set_si(v->edge->u, a, 1);
    mpq_set_si(v->edge->v, b, 1);
  }
  ab_vertex_settle_edge(v);
  append(&r->vertices, &r->count, &r->capacity, v);
}

ab_polygon *ab_polygon_create(void) {
  ab_polygon *r = ab_allocate(1, sizeof *r);
  add_corner(r, 0, 0, 1, 0, 1, 0);  /* (0, 0), then y >= 0 */
  add_corner(r, 1, 0, 0, 0, 0, 1);  /* direction (1, 0), then infinity */
  add_corner(r, 0, 1, 0, -1, 0, 0); /* direction (0, 1), then x >= 0 */
  return r;
}

void ab_polygon_destroy(ab_polygon *r) {
  if (!r)
    return;
  for (size_t i = 0; i < r->count; i++)
    ab_vertex_destroy(r->vertices[i]);
  ab_free(r->vertices);
  ab_free(r->spare);
  ab_free(r);
}

size_t ab_polygon_count(const ab_polygon *r) {
  return r->count;
}

void ab_polygon_vertex(mpz_t x, mpz_t y, mpz_t w, const ab_polygon *r, size_t i) {
  mpz_set(x, r->vertices[i]->x);
  mpz_set(y, r->vertices[i]->y);
  mpz_set(w, r->vertices[i]->w);
}

const ab_halfplane *ab_polygon_edge(const ab_polygon *r, size_t i) {
  return r->vertices[i]->edge;
}

bool ab_polygon_is_bounded(const ab_polygon *r) {
  for (size_t i = 0; i < r->count; i++)
    if (mpz_sgn(r->vertices[i]->w) == 0)
      return false;
  return true;
}

bool ab_polygon_meets_open_quadrant(const ab_polygon *r) {
  bool finite = false, right = false, above = false;
  for (size_t i = 0; i < r->count && !(finite && right && above); i++) {
    const ab_vertex *v = r->vertices[i];
    finite = finite || mpz_sgn(v->w) > 0;
    right = right || mpz_sgn(v->x) > 0;
    above = above || mpz_sgn(v->y) > 0;
  }
  return finite && right && above;
}

/* ---- quick questions ---- */

/* p w - u x + v y >= 0 for certain: all three are 0, or the sum is above what rounding does. */
static bool is_certainly_inside(const ab_vertex *v, const ab_halfplane_near *h) {
  if (v->is_wild || h->is_wild)
    return false;
  double x = v->near[0], y = v->near[1], w = v->near[2];
  double size = h->size_p * w + h->size_u * x + h->size_v * y;
  return size == 0 || h->p * w - h->u * x + h->v * y > size * RELATIVE + SMALLEST;
}

/* The vertex where the half-plane's inward normal stands between those of the edges, going by
 * doubles: if it is in the half-plane, so are all others. */
static size_t likely_worst(const ab_polygon *r, const ab_halfplane_near *h) {
  double first = r->vertices[0]->angle, angle = ab_pseudo_angle(-h->u, h->v) - first;
  angle += angle < 0 ? TURN : 0;
  size_t low = 0, high = r->count; /* the angle of edge `low` is not above, that of `high` is */
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    double other = r->vertices[middle]->angle - first;
    other += other < 0 ? TURN : 0;
    if (other <= angle)
      low = middle;
    else
      high = middle;
  }
  return (low + 1) % r->count;
}

/* a x b > 0 for certain, a the normal of an edge, b that of the half-plane. */
static bool certainly_turns_left(const ab_vertex *edge, const ab_halfplane_near *h, double sign) {
  const double *n = edge->normal;
  double size = fabs(n[0]) * h->size_v + fabs(n[1]) * h->size_u;
  return sign * (n[0] * h->v + n[1] * h->u) > size * RELATIVE + SMALLEST;
}

bool ab_polygon_is_certainly_in(const ab_polygon *r, const ab_halfplane_near *h) {
  if (r->count <= FEW) {
    for (size_t i = 0; i < r->count; i++)
      if (!is_certainly_inside(r->vertices[i], h))
        return false;
    return true;
  }
  if (h->is_wild)
    return false;
  size_t i = likely_worst(r, h);
  const ab_vertex *at = r->vertices[i], *before = r->vertices[(i + r->count - 1) % r->count];
  return before->edge && at->edge && mpz_sgn(at->w) > 0 && is_certainly_inside(at, h) &&
         certainly_turns_left(before, h, 1) && certainly_turns_left(at, h, -1);
}

/* ---- cutting ---- */

/* The half-plane in integers. */
typedef struct {
  const ab_halfplane *halfplane;
  const ab_halfplane_near *near;
  mpz_t a, b, c, value;
} knife;

static void open_knife(knife *k, const ab_halfplane *h, const ab_halfplane_near *near) {
  mpz_inits(k->a, k->b, k->c, k->value, NULL);
  k->halfplane = h;
  k->near = near;
  mpz_lcm(k->value, mpq_denref(h->u), mpq_denref(h->v));
  mpz_lcm(k->value, k->value, mpq_denref(h->p));
  mpz_ptr const out[] = {k->a, k->b, k->c};
  mpq_srcptr const in[] = {h->u, h->v, h->p};
  for (int i = 0; i < 3; i++) {
    mpz_divexact(out[i], k->value, mpq_denref(in[i]));
    mpz_mul(out[i], out[i], mpq_numref(in[i]));
  }
  ab_make_primitive(k->a, k->b, k->c);
}

static void close_knife(knife *k) {
  mpz_clears(k->a, k->b, k->c, k->value, NULL);
}

/* out = c w - a x + b y. */
static void value_at(mpz_t out, const knife *k, const ab_vertex *v) {
  mpz_mul(out, k->c, v->w);
  mpz_submul(out, k->a, v->x);
  mpz_addmul(out, k->b, v->y);
}

/* Whether the vertex is outside. */
static bool is_outside(knife *k, const ab_vertex *v) {
  if (is_certainly_inside(v, k->near))
    return false;
  value_at(k->value, k, v);
  return mpz_sgn(k->value) < 0;
}

/* A vertex that is outside: where it is likely, else the first; count if there is none. */
static size_t find_outside(knife *k, const ab_polygon *r) {
  if (r->count > FEW && !k->near->is_wild) {
    size_t i = likely_worst(r, k->near);
    if (is_outside(k, r->vertices[i]))
      return i;
  }
  size_t i = 0;
  while (i < r->count && !is_outside(k, r->vertices[i]))
    i++;
  return i;
}

/* The point of the new line between one that is not outside (value >= 0) and one that is. */
static ab_vertex *cross(knife *k, const ab_vertex *inside, const ab_vertex *outside) {
  ab_vertex *v = ab_vertex_create();
  mpz_t weight;
  mpz_init(weight);
  value_at(k->value, k, outside);
  mpz_neg(k->value, k->value);
  value_at(weight, k, inside);
  mpz_ptr const out[] = {v->x, v->y, v->w};
  mpz_srcptr const in[] = {inside->x, inside->y, inside->w};
  mpz_srcptr const other[] = {outside->x, outside->y, outside->w};
  for (int i = 0; i < 3; i++) {
    mpz_mul(out[i], k->value, in[i]);
    mpz_addmul(out[i], weight, other[i]);
  }
  ab_vertex_settle(v);
  mpz_clear(weight);
  return v;
}

static bool is_on_line(knife *k, const ab_vertex *v) {
  value_at(k->value, k, v);
  return mpz_sgn(k->value) == 0;
}

static bool same_point(const ab_vertex *a, const ab_vertex *b) {
  return mpz_cmp(a->x, b->x) == 0 && mpz_cmp(a->y, b->y) == 0 && mpz_cmp(a->w, b->w) == 0;
}

static void clear_vertices(ab_polygon *r) {
  for (size_t i = 0; i < r->count; i++)
    ab_vertex_destroy(r->vertices[i]);
  r->count = 0;
}

/* Vertices first..last (around the end) are outside, before and after are not: they make way for
 * the points of the new line between. */
static void replace(ab_polygon *r, knife *k, size_t before, size_t first, size_t last,
                    size_t after) {
  ab_vertex **old = r->vertices;
  size_t count = 0, n = r->count;
  ab_vertex *enter = is_on_line(k, old[before]) ? NULL : cross(k, old[before], old[first]);
  ab_vertex *leave = is_on_line(k, old[after]) ? NULL : cross(k, old[after], old[last]);
  if (enter && leave && same_point(enter, leave)) { /* a segment, cut */
    ab_vertex_destroy(enter);
    enter = NULL;
    ab_vertex_move_edge(leave, old[last]);
  } else {
    if (leave)
      ab_vertex_move_edge(leave, old[last]);
    ab_vertex_set_edge(enter ? enter : old[before], k->halfplane, k->a, k->b, k->c);
  }
  for (size_t i = after;; i = (i + 1) % n) {
    append(&r->spare, &count, &r->spare_capacity, old[i]);
    if (i == before)
      break;
  }
  for (size_t i = first;; i = (i + 1) % n) {
    ab_vertex_destroy(old[i]);
    if (i == last)
      break;
  }
  if (enter)
    append(&r->spare, &count, &r->spare_capacity, enter);
  if (leave)
    append(&r->spare, &count, &r->spare_capacity, leave);
  r->vertices = r->spare;
  r->spare = old;
  size_t capacity = r->capacity;
  r->capacity = r->spare_capacity;
  r->spare_capacity = capacity;
  r->count = count;
}

static bool cut(ab_polygon *r, knife *k) {
  size_t n = r->count, first = find_outside(k, r), last = first;
  if (first == n)
    return true;
  size_t outside = 1;
  while (outside < n && is_outside(k, r->vertices[(last + 1) % n]))
    last = (last + 1) % n, outside++;
  while (outside < n && is_outside(k, r->vertices[(first + n - 1) % n]))
    first = (first + n - 1) % n, outside++;
  if (outside == n) {
    clear_vertices(r);
    return true;
  }
  if (n - outside + 2 > AB_POLYGON_EDGES_MAX)
    return false;
  replace(r, k, (first + n - 1) % n, first, last, (last + 1) % n);
  return true;
}

bool ab_polygon_cut(ab_polygon *r, const ab_halfplane *h, const ab_halfplane_near *near) {
  knife k;
  open_knife(&k, h, near);
  bool done = cut(r, &k);
  close_knife(&k);
  return done;
}

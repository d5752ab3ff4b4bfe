/* SPDX-License-Identifier: MIT
 * Symmetries are looked for with values in doubles at some points, and those that pass are judged
 * by the rule itself. */
#include "prove/symmetry_guess.h"

#include "base/memory.h"
#include "clause/affine.h"
#include "condition/reduction.h"
#include "prove/literals.h"

#include <math.h>
#include <string.h>

/* OPEN_MAX: variables of which all sets are tried. */
enum { OPEN_MAX = 6, POINTS = 3, VIEWS = 2, ROWS_MAX = 40 };
static const double WORK_MAX = 2e7;

/* Coordinate k of the image is coordinate source[k], mirrored or not. */
typedef struct {
  size_t source[AB_VARIABLES_MAX];
  bool mirrored[AB_VARIABLES_MAX];
} map;

/* What is seen of all literals at a point, whatever their order. */
typedef struct {
  double sum, squares;
} sight;

typedef struct {
  const ab_template *template_;
  const ab_clause *clause;
  ab_literals *literals;
  double *values, lo[AB_VARIABLES_MAX], hi[AB_VARIABLES_MAX];
  size_t n;               /* variables that may be moved */
  uint64_t occurs;        /* those that stand in literals */
  double work;            /* nodes that may still be looked at */
  unsigned char *mirrors; /* n * n: mirrors_of_couple */
  sight *couples; /* n * n * VIEWS: with the first variable at one place, the second at another, all
                     others at a third */
} guess;

static sight look(guess *g, const double *x) {
  sight s = {0, 0};
  g->work -= (double)ab_graph_size(g->template_->graph);
  ab_literals_evaluate(g->literals, x, g->values, NULL);
  for (size_t l = 0; l < g->template_->literal_count; l++) {
    ab_literal_kind kind = g->template_->literals[l].kind;
    double v = kind == AB_LITERAL_NONZERO ? fabs(g->values[l]) : g->values[l];
    if (!isfinite(v))
      v = 12345.678; /* undefined */
    s.sum += (1 + (double)kind) * v;
    s.squares += (1 + (double)kind) * v * v;
  }
  return s;
}

static bool near(double a, double b) {
  return fabs(a - b) <= 1e-9 * (1 + fabs(a) + fabs(b));
}

static bool same(sight a, sight b) {
  return near(a.sum, b.sum) && near(a.squares, b.squares);
}

static double between(const guess *g, size_t k, double share) {
  return g->lo[k] + share * (g->hi[k] - g->lo[k]);
}

/* Irrational enough, another for each place and point. */
static double share_of(size_t k, size_t point) {
  return fmod(0.1234567 + 0.6180339887 * (double)(k + 1) * (double)(point + 2) +
                  0.0317 * (double)((k * k) % 17),
              1);
}

static bool seems_right(guess *g, const map *m) {
  double x[AB_VARIABLES_MAX] = {0}, y[AB_VARIABLES_MAX];
  size_t all = g->template_->variable_count;
  bool right = true;
  for (size_t point = 0; point < POINTS && right; point++) {
    for (size_t k = 0; k < all; k++)
      x[k] = between(g, k, share_of(k, point));
    for (size_t k = 0; k < all; k++)
      y[k] = m->mirrored[k] ? g->lo[k] + g->hi[k] - x[m->source[k]] : x[m->source[k]];
    right = same(look(g, x), look(g, y));
  }
  return right;
}

static map identity(void) {
  map m = {.mirrored = {false}};
  for (size_t k = 0; k < AB_VARIABLES_MAX; k++)
    m.source[k] = k;
  return m;
}

static bool same_range(const guess *g, size_t a, size_t b) {
  return mpq_equal(g->clause->lo[a], g->clause->lo[b]) &&
         mpq_equal(g->clause->hi[a], g->clause->hi[b]);
}

static void set_row(mpq_t *row, const map *m, size_t variables) {
  for (size_t k = 0; k < variables; k++) {
    long place = (long)m->source[k] + 1;
    mpq_set_si(row[k], m->mirrored[k] ? -place : place, 1);
  }
}

/* Whether the rule takes it. */
static bool is_right(guess *g, const ab_clauses *clauses, const map *m) {
  if (!seems_right(g, m))
    return false;
  size_t n = g->template_->variable_count;
  ab_witness alone;
  ab_error unused;
  ab_witness_init(&alone);
  ab_reduction *r = ab_witness_add_reduction(&alone, ab_reduction_symmetry.name,
                                             (size_t)(g->clause - clauses->clauses), n);
  set_row(r->values, m, n);
  bool right = ab_reduction_symmetry.verify(clauses, r->clause, r, &unused) == AB_OK;
  ab_witness_clear(&alone);
  return right;
}

/* The first coordinate that is mirrored is k, and with it those of `others`. */
static bool try_mirror(guess *g, const ab_clauses *clauses, map *m, size_t k, uint64_t others) {
  *m = identity();
  for (size_t j = 0; j < g->n; j++)
    m->mirrored[j] = j == k || (others >> j & 1);
  return is_right(g, clauses, m);
}

/* Which of "neither", "a", "b" and "both" (as bits) may be mirrored, as far as is seen with all
 * other variables in the middle, which is its own mirror image. */
static unsigned mirrors_of_couple(guess *g, size_t a, size_t b) {
  double x[AB_VARIABLES_MAX];
  sight seen[4];
  unsigned may = 0;
  for (size_t k = 0; k < g->template_->variable_count; k++)
    x[k] = between(g, k, 0.5);
  for (unsigned set = 0; set < 4; set++) {
    x[a] = between(g, a, set & 1 ? 0.17 : 0.83);
    x[b] = between(g, b, set & 2 ? 0.71 : 0.29);
    seen[set] = look(g, x);
    may |= (unsigned)same(seen[0], seen[set]) << set;
  }
  return may;
}

static void look_at_mirrors(guess *g) {
  g->mirrors = ab_allocate(g->n * g->n, sizeof *g->mirrors);
  for (size_t a = 0; a < g->n; a++)
    for (size_t b = a + 1; b < g->n; b++) {
      unsigned may = mirrors_of_couple(g, a, b);
      g->mirrors[a * g->n + b] = (unsigned char)may;
      g->mirrors[b * g->n + a] = (unsigned char)((may & 9) | (may & 2) << 1 | (may & 4) >> 1);
    }
}

/* What v has to be, if u is mirrored or not: bit 0: it may stay, bit 1: it may be mirrored. */
static unsigned choices(const guess *g, size_t u, bool mirrored, size_t v) {
  unsigned may = g->mirrors[u * g->n + v];
  return mirrored ? (may >> 1 & 1) | (may >> 2 & 2) : (may & 1) | (may >> 1 & 2);
}

/* Settles what follows from what is settled. false if that contradicts itself. */
static bool propagate(const guess *g, uint64_t *settled, uint64_t *mirrored) {
  uint64_t todo = *settled;
  while (todo) {
    size_t u = (size_t)__builtin_ctzll(todo);
    todo &= todo - 1;
    for (size_t v = 0; v < g->n; v++) {
      unsigned may = v == u ? 3 : choices(g, u, *mirrored >> u & 1, v);
      unsigned now = *settled >> v & 1 ? 1U << (*mirrored >> v & 1) : 3;
      if (!(may & now))
        return false;
      if (may == 3 || (*settled >> v & 1))
        continue;
      *settled |= UINT64_C(1) << v;
      *mirrored |= (uint64_t)(may == 2) << v;
      todo |= UINT64_C(1) << v;
    }
  }
  return true;
}

/* The set that follows from k as its first variable, and sets with those that are left open. */
static bool find_mirror(guess *g, const ab_clauses *clauses, map *m, size_t k) {
  uint64_t settled = (UINT64_C(2) << k) - 1, mirrored = UINT64_C(1) << k;
  size_t open[OPEN_MAX], count = 0;
  if (!propagate(g, &settled, &mirrored))
    return false;
  for (size_t v = 0; v < g->n && count < OPEN_MAX; v++)
    if (!(settled >> v & 1) && g->occurs >> v & 1)
      open[count++] = v;
  for (unsigned set = 0; set < 1U << count && g->work > 0; set++) {
    uint64_t others = mirrored;
    for (size_t i = 0; i < count; i++)
      others |= (uint64_t)(set >> i & 1) << open[i];
    if (try_mirror(g, clauses, m, k, others))
      return true;
  }
  return false;
}

static void look_at_couples(guess *g) {
  static const double shares[VIEWS][3] = {{0.83, 0.29, 0.61}, {0.07, 0.44, 0.35}};
  double x[AB_VARIABLES_MAX];
  g->couples = ab_allocate(g->n * g->n * VIEWS, sizeof *g->couples);
  for (size_t a = 0; a < g->n; a++)
    for (size_t b = 0; b < g->n; b++)
      for (size_t view = 0; view < VIEWS; view++) {
        for (size_t k = 0; k < g->template_->variable_count; k++)
          x[k] = between(g, k, shares[view][2]);
        x[b] = between(g, b, shares[view][1]);
        x[a] = between(g, a, shares[view][0]);
        g->couples[(a * g->n + b) * VIEWS + view] = look(g, x);
      }
}

static bool alike(const guess *g, size_t a, size_t b, size_t c, size_t d) {
  bool all = true;
  for (size_t view = 0; view < VIEWS; view++)
    all = all && same(g->couples[(a * g->n + b) * VIEWS + view],
                      g->couples[(c * g->n + d) * VIEWS + view]);
  return all;
}

/* v may go where w is and w where v is, as far as the variables in `settled` can tell. */
static bool fits(const guess *g, const map *m, uint64_t settled, size_t v, size_t w) {
  bool good = same_range(g, v, w) && alike(g, v, v, w, w) && alike(g, v, w, w, v);
  for (size_t k = 0; k < g->n && good; k++)
    good =
        !(settled >> k & 1) || (alike(g, k, v, m->source[k], w) && alike(g, k, w, m->source[k], v));
  return good;
}

/* Exchanges a and b, and what has to go with them: each other variable stays if it can. */
static bool find_exchange(guess *g, const ab_clauses *clauses, map *m, size_t a, size_t b) {
  uint64_t settled = (UINT64_C(1) << a) - 1;
  *m = identity();
  for (size_t v = a; v < g->n; v++) {
    if (settled >> v & 1)
      continue;
    size_t w = v == a ? b : v;
    while (v != a && w < g->n && ((settled >> w & 1) || !fits(g, m, settled, v, w)))
      w++;
    if (w == g->n || !fits(g, m, settled, v, w))
      return false;
    m->source[v] = w;
    m->source[w] = v;
    settled |= UINT64_C(1) << v | UINT64_C(1) << w;
  }
  return is_right(g, clauses, m);
}

/* One after the other mirrored and exchanged: a and b alone. */
static bool find_turned_exchange(guess *g, const ab_clauses *clauses, map *m, size_t a, size_t b) {
  if (!same_range(g, a, b))
    return false;
  *m = identity();
  m->source[a] = b;
  m->source[b] = a;
  m->mirrored[a] = m->mirrored[b] = true;
  return is_right(g, clauses, m);
}

/* The maps whose first coordinate that is moved is k. */
static size_t find_at(guess *g, const ab_clauses *clauses, map *maps, size_t k) {
  if (!(g->occurs >> k & 1) || mpq_equal(g->clause->lo[k], g->clause->hi[k]))
    return 0;
  size_t count = find_mirror(g, clauses, &maps[0], k);
  bool found = false;
  for (size_t j = k + 1; j < g->n && !found && g->work > 0; j++) {
    found = find_exchange(g, clauses, &maps[count], k, j) ||
            (count == 0 && find_turned_exchange(g, clauses, &maps[count], k, j));
    count += found;
  }
  return count;
}

static size_t find_all(guess *g, const ab_clauses *clauses, map *maps) {
  size_t count = 0;
  look_at_couples(g);
  look_at_mirrors(g);
  for (size_t k = 0; k < g->n && count + 2 <= ROWS_MAX && g->work > 0; k++)
    count += find_at(g, clauses, &maps[count], k);
  ab_free(g->couples);
  ab_free(g->mirrors);
  return count;
}

static void add_reduction(ab_witness *witness, size_t clause, const map *maps, size_t count,
                          size_t variables) {
  ab_reduction *r =
      ab_witness_add_reduction(witness, ab_reduction_symmetry.name, clause, count * variables);
  for (size_t i = 0; i < count; i++)
    set_row(r->values + i * variables, &maps[i], variables);
}

static guess start(const ab_clauses *clauses, size_t clause, const ab_constants *constants) {
  const ab_clause *c = &clauses->clauses[clause];
  const ab_template *t = ab_clause_template(clauses, c);
  guess g = {.template_ = t,
             .clause = c,
             .literals = ab_literals_create(clauses, clause, constants),
             .values = ab_allocate(t->literal_count, sizeof *g.values),
             .n = t->variable_count - t->chosen_count,
             .work = WORK_MAX};
  for (size_t l = 0; l < t->literal_count; l++) {
    ab_shape *shapes = ab_shapes_create(t->graph, t->literals[l].expr);
    g.occurs |= shapes[t->literals[l].expr].occurs;
    ab_free(shapes);
  }
  for (size_t k = 0; k < t->variable_count; k++) {
    g.lo[k] = mpq_get_d(c->lo[k]);
    g.hi[k] = mpq_get_d(c->hi[k]);
  }
  return g;
}

bool ab_symmetry_guess(ab_witness *witness, const ab_clauses *clauses, size_t clause,
                       const ab_constants *constants, size_t rank) {
  if (rank > 0)
    return false;
  guess g = start(clauses, clause, constants);
  map *maps = ab_allocate(ROWS_MAX, sizeof *maps);
  size_t count = find_all(&g, clauses, maps);
  if (count > 0)
    add_reduction(witness, clause, maps, count, g.template_->variable_count);
  ab_free(maps);
  ab_free(g.values);
  ab_literals_destroy(g.literals);
  return count > 0;
}

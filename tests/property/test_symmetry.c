/* SPDX-License-Identifier: MIT
 * The reduction "symmetry" (docs/theory/symmetry.md) against its meaning: random clauses, some of
 * them made symmetric and written in several ways, at random points and their images in exact
 * rational arithmetic. What is accepted has the same literals at all of them, undefined ones too;
 * and of the images of each point one is left in the new clause. */
#include "../expr/expr_support.h"

#include "condition/reduction.h"
#include "expr/exact.h"

enum { N = 4, CLAUSES = 2500, POINTS = 6, ORBIT_MAX = 512, MAPS_MAX = 3, LITERALS_MAX = 6 };

typedef struct {
  int source[N];
  bool mirrored[N];
} map;

static map random_map(uint64_t *seed) {
  map m;
  for (int k = 0; k < N; k++) {
    m.source[k] = k;
    m.mirrored[k] = random_below(seed, 3) == 0;
  }
  for (int k = 0; k < N; k++) {
    int j = (int)random_below(seed, N), swap = m.source[k];
    m.source[k] = m.source[j];
    m.source[j] = swap;
  }
  if (random_below(seed, 2)) { /* few are moved */
    map few = {.source = {0, 1, 2, 3}};
    int a = (int)random_below(seed, N), b = (int)random_below(seed, N);
    few.source[a] = b;
    few.source[b] = a;
    few.mirrored[a] = few.mirrored[b] = random_below(seed, 2);
    return few;
  }
  return m;
}

static bool is_identity(const map *m) {
  bool moved = false;
  for (int k = 0; k < N; k++)
    moved = moved || m->source[k] != k || m->mirrored[k];
  return !moved;
}

static void apply(mpq_t *out, const map *m, const mpq_t *x, const ab_clause *c) {
  for (int k = 0; k < N; k++) {
    int j = m->source[k];
    mpq_set(out[k], x[j]);
    if (m->mirrored[k]) {
      mpq_add(out[k], c->lo[j], c->hi[j]);
      mpq_sub(out[k], out[k], x[j]);
    }
  }
}

/* Half of the boxes are cubes. */
static void random_box(ab_clause *c, uint64_t *seed) {
  bool cube = random_below(seed, 2);
  for (int k = 0; k < N; k++) {
    mpq_set_si(c->lo[k], cube || k < 2 ? -2 : -1, 1);
    mpq_set_si(c->hi[k], cube || k < 2 ? 2 : 3, 1);
  }
}

static ab_expr random_expression(ab_graph *graph, uint64_t *seed) {
  static const ab_op ops[] = {AB_OP_ADD, AB_OP_SUB, AB_OP_MUL, AB_OP_DIV, AB_OP_MUL,
                              AB_OP_ABS, AB_OP_POW, AB_OP_MAX, AB_OP_NEG};
  ab_expr made[9];
  int size = 4 + (int)random_below(seed, 6);
  for (int i = 0; i < size; i++) {
    if (i < 4) {
      made[i] = random_below(seed, 5) ? ab_graph_variable(graph, (uint32_t)random_below(seed, N))
                                      : ab_graph_integer(graph, random_below(seed, 5) - 2);
      continue;
    }
    ab_op op = ops[random_below(seed, (long)(sizeof ops / sizeof *ops))];
    ab_expr x = made[random_below(seed, i)], y = made[i - 1];
    made[i] = op == AB_OP_POW        ? ab_graph_pow(graph, y, (int32_t)random_below(seed, 5) - 1)
              : ab_op_arity(op) == 2 ? ab_graph_binary(graph, op, x, y)
                                     : ab_graph_unary(graph, op, y);
  }
  return made[size - 1];
}

/* e at the image, with the arguments of sums and products now and then exchanged. */
static ab_expr at_image(ab_graph *graph, ab_expr root, const map *m, const ab_clause *c,
                        uint64_t *seed) {
  ab_expr *image = calloc((size_t)root + 1, sizeof *image), out;
  mpq_t sum;
  mpq_init(sum);
  for (ab_expr e = 0; e <= root; e++) {
    ab_node node = *ab_graph_node(graph, e);
    unsigned arity = ab_op_arity(node.op);
    ab_expr x = arity >= 1 ? image[node.left] : 0, y = arity == 2 ? image[node.right] : 0;
    bool turn = (node.op == AB_OP_ADD || node.op == AB_OP_MUL || node.op == AB_OP_MAX) &&
                random_below(seed, 2);
    if (node.op == AB_OP_VARIABLE) {
      int j = m->source[node.left];
      out = ab_graph_variable(graph, (uint32_t)j);
      if (m->mirrored[node.left]) {
        mpq_add(sum, c->lo[j], c->hi[j]);
        ab_expr ends = ab_graph_constant(graph, sum);
        out = ab_graph_binary(graph, AB_OP_SUB, ends, out);
      }
    } else if (node.op == AB_OP_POW)
      out = ab_graph_pow(graph, x, node.exponent);
    else if (arity == 0)
      out = e;
    else
      out = arity == 1 ? ab_graph_unary(graph, node.op, x)
                       : ab_graph_binary(graph, node.op, turn ? y : x, turn ? x : y);
    image[e] = out;
  }
  out = image[root];
  mpq_clear(sum);
  free(image);
  return out;
}

static const char *const names[N] = {"a", "b", "c", "d"};

/* A clause of random literals. `together`: each has its images under the maps beside it, added up
 * or as literals of their own, as far as there is room. */
static void random_clause(ab_clauses *out, const map *maps, size_t count, bool together,
                          uint64_t *seed) {
  ab_clauses_init(out);
  ab_template *t = ab_clauses_add_template(out, "claim", names, N, NULL, 0);
  ab_clause *c = ab_clauses_add(out, "claim", 0);
  random_box(c, seed);
  long literals = 1 + random_below(seed, 2);
  for (long l = 0; l < literals; l++) {
    ab_literal_kind kind = (ab_literal_kind)random_below(seed, 3);
    ab_expr orbit[LITERALS_MAX] = {random_expression(t->graph, seed)};
    size_t size = 1;
    for (size_t i = 0; together && i < size; i++)
      for (size_t m = 0; m < count && size < LITERALS_MAX; m++)
        if (i == 0 || count > 1)
          orbit[size++] = at_image(t->graph, orbit[i], &maps[m], c, seed);
    bool sum = random_below(seed, 2);
    for (size_t i = 1; i < size; i++)
      if (sum)
        orbit[0] = ab_graph_binary(t->graph, AB_OP_ADD, orbit[i], orbit[0]);
      else
        ab_template_add_literal(t, kind, orbit[i]);
    ab_template_add_literal(t, kind, orbit[0]);
  }
}

static void set_values(ab_reduction *r, const map *maps, size_t count) {
  for (size_t i = 0; i < count; i++)
    for (int k = 0; k < N; k++) {
      long place = maps[i].source[k] + 1;
      mpq_set_si(r->values[i * N + (size_t)k], maps[i].mirrored[k] ? -place : place, 1);
    }
}

static ab_exact value_of(mpq_t out, const ab_template *t, size_t l, const mpq_t *x) {
  return ab_exact_evaluate(out, t->graph, t->literals[l].expr, x, NULL, NULL);
}

/* Each literal at y is a literal at x: the same kind, both undefined or equal, up to sign for
 * e != 0. */
static bool literals_agree(const ab_template *t, const mpq_t *x, const mpq_t *y) {
  mpq_t *values = ab_rationals_create(2);
  bool all = true;
  for (size_t l = 0; l < t->literal_count && all; l++) {
    bool found = false;
    ab_exact at_y = value_of(values[0], t, l, y);
    for (size_t j = 0; j < t->literal_count && !found; j++) {
      ab_exact at_x = value_of(values[1], t, j, x);
      found = t->literals[j].kind == t->literals[l].kind && at_x == at_y &&
              (at_x != AB_EXACT_VALUE || mpq_equal(values[0], values[1]));
      if (!found && at_x == AB_EXACT_VALUE && t->literals[l].kind == AB_LITERAL_NONZERO) {
        mpq_neg(values[1], values[1]);
        found = t->literals[j].kind == AB_LITERAL_NONZERO && at_y == AB_EXACT_VALUE &&
                mpq_equal(values[0], values[1]);
      }
    }
    all = found;
  }
  ab_rationals_destroy(values, 2);
  return all;
}

static bool is_true(const ab_template *t, size_t l, const mpq_t *x) {
  mpq_t value;
  mpq_init(value);
  ab_exact kind = value_of(value, t, l, x);
  int sign = mpq_sgn(value);
  mpq_clear(value);
  if (kind != AB_EXACT_VALUE)
    return false;
  return t->literals[l].kind == AB_LITERAL_NONNEGATIVE ? sign >= 0
         : t->literals[l].kind == AB_LITERAL_POSITIVE  ? sign > 0
                                                       : sign != 0;
}

static bool holds(const ab_template *t, const mpq_t *x) {
  bool any = false;
  for (size_t l = 0; l < t->literal_count; l++)
    any = any || is_true(t, l, x);
  return any;
}

static bool is_inside(const ab_clause *c, const mpq_t *x) {
  bool inside = true;
  for (int k = 0; k < N; k++)
    inside = inside && mpq_cmp(c->lo[k], x[k]) <= 0 && mpq_cmp(x[k], c->hi[k]) <= 0;
  return inside;
}

static void draw_point(mpq_t *x, const ab_clause *c, uint64_t *seed) {
  for (int k = 0; k < N; k++) {
    set_fraction(x[k], random_below(seed, 9), 8);
    mpq_t width;
    mpq_init(width);
    mpq_sub(width, c->hi[k], c->lo[k]);
    mpq_mul(x[k], x[k], width);
    mpq_add(x[k], x[k], c->lo[k]);
    mpq_clear(width);
  }
}

static bool same_point(const mpq_t *x, const mpq_t *y) {
  bool same = true;
  for (int k = 0; k < N; k++)
    same = same && mpq_equal(x[k], y[k]);
  return same;
}

/* All images of a point, however often the maps are applied. */
static size_t orbit_of(mpq_t **orbit, const mpq_t *x, const map *maps, size_t count,
                       const ab_clause *c) {
  size_t size = 1;
  orbit[0] = ab_rationals_create(N);
  for (int k = 0; k < N; k++)
    mpq_set(orbit[0][k], x[k]);
  for (size_t i = 0; i < size; i++)
    for (size_t m = 0; m < count; m++) {
      assert_true(size < ORBIT_MAX);
      orbit[size] = ab_rationals_create(N);
      apply(orbit[size], &maps[m], (const mpq_t *)orbit[i], c);
      bool known = false;
      for (size_t j = 0; j < size && !known; j++)
        known = same_point((const mpq_t *)orbit[j], (const mpq_t *)orbit[size]);
      if (known)
        ab_rationals_destroy(orbit[size], N);
      else
        size++;
    }
  return size;
}

/* Of the images of x one is in the new clause's box, with only literals true that the old clause
 * has there; and it has those that it has at x. */
static void check_point(const ab_clauses *old, const ab_clauses *new, const mpq_t *x,
                        const map *maps, size_t count) {
  const ab_template *t = &old->templates[0], *reduced = &new->templates[0];
  mpq_t *orbit[ORBIT_MAX];
  size_t size = orbit_of(orbit, x, maps, count, &old->clauses[0]);
  bool left = false;
  for (size_t i = 0; i < size; i++) {
    const mpq_t *y = (const mpq_t *)orbit[i];
    assert_true(is_inside(&old->clauses[0], y));
    assert_true(literals_agree(t, x, y));
    bool first = is_inside(&new->clauses[0], y);
    for (size_t l = t->literal_count; l < reduced->literal_count; l++)
      first = first && !is_true(reduced, l, y);
    left = left || first;
    assert_true(!first || holds(reduced, y) == holds(t, x));
  }
  assert_true(left);
  for (size_t i = 0; i < size; i++)
    ab_rationals_destroy(orbit[i], N);
}

static bool try_clause(bool together, uint64_t *seed, bool *different) {
  map maps[MAPS_MAX];
  ab_clauses old, new;
  ab_error error;
  size_t count = 1 + (size_t)random_below(seed, MAPS_MAX);
  for (size_t i = 0; i < count; i++)
    do
      maps[i] = random_map(seed);
    while (is_identity(&maps[i]));
  random_clause(&old, maps, count, together, seed);
  ab_reduction r = {"symmetry", 0, ab_rationals_create(count * N), count * N};
  set_values(&r, maps, count);
  bool accepted = ab_reduction_symmetry.verify(&old, 0, &r, &error) == AB_OK;
  ab_clauses_init(&new);
  if (accepted)
    ab_reduction_symmetry.compile(&new, &old, 0, &r);
  mpq_t *x = ab_rationals_create(N), *y = ab_rationals_create(N);
  *different = false;
  for (int point = 0; point < POINTS; point++) {
    draw_point(x, &old.clauses[0], seed);
    if (accepted)
      check_point(&old, &new, (const mpq_t *)x, maps, count);
    for (size_t m = 0; m < count; m++) {
      apply(y, &maps[m], (const mpq_t *)x, &old.clauses[0]);
      *different = *different || !is_inside(&old.clauses[0], (const mpq_t *)y) ||
                   !literals_agree(&old.templates[0], (const mpq_t *)x, (const mpq_t *)y);
    }
  }
  assert_false(accepted && *different);
  ab_rationals_destroy(x, N);
  ab_rationals_destroy(y, N);
  ab_rationals_destroy(r.values, r.count);
  ab_clauses_clear(&new);
  ab_clauses_clear(&old);
  return accepted;
}

static void what_is_accepted_is_a_symmetry(void **unused) {
  (void)unused;
  uint64_t seed = 20261122;
  for (int together = 0; together < 2; together++) {
    size_t accepted = 0, different = 0;
    for (int i = 0; i < CLAUSES; i++) {
      bool differs;
      accepted += try_clause(together, &seed, &differs);
      different += differs;
    }
    print_message("accepted %zu, not symmetric %zu of %d\n", accepted, different, CLAUSES);
    assert_true(different > CLAUSES / 4);
    assert_true(accepted > (size_t)(together ? CLAUSES / 8 : CLAUSES / 100));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_accepted_is_a_symmetry)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

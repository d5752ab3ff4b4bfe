/* SPDX-License-Identifier: MIT
 * Rank two over a cube: for w_i, s_j and the matrix B with W^y = B W0, either the size of (w_i^y,
 * s_j^y) is within its bound, or T_ij >= 0, or y is not nearest by a pair test.
 * docs/theory/norms.md, section 4. */
#include "base/memory.h"
#include "condition/arithmetic.h"
#include "condition/factorization_norms.h"
#include "num/rational.h"

/* The variables, and the parameters before the columns of W0 and S0, the entry's own first. */
enum { W1, W2, S1, S2, PHI, L1, L2, THETA, VARIABLES };
enum { X, SIZE, COLUMNS };

/* A vector of R^2. */
typedef struct {
  ab_expr x, y;
} plane;

typedef struct {
  ab_graph *g;
  size_t rows, columns;
  ab_expr w_end, s_end; /* the cube: |w| <= w_end, |s| <= s_end for every entry */
  ab_expr cos_phi, sin_phi, cos_theta, sin_theta;
  plane grow, shrink; /* (e^l1, e^l2) and (e^-l1, e^-l2) */
  plane w, s;         /* w_i, s_j */
} frame;

static plane w_column(const frame *f, size_t l) {
  uint32_t at = (uint32_t)(COLUMNS + 2 * l);
  ab_expr x = ab_graph_parameter(f->g, at);
  return (plane){x, ab_graph_parameter(f->g, at + 1)};
}

static plane s_column(const frame *f, size_t l) {
  return w_column(f, f->rows + l);
}

static ab_expr dot(ab_graph *g, plane a, plane b) {
  ab_expr x = ab_mul(g, a.x, b.x);
  return ab_add(g, x, ab_mul(g, a.y, b.y));
}

/* Rot(angle) v, and Rot(angle)' v. */
static plane turn(ab_graph *g, ab_expr c, ab_expr s, plane v) {
  ab_expr x = ab_sub(g, ab_mul(g, c, v.x), ab_mul(g, s, v.y));
  return (plane){x, ab_add(g, ab_mul(g, s, v.x), ab_mul(g, c, v.y))};
}

static plane turn_back(ab_graph *g, ab_expr c, ab_expr s, plane v) {
  ab_expr x = ab_add(g, ab_mul(g, c, v.x), ab_mul(g, s, v.y));
  return (plane){x, ab_sub(g, ab_mul(g, c, v.y), ab_mul(g, s, v.x))};
}

static plane scale(ab_graph *g, plane by, plane v) {
  ab_expr x = ab_mul(g, by.x, v.x);
  return (plane){x, ab_mul(g, by.y, v.y)};
}

static void frame_init(frame *f, ab_graph *g, const ab_matrix_factorization *family) {
  mpq_t w, s;
  mpq_inits(w, s, NULL);
  ab_norms_cube(w, s, family);
  *f = (frame){.g = g, .rows = family->x.rows, .columns = family->x.columns};
  f->w_end = ab_graph_constant(g, w);
  f->s_end = ab_graph_constant(g, s);
  mpq_clears(w, s, NULL);
  ab_expr v[VARIABLES];
  for (uint32_t k = 0; k < VARIABLES; k++)
    v[k] = ab_graph_variable(g, k);
  f->w = (plane){v[W1], v[W2]};
  f->s = (plane){v[S1], v[S2]};
  f->cos_phi = ab_graph_unary(g, AB_OP_COS, v[PHI]);
  f->sin_phi = ab_graph_unary(g, AB_OP_SIN, v[PHI]);
  f->cos_theta = ab_graph_unary(g, AB_OP_COS, v[THETA]);
  f->sin_theta = ab_graph_unary(g, AB_OP_SIN, v[THETA]);
  f->grow.x = ab_graph_unary(g, AB_OP_EXP, v[L1]);
  f->grow.y = ab_graph_unary(g, AB_OP_EXP, v[L2]);
  f->shrink.x = ab_graph_unary(g, AB_OP_EXP, ab_neg(g, v[L1]));
  f->shrink.y = ab_graph_unary(g, AB_OP_EXP, ab_neg(g, v[L2]));
}

/* What a pair test needs of one factor: tau is in [middle - reach, middle + reach]. */
typedef struct {
  ab_expr middle, reach, square; /* square: |a|^2, or |c|^2 */
} side;

/* a_l = column_l . along; tau = sum_l (z.w_l) a_l - |a|^2, the own part exact, |w| <= end else. */
static side make_side(const frame *f, plane z, plane own, plane along, ab_expr end, bool of_s) {
  ab_graph *g = f->g;
  size_t count = of_s ? f->columns : f->rows;
  ab_expr sum = 0, square = 0, first = 0;
  for (size_t l = 0; l < count; l++) {
    ab_expr a = dot(g, of_s ? s_column(f, l) : w_column(f, l), along);
    ab_expr part = ab_square(g, a);
    square = l ? ab_add(g, square, part) : part;
    if (l == 0)
      first = a;
    else {
      ab_expr size = ab_graph_unary(g, AB_OP_ABS, a);
      sum = l > 1 ? ab_add(g, sum, size) : size;
    }
  }
  ab_expr x = ab_graph_unary(g, AB_OP_ABS, z.x), y = ab_graph_unary(g, AB_OP_ABS, z.y);
  ab_expr reach = ab_mul(g, ab_mul(g, end, ab_add(g, x, y)), sum);
  ab_expr middle = ab_sub(g, ab_mul(g, dot(g, z, own), first), square);
  return (side){middle, reach, square};
}

static void add_positive(ab_template *t, ab_expr e) {
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, e);
}

/* The literals "two of the three intervals for tau are disjoint" for z = q = Rot(phi) direction. */
static void add_test(ab_template *t, const frame *f, long x, long y) {
  ab_graph *g = f->g;
  plane direction = {ab_graph_integer(g, x), ab_graph_integer(g, y)};
  plane z = turn(g, f->cos_phi, f->sin_phi, direction);
  plane up = turn(g, f->cos_theta, f->sin_theta, scale(g, f->grow, direction));
  plane down = turn(g, f->cos_theta, f->sin_theta, scale(g, f->shrink, direction));
  side w = make_side(f, z, f->w, up, f->w_end, false);
  side s = make_side(f, z, f->s, down, f->s_end, true);
  ab_expr limit = ab_graph_unary(g, AB_OP_SQRT, ab_mul(g, w.square, s.square));
  ab_expr w_lo = ab_sub(g, w.middle, w.reach), w_hi = ab_add(g, w.middle, w.reach);
  ab_expr s_lo = ab_sub(g, s.middle, s.reach), s_hi = ab_add(g, s.middle, s.reach);
  add_positive(t, ab_sub(g, w_lo, limit));
  add_positive(t, ab_neg(g, ab_add(g, w_hi, limit)));
  add_positive(t, ab_sub(g, s_lo, limit));
  add_positive(t, ab_neg(g, ab_add(g, s_hi, limit)));
  add_positive(t, ab_sub(g, w_lo, s_hi));
  add_positive(t, ab_sub(g, s_lo, w_hi));
}

static void add_literals(ab_template *t, const ab_statement *statement) {
  ab_graph *g = t->graph;
  frame f;
  frame_init(&f, g, &statement->factorization);
  plane w0 = w_column(&f, 0), s0 = s_column(&f, 0);
  plane w = scale(g, f.grow, turn_back(g, f.cos_theta, f.sin_theta, w0));
  plane s = scale(g, f.shrink, turn_back(g, f.cos_theta, f.sin_theta, s0));
  ab_expr size = ab_add(g, dot(g, w, w), dot(g, s, s));
  ab_expr twice = ab_mul(g, ab_graph_integer(g, 2), ab_graph_parameter(g, SIZE));
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, ab_sub(g, twice, size));
  plane w_y = turn(g, f.cos_phi, f.sin_phi, w), s_y = turn(g, f.cos_phi, f.sin_phi, s);
  ab_expr x = ab_graph_parameter(g, X), eps = ab_sub(g, x, dot(g, w0, s0));
  ab_expr r = ab_sub(g, x, dot(g, f.w, f.s));
  ab_expr dx = ab_mul(g, ab_sub(g, f.w.x, w_y.x), ab_sub(g, f.s.x, s_y.x));
  ab_expr dy = ab_mul(g, ab_sub(g, f.w.y, w_y.y), ab_sub(g, f.s.y, s_y.y));
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE,
                          ab_norms_twice_t(g, statement, r, eps, ab_add(g, dx, dy)));
  add_test(t, &f, 1, 0);
  add_test(t, &f, 0, 1);
  add_test(t, &f, 1, 1);
  add_test(t, &f, 1, -1);
}

/* The columns of one factor, number `own` first. */
static void bind_columns(ab_clause *clause, size_t parameter, size_t constant, size_t count,
                         size_t own) {
  for (size_t k = 0; k < count; k++) {
    size_t l = k == 0 ? own : k <= own ? k - 1 : k;
    for (size_t c = 0; c < 2; c++) {
      clause->arguments[parameter + 2 * k + c].bound = true;
      clause->arguments[parameter + 2 * k + c].constant = constant + c * count + l;
    }
  }
}

/* A number above pi/2. */
static void set_quarter(mpq_t out) {
  mpq_set_ui(out, 11, 7);
}

/* One part of the clause of an entry: theta in one of PARTS equal ranges. */
enum { PARTS = 4 };

static void add_part(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness,
                     size_t entry, size_t part) {
  const ab_matrix_factorization *f = &statement->factorization;
  size_t i = entry / f->x.columns, j = entry % f->x.columns, index = clauses->template_count - 1;
  ab_text name;
  ab_text_init(&name);
  ab_text_printf(&name, "pairs[%zu,%zu]:%zu", i + 1, j + 1, part + 1);
  ab_clause *clause = ab_clauses_add(clauses, name.data, index);
  ab_text_clear(&name);
  mpq_t quarter, share;
  mpq_inits(quarter, share, NULL);
  set_quarter(quarter);
  const ab_choice *range = &witness->choices[AB_NORMS_LOGARITHMS];
  for (size_t k = W1; k <= S2; k++) {
    size_t at = k < S1 ? i : 2 * f->x.rows + j;
    mpq_set(clause->lo[k], f->domain.lo[at]);
    mpq_set(clause->hi[k], f->domain.hi[at]);
  }
  mpq_set(clause->hi[PHI], quarter);
  for (size_t k = L1; k <= L2; k++) {
    mpq_set(clause->lo[k], range->values[0]);
    mpq_set(clause->hi[k], range->values[1]);
  }
  mpq_set_ui(share, part, PARTS);
  mpq_canonicalize(share);
  mpq_mul(clause->lo[THETA], quarter, share);
  mpq_set_ui(share, part + 1, PARTS);
  mpq_canonicalize(share);
  mpq_mul(clause->hi[THETA], quarter, share);
  mpq_clears(quarter, share, NULL);
  mpq_set(clause->arguments[X].value, f->x.entries[entry]);
  mpq_set(clause->arguments[SIZE].value, witness->choices[AB_NORMS_SIZES].values[entry]);
  bind_columns(clause, COLUMNS, 0, f->x.rows, i);
  bind_columns(clause, COLUMNS + 2 * f->x.rows, 2 * f->x.rows, f->x.columns, j);
}

void ab_pairs_compile(ab_clauses *clauses, const ab_statement *statement,
                      const ab_witness *witness) {
  static const char *const variables[] = {"w1", "w2", "s1", "s2", "phi", "l1", "l2", "theta"};
  const ab_matrix_factorization *f = &statement->factorization;
  size_t count = COLUMNS + 2 * (f->x.rows + f->x.columns);
  ab_text *texts = ab_allocate(count, sizeof *texts);
  const char **names = ab_allocate(count, sizeof *names);
  for (size_t k = 0; k < count; k++) {
    size_t l = k < COLUMNS ? 0 : (k - COLUMNS) / 2;
    bool is_w = l < f->x.rows;
    ab_text_init(&texts[k]);
    if (k < COLUMNS)
      ab_text_add(&texts[k], k == X ? "x" : "m");
    else
      ab_text_printf(&texts[k], "%s%zu_%zu", is_w ? "w" : "s", (k - COLUMNS) % 2 + 1,
                     (is_w ? l : l - f->x.rows) + 1);
    names[k] = texts[k].data;
  }
  add_literals(ab_clauses_add_template(clauses, "pairs", variables, VARIABLES, names, count),
               statement);
  const ab_choice *pairs = &witness->choices[AB_NORMS_PAIRS];
  for (size_t k = 0; k < pairs->count; k++)
    for (size_t part = 0; part < PARTS; part++)
      add_part(clauses, statement, witness, mpz_get_ui(mpq_numref(pairs->values[k])) - 1, part);
  for (size_t k = 0; k < count; k++)
    ab_text_clear(&texts[k]);
  ab_free(texts);
  ab_free(names);
}

/* SPDX-License-Identifier: MIT
 * A rational point x of D at which T_ij < 0 for the one nearest minimizer of x, which is enclosed:
 * any rank, any domain. docs/theory/nearest.md; the sections cited are its. */
#include "condition/factorization_refutation.h"

#include "base/memory.h"
#include "condition/arithmetic.h"
#include "condition/factorization_bounds.h"
#include "num/rational.h"
#include "real/arb.h"

#include <string.h>

enum { PRECISION = 256 };

const char *const ab_nearest_choice_names[AB_NEAREST_HINT] = {"point", "entry", "chart", "ratio",
                                                              "reach", "lower", "upper"};

bool ab_is_nearest(const ab_witness *witness) {
  return witness->choice_count > AB_NEAREST_CHART &&
         strcmp(witness->choices[AB_NEAREST_CHART].name, "chart") == 0;
}

size_t ab_factorization_dimension(const ab_matrix_factorization *f) {
  return f->rank * (f->x.rows + f->x.columns);
}

static bool is_number_up_to(const mpq_t value, size_t most) {
  return mpz_cmp_ui(mpq_denref(value), 1) == 0 && mpq_cmp_ui(value, 1, 1) >= 0 &&
         mpq_cmp_ui(value, most, 1) <= 0;
}

static ab_status check_form(const ab_matrix_factorization *f, const ab_witness *witness,
                            ab_error *error) {
  size_t k = f->rank;
  const size_t counts[AB_NEAREST_HINT] = {
      ab_factorization_dimension(f), 2, k * k, 1, 1, 2 * k, 2 * k};
  bool good = witness->choice_count == AB_NEAREST_HINT + k && 2 * k <= AB_VARIABLES_MAX &&
              witness->constants.count == 1 && strcmp(witness->constants.items[0].name, "z") == 0;
  for (size_t c = 0; c < AB_NEAREST_HINT + k && good; c++) {
    ab_text name;
    ab_text_init(&name);
    if (c < AB_NEAREST_HINT)
      ab_text_add(&name, ab_nearest_choice_names[c]);
    else
      ab_text_printf(&name, "v[%zu]", c - AB_NEAREST_HINT + 1);
    good = strcmp(name.data, witness->choices[c].name) == 0 &&
           witness->choices[c].count == (c < AB_NEAREST_HINT ? counts[c] : f->x.columns);
    ab_text_clear(&name);
  }
  const ab_choice *choices = witness->choices;
  good = good && is_number_up_to(choices[AB_NEAREST_ENTRY].values[0], f->x.rows) &&
         is_number_up_to(choices[AB_NEAREST_ENTRY].values[1], f->x.columns) &&
         mpq_sgn(choices[AB_NEAREST_RATIO].values[0]) > 0 &&
         mpq_cmp_ui(choices[AB_NEAREST_RATIO].values[0], 1, 1) < 0 &&
         mpq_sgn(choices[AB_NEAREST_REACH].values[0]) > 0;
  for (size_t c = 0; c < 2 * k && good; c++)
    good = mpq_cmp(choices[AB_NEAREST_LOWER].values[c], choices[AB_NEAREST_UPPER].values[c]) <= 0;
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "the choices of the refutation are malformed, or its chart is too "
                             "large");
}

/* The point in a box or a ball; a tube is looked at when y0 is known. */
static bool is_inside(const ab_matrix_factorization *f, const ab_choice *point) {
  if (f->shape == AB_SHAPE_BOX)
    return ab_domain_holds(&f->domain, (const mpq_t *)point->values);
  if (f->shape == AB_SHAPE_TUBE)
    return true;
  mpq_t sum, square;
  mpq_inits(sum, square, NULL);
  for (size_t c = 0; c < point->count; c++) {
    mpq_mul(square, point->values[c], point->values[c]);
    mpq_add(sum, sum, square);
  }
  mpq_mul(square, *f->radius, *f->radius);
  bool good = mpq_cmp(sum, square) <= 0;
  mpq_clears(sum, square, NULL);
  return good;
}

static size_t entry_of(const ab_matrix_factorization *f, const ab_witness *witness) {
  const ab_choice *entry = &witness->choices[AB_NEAREST_ENTRY];
  return (mpz_get_ui(mpq_numref(entry->values[0])) - 1) * f->x.columns +
         mpz_get_ui(mpq_numref(entry->values[1])) - 1;
}

/* Balls: x and y0 = (W^y, S^y), k x n and k x m. */
typedef struct {
  slong k, n, m;
  arb_mat_t w, s, w_y, s_y;
} place;

static void place_init(place *p, const ab_matrix_factorization *f) {
  *p = (place){.k = (slong)f->rank, .n = (slong)f->x.rows, .m = (slong)f->x.columns};
  arb_mat_init(p->w, p->k, p->n);
  arb_mat_init(p->s, p->k, p->m);
  arb_mat_init(p->w_y, p->k, p->n);
  arb_mat_init(p->s_y, p->k, p->m);
}

static void place_clear(place *p) {
  arb_mat_clear(p->w);
  arb_mat_clear(p->s);
  arb_mat_clear(p->w_y);
  arb_mat_clear(p->s_y);
}

static void set_rationals(arb_mat_t out, const mpq_t *values) {
  for (slong i = 0; i < arb_mat_nrows(out); i++)
    for (slong j = 0; j < arb_mat_ncols(out); j++)
      ab_ball_set_rational(arb_mat_entry(out, i, j), values[i * arb_mat_ncols(out) + j], PRECISION);
}

static void set_ranges(arb_mat_t out, const mpq_t *lo, const mpq_t *hi) {
  arb_t end;
  arb_init(end);
  set_rationals(out, lo);
  for (slong i = 0; i < arb_mat_nrows(out); i++)
    for (slong j = 0; j < arb_mat_ncols(out); j++) {
      ab_ball_set_rational(end, hi[i * arb_mat_ncols(out) + j], PRECISION);
      arb_union(arb_mat_entry(out, i, j), arb_mat_entry(out, i, j), end, PRECISION);
    }
  arb_clear(end);
}

/* x, and y0 = (B W0, B'^{-1} S0); false if B is not certainly invertible. */
static bool set_place(place *p, const ab_witness *witness, const ab_low_rank *z) {
  const mpq_t *x = (const mpq_t *)witness->choices[AB_NEAREST_POINT].values;
  arb_mat_t b, w0, s0;
  arb_mat_init(b, p->k, p->k);
  arb_mat_init(w0, p->k, p->n);
  arb_mat_init(s0, p->k, p->m);
  set_rationals(p->w, x);
  set_rationals(p->s, x + p->k * p->n);
  set_rationals(b, (const mpq_t *)witness->choices[AB_NEAREST_CHART].values);
  set_ranges(w0, (const mpq_t *)z->w_lo, (const mpq_t *)z->w_hi);
  set_ranges(s0, (const mpq_t *)z->s_lo, (const mpq_t *)z->s_hi);
  arb_mat_mul(p->w_y, b, w0, PRECISION);
  bool good = arb_mat_inv(b, b, PRECISION) != 0;
  if (good) {
    arb_mat_transpose(b, b);
    arb_mat_mul(p->s_y, b, s0, PRECISION);
  }
  arb_mat_clear(b);
  arb_mat_clear(w0);
  arb_mat_clear(s0);
  return good;
}

/* out = a b'. */
static void times_transposed(arb_mat_t out, const arb_mat_t a, const arb_mat_t b) {
  arb_mat_t transposed;
  arb_mat_init(transposed, arb_mat_ncols(b), arb_mat_nrows(b));
  arb_mat_transpose(transposed, b);
  arb_mat_mul(out, a, transposed, PRECISION);
  arb_mat_clear(transposed);
}

/* out = (a - b) c'. */
static void difference_times(arb_mat_t out, const arb_mat_t a, const arb_mat_t b,
                             const arb_mat_t c) {
  arb_mat_t difference;
  arb_mat_init(difference, arb_mat_nrows(a), arb_mat_ncols(a));
  arb_mat_sub(difference, a, b, PRECISION);
  times_transposed(out, difference, c);
  arb_mat_clear(difference);
}

/* out = |e|^2 = tr (N1 - N2) G^{-1} (N1 - N2)', N1 = (W - W^y) W^y', N2 = S^y (S - S^y)', G = W^y
 * W^y'; section 1. false if G is not certainly invertible. */
static bool set_residual(arb_t out, const place *p) {
  arb_mat_t difference, other, inverse;
  arb_mat_init(difference, p->k, p->k);
  arb_mat_init(other, p->k, p->k);
  arb_mat_init(inverse, p->k, p->k);
  difference_times(difference, p->w, p->w_y, p->w_y);
  difference_times(other, p->s, p->s_y, p->s_y);
  arb_mat_transpose(other, other);
  arb_mat_sub(difference, difference, other, PRECISION);
  times_transposed(inverse, p->w_y, p->w_y);
  bool good = arb_mat_inv(inverse, inverse, PRECISION) != 0;
  if (good) {
    arb_mat_mul(other, difference, inverse, PRECISION);
    times_transposed(inverse, other, difference);
    arb_mat_trace(out, inverse, PRECISION);
  }
  arb_mat_clear(difference);
  arb_mat_clear(other);
  arb_mat_clear(inverse);
  return good;
}

/* Adds [-reach, reach] to every entry. */
static void inflate(arb_mat_t a, const arb_t reach) {
  for (slong i = 0; i < arb_mat_nrows(a); i++)
    for (slong j = 0; j < arb_mat_ncols(a); j++)
      arb_add_error(arb_mat_entry(a, i, j), reach);
}

/* Whether q^2 G - Y H^{-1} Y' is positive definite for certain, Y = (S - S^y) S^y', H = S^y S^y':
 * then |M1| < q; section 1. */
static bool is_curved(const place *p, const arb_t ratio) {
  arb_mat_t g, h, y, product;
  arb_t square;
  arb_mat_init(g, p->k, p->k);
  arb_mat_init(h, p->k, p->k);
  arb_mat_init(y, p->k, p->k);
  arb_mat_init(product, p->k, p->k);
  arb_init(square);
  times_transposed(g, p->w_y, p->w_y);
  times_transposed(h, p->s_y, p->s_y);
  difference_times(y, p->s, p->s_y, p->s_y);
  bool good = arb_mat_inv(h, h, PRECISION) != 0;
  if (good) {
    arb_mat_mul(product, y, h, PRECISION);
    times_transposed(h, product, y);
    arb_mul(square, ratio, ratio, PRECISION);
    arb_mat_scalar_mul_arb(g, g, square, PRECISION);
    arb_mat_sub(g, g, h, PRECISION);
    good = arb_mat_is_finite(g) && arb_mat_cho(product, g, PRECISION) != 0;
  }
  arb_mat_clear(g);
  arb_mat_clear(h);
  arb_mat_clear(y);
  arb_mat_clear(product);
  arb_clear(square);
  return good;
}

/* sum += |a - b|^2. */
static void add_distance(arb_t sum, const arb_mat_t a, const arb_mat_t b) {
  arb_t difference;
  arb_init(difference);
  for (slong i = 0; i < arb_mat_nrows(a); i++)
    for (slong j = 0; j < arb_mat_ncols(a); j++) {
      arb_sub(difference, arb_mat_entry(a, i, j), arb_mat_entry(b, i, j), PRECISION);
      arb_addmul(sum, difference, difference, PRECISION);
    }
  arb_clear(difference);
}

/* dist(x, M) <= |x - y0| <= radius. */
static bool is_in_tube(const place *p, const ab_matrix_factorization *f) {
  arb_t sum, radius;
  arb_init(sum);
  arb_init(radius);
  add_distance(sum, p->w, p->w_y);
  add_distance(sum, p->s, p->s_y);
  ab_ball_set_rational(radius, *f->radius, PRECISION);
  arb_mul(radius, radius, radius, PRECISION);
  bool good = arb_le(sum, radius) != 0;
  arb_clear(sum);
  arb_clear(radius);
  return good;
}

/* The ranges of the columns w_i^y and s_j^y hold those of `column` of a factor. */
static bool holds_column(const mpq_t *lower, const mpq_t *upper, const arb_mat_t factor,
                         slong column) {
  arb_t end;
  arb_init(end);
  bool good = true;
  for (slong c = 0; c < arb_mat_nrows(factor) && good; c++) {
    ab_ball_set_rational(end, lower[c], PRECISION);
    good = arb_le(end, arb_mat_entry(factor, c, column)) != 0;
    ab_ball_set_rational(end, upper[c], PRECISION);
    good = good && arb_le(arb_mat_entry(factor, c, column), end) != 0;
  }
  arb_clear(end);
  return good;
}

/* Every nearest minimizer of x is within `reach` of y0, and there is only one; section 1. */
static const char *check_nearest(place *p, const ab_matrix_factorization *f,
                                 const ab_witness *witness) {
  const ab_choice *choices = witness->choices;
  arb_t residual, reach, ratio, gap;
  arb_init(residual);
  arb_init(reach);
  arb_init(ratio);
  arb_init(gap);
  ab_ball_set_rational(reach, choices[AB_NEAREST_REACH].values[0], PRECISION);
  ab_ball_set_rational(ratio, choices[AB_NEAREST_RATIO].values[0], PRECISION);
  const char *wrong = f->shape == AB_SHAPE_TUBE && !is_in_tube(p, f)
                          ? "the point is not shown to be in the domain"
                          : NULL;
  if (!wrong) { /* (1 - q)^2 R^2 >= 4 |e|^2 */
    arb_sub_ui(gap, ratio, 1, PRECISION);
    arb_mul(gap, gap, reach, PRECISION);
    arb_mul(gap, gap, gap, PRECISION);
    bool known = set_residual(residual, p);
    arb_mul_2exp_si(residual, residual, 2);
    if (!known || !arb_le(residual, gap))
      wrong = "the nearest minimizer is not shown to be within reach";
  }
  inflate(p->w_y, reach);
  inflate(p->s_y, reach);
  if (!wrong && !is_curved(p, ratio))
    wrong = "the ratio is not confirmed";
  slong entry = (slong)entry_of(f, witness);
  const mpq_t *lower = (const mpq_t *)choices[AB_NEAREST_LOWER].values;
  const mpq_t *upper = (const mpq_t *)choices[AB_NEAREST_UPPER].values;
  if (!wrong && (!holds_column(lower, upper, p->w_y, entry / p->m) ||
                 !holds_column(lower + p->k, upper + p->k, p->s_y, entry % p->m)))
    wrong = "the ranges do not hold the columns of the nearest minimizer";
  arb_clear(residual);
  arb_clear(reach);
  arb_clear(ratio);
  arb_clear(gap);
  return wrong;
}

static ab_status check(const ab_matrix_factorization *f, const ab_witness *witness,
                       const ab_low_rank *z, ab_error *error) {
  size_t e = entry_of(f, witness);
  const ab_constant *c = &witness->constants.items[0];
  if (mpq_cmp(c->lo, z->z_lo[e]) > 0 || mpq_cmp(z->z_hi[e], c->hi) > 0)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the enclosure of the constant z cannot be confirmed");
  place p;
  place_init(&p, f);
  const char *wrong = set_place(&p, witness, z) ? check_nearest(&p, f, witness)
                                                : "the chart is not shown to be invertible";
  place_clear(&p);
  return wrong ? ab_error_set(error, AB_NOT_VERIFIED, "%s", wrong) : AB_OK;
}

ab_status ab_nearest_verify(const ab_statement *statement, const ab_witness *witness,
                            ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  ab_status status = check_form(f, witness, error);
  if (status == AB_OK && !is_inside(f, &witness->choices[AB_NEAREST_POINT]))
    status = ab_error_set(error, AB_NOT_VERIFIED, "the point is not in the domain");
  if (status != AB_OK)
    return status;
  ab_low_rank z;
  status = ab_factorization_enclose(&z, f, &witness->choices[AB_NEAREST_HINT], true, error);
  if (status == AB_OK)
    status = check(f, witness, &z, error);
  ab_low_rank_clear(&z);
  return status;
}

/* The parameters: X_ij, Z_ij, then w_i and s_j. The variables are w_i^y, s_j^y. */
enum { X, Z, COLUMNS };

/* -2 T_ij > 0, 2 T_ij = (2 - d) r^2 - 2 r (eps + delta) + alpha eps^2. */
static void add_literal(ab_template *t, const ab_statement *statement) {
  ab_graph *g = t->graph;
  uint32_t k = (uint32_t)statement->factorization.rank;
  ab_expr product = ab_graph_integer(g, 0), delta = ab_graph_integer(g, 0);
  for (uint32_t c = 0; c < k; c++) {
    ab_expr w = ab_graph_parameter(g, COLUMNS + c), s = ab_graph_parameter(g, COLUMNS + k + c);
    ab_expr dw = ab_sub(g, w, ab_graph_variable(g, c));
    ab_expr ds = ab_sub(g, s, ab_graph_variable(g, k + c));
    product = ab_add(g, product, ab_mul(g, w, s));
    delta = ab_add(g, delta, ab_mul(g, dw, ds));
  }
  ab_expr x = ab_graph_parameter(g, X), r = ab_sub(g, x, product);
  ab_expr eps = ab_sub(g, x, ab_graph_parameter(g, Z));
  mpq_t c;
  mpq_init(c);
  ab_factorization_two_less(c, statement);
  ab_expr square = ab_mul(g, ab_graph_constant(g, c), ab_square(g, r));
  mpq_clear(c);
  ab_expr alpha = ab_graph_constant(g, ab_statement_constant(statement, AB_ALPHA));
  ab_expr noise = ab_mul(g, alpha, ab_square(g, eps));
  ab_expr rest = ab_mul(g, ab_graph_integer(g, 2), ab_mul(g, r, ab_add(g, eps, delta)));
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, ab_sub(g, ab_sub(g, rest, square), noise));
}

void ab_nearest_compile(ab_clauses *clauses, const ab_statement *statement,
                        const ab_witness *witness) {
  const ab_matrix_factorization *f = &statement->factorization;
  size_t k = f->rank, entry = entry_of(f, witness), names = 2 * k + COLUMNS;
  ab_text *texts = ab_allocate(names + 2 * k, sizeof *texts);
  const char **parameters = ab_allocate(names + 2 * k, sizeof *parameters);
  for (size_t c = 0; c < names + 2 * k; c++) {
    size_t at = c < names ? c - COLUMNS : c - names;
    ab_text_init(&texts[c]);
    if (c < COLUMNS)
      ab_text_add(&texts[c], c == X ? "x" : "z");
    else
      ab_text_printf(&texts[c], "%s%s%zu", at < k ? "w" : "s", c < names ? "" : "_y", at % k + 1);
    parameters[c] = texts[c].data;
  }
  add_literal(
      ab_clauses_add_template(clauses, "nearest", parameters + names, 2 * k, parameters, names),
      statement);
  for (size_t c = 0; c < names + 2 * k; c++)
    ab_text_clear(&texts[c]);
  ab_free(texts);
  ab_free(parameters);
  ab_clause *clause = ab_clauses_add(clauses, "nearest", 0);
  const mpq_t *x = (const mpq_t *)witness->choices[AB_NEAREST_POINT].values;
  mpq_set(clause->arguments[X].value, f->x.entries[entry]);
  clause->arguments[Z].bound = true;
  clause->arguments[Z].constant = 0;
  for (size_t c = 0; c < 2 * k; c++) {
    size_t row = c % k, n = f->x.rows, m = f->x.columns;
    mpq_set(clause->lo[c], witness->choices[AB_NEAREST_LOWER].values[c]);
    mpq_set(clause->hi[c], witness->choices[AB_NEAREST_UPPER].values[c]);
    mpq_set(clause->arguments[COLUMNS + c].value,
            x[c < k ? row * n + entry / m : k * n + row * m + entry % m]);
  }
}

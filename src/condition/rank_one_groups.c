/* SPDX-License-Identifier: MIT
 * docs/theory/rank-one.md, section 7. A group is a class of rows and a class of columns, less the
 * single entries; its clauses are in the variables p = w_i s_j, z = a_i b_j, k = 1/eps_ij. */
#include "condition/rank_one_groups.h"

#include "condition/factorization.h"
#include "num/interval.h"
#include "num/rational.h"

#include <string.h>

enum { NOISE_PRECISION = 128 };

const char *const ab_rank_one_group_choices[AB_GROUPS_CHOICES] = {
    "rows", "columns", "bounds:a", "bounds:b", "bounds:noise", "single"};

static bool is_number_in(const mpq_t value, size_t lo, size_t hi) {
  return mpz_cmp_ui(mpq_denref(value), 1) == 0 && mpz_cmp_ui(mpq_numref(value), lo) >= 0 &&
         mpz_cmp_ui(mpq_numref(value), hi) <= 0;
}

static size_t number_of(const mpq_t value) {
  return mpz_get_ui(mpq_numref(value));
}

/* All values are whole numbers from 1 to most; increasing: each more than the one before. */
static bool are_numbers(const ab_choice *choice, size_t most, bool increasing) {
  for (size_t k = 0; k < choice->count; k++)
    if (!is_number_in(choice->values[k], 1, most) ||
        (increasing && k > 0 && mpq_cmp(choice->values[k - 1], choice->values[k]) >= 0))
      return false;
  return true;
}

static bool are_positive(const ab_choice *choice) {
  for (size_t k = 0; k < choice->count; k++)
    if (mpq_sgn(choice->values[k]) <= 0)
      return false;
  return true;
}

static ab_status check_form(const ab_matrix_factorization *f, const ab_choice *groups,
                            ab_error *error) {
  size_t n = f->x.rows, m = f->x.columns;
  size_t rows = groups[AB_GROUPS_A].count, columns = groups[AB_GROUPS_B].count;
  for (size_t k = 0; k < AB_GROUPS_CHOICES; k++)
    if (strcmp(groups[k].name, ab_rank_one_group_choices[k]) != 0)
      return ab_error_set(error, AB_NOT_VERIFIED, "expected the choice '%s'",
                          ab_rank_one_group_choices[k]);
  bool good = groups[AB_GROUPS_ROWS].count == n && groups[AB_GROUPS_COLUMNS].count == m &&
              groups[AB_GROUPS_NOISE].count == rows * columns &&
              are_numbers(&groups[AB_GROUPS_ROWS], rows, false) &&
              are_numbers(&groups[AB_GROUPS_COLUMNS], columns, false) &&
              are_numbers(&groups[AB_GROUPS_SINGLE], n * m, true) &&
              are_positive(&groups[AB_GROUPS_A]) && are_positive(&groups[AB_GROUPS_B]);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "the choices that describe groups of entries are malformed");
}

/* |c_l| <= the bound of its class, for all of a factor's constants. */
static ab_status check_sizes(const ab_constant *constants, const ab_choice *classes,
                             const ab_choice *bounds, ab_error *error) {
  mpq_t negative;
  mpq_init(negative);
  ab_status status = AB_OK;
  for (size_t l = 0; l < classes->count && status == AB_OK; l++) {
    mpq_srcptr bound = bounds->values[number_of(classes->values[l]) - 1];
    mpq_neg(negative, bound);
    if (mpq_cmp(constants[l].hi, bound) > 0 || mpq_cmp(constants[l].lo, negative) < 0)
      status = ab_error_set(error, AB_NOT_VERIFIED, "%s exceeds the bound of its class",
                            constants[l].name);
  }
  mpq_clear(negative);
  return status;
}

typedef struct {
  ab_interval *a, *b, *noise, x, product;
} workspace;

static void workspace_init(workspace *w, const ab_matrix_factorization *f,
                           const ab_constants *constants, const ab_choice *noise) {
  w->a = ab_intervals_create(f->x.rows, NOISE_PRECISION);
  w->b = ab_intervals_create(f->x.columns, NOISE_PRECISION);
  w->noise = ab_intervals_create(noise->count, NOISE_PRECISION);
  ab_interval_init(&w->x, NOISE_PRECISION);
  ab_interval_init(&w->product, NOISE_PRECISION);
  for (size_t i = 0; i < f->x.rows; i++) {
    const ab_constant *c = &constants->items[ab_rank_one_a(f, i)];
    ab_interval_set_rationals(&w->a[i], c->lo, c->hi);
  }
  for (size_t j = 0; j < f->x.columns; j++) {
    const ab_constant *c = &constants->items[ab_rank_one_b(f, j)];
    ab_interval_set_rationals(&w->b[j], c->lo, c->hi);
  }
  for (size_t k = 0; k < noise->count; k++)
    ab_interval_set_rational(&w->noise[k], noise->values[k]);
}

static void workspace_clear(workspace *w, const ab_matrix_factorization *f, size_t groups) {
  ab_intervals_destroy(w->a, f->x.rows);
  ab_intervals_destroy(w->b, f->x.columns);
  ab_intervals_destroy(w->noise, groups);
  ab_interval_clear(&w->x);
  ab_interval_clear(&w->product);
}

/* |X_ij - a_i b_j| >= the bound of group number k, which is positive. */
static bool has_noise(workspace *w, const ab_matrix_factorization *f, size_t i, size_t j,
                      size_t k) {
  ab_interval_mul(&w->product, &w->a[i], &w->b[j]);
  ab_interval_set_rational(&w->x, f->x.entries[i * f->x.columns + j]);
  ab_interval_sub(&w->x, &w->x, &w->product);
  ab_interval_abs(&w->x, &w->x);
  ab_interval_sub(&w->product, &w->x, &w->noise[k]);
  return ab_interval_is_nonnegative(&w->product) == AB_TRUE;
}

static ab_status check_noise(const ab_matrix_factorization *f, const ab_constants *constants,
                             const ab_choice *groups, ab_error *error) {
  const ab_choice *noise = &groups[AB_GROUPS_NOISE], *single = &groups[AB_GROUPS_SINGLE];
  size_t columns = groups[AB_GROUPS_B].count, next = 0;
  workspace w;
  workspace_init(&w, f, constants, noise);
  ab_status status = AB_OK;
  for (size_t i = 0; i < f->x.rows && status == AB_OK; i++)
    for (size_t j = 0; j < f->x.columns && status == AB_OK; j++) {
      if (next < single->count && number_of(single->values[next]) == i * f->x.columns + j + 1) {
        next++;
        continue;
      }
      size_t k = (number_of(groups[AB_GROUPS_ROWS].values[i]) - 1) * columns +
                 number_of(groups[AB_GROUPS_COLUMNS].values[j]) - 1;
      if (mpq_sgn(noise->values[k]) <= 0 || !has_noise(&w, f, i, j, k))
        status = ab_error_set(error, AB_NOT_VERIFIED,
                              "entry (%zu,%zu) is not shown to belong to its group", i + 1, j + 1);
    }
  workspace_clear(&w, f, noise->count);
  return status;
}

ab_status ab_rank_one_groups_verify(const ab_statement *statement, const ab_constants *constants,
                                    const ab_choice *groups, ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  ab_status status = check_form(f, groups, error);
  if (status == AB_OK)
    status = check_sizes(&constants->items[ab_rank_one_a(f, 0)], &groups[AB_GROUPS_ROWS],
                         &groups[AB_GROUPS_A], error);
  if (status == AB_OK)
    status = check_sizes(&constants->items[ab_rank_one_b(f, 0)], &groups[AB_GROUPS_COLUMNS],
                         &groups[AB_GROUPS_B], error);
  return status == AB_OK ? check_noise(f, constants, groups, error) : status;
}

void ab_group_bounds_init(ab_group_bounds *bounds) {
  mpq_inits(bounds->p_lo, bounds->p_hi, bounds->z, bounds->m, NULL);
}

void ab_group_bounds_clear(ab_group_bounds *bounds) {
  mpq_clears(bounds->p_lo, bounds->p_hi, bounds->z, bounds->m, NULL);
}

/* [lo, hi] = the hull of the ranges of the coordinates of one class; false if it is empty. */
static bool hull_of_class(mpq_t lo, mpq_t hi, const ab_domain *domain, size_t first,
                          const ab_choice *classes, size_t class_number) {
  bool found = false;
  for (size_t l = 0; l < classes->count; l++) {
    if (number_of(classes->values[l]) != class_number)
      continue;
    if (!found || mpq_cmp(domain->lo[first + l], lo) < 0)
      mpq_set(lo, domain->lo[first + l]);
    if (!found || mpq_cmp(domain->hi[first + l], hi) > 0)
      mpq_set(hi, domain->hi[first + l]);
    found = true;
  }
  return found;
}

/* m = the greatest of W b/t and t a S over the ranges of t, W and S the magnitudes. */
static void set_m(mpq_t m, const mpq_t w, const mpq_t s, const mpq_t a, const mpq_t b,
                  const ab_choice *ranges, size_t range_count) {
  mpq_t term;
  mpq_init(term);
  mpq_set_ui(m, 0, 1);
  for (size_t k = 0; k < range_count; k++) {
    mpq_mul(term, w, b);
    mpq_div(term, term, ranges[k].values[0]);
    if (mpq_cmp(term, m) > 0)
      mpq_set(m, term);
    mpq_mul(term, s, a);
    mpq_mul(term, term, ranges[k].values[1]);
    if (mpq_cmp(term, m) > 0)
      mpq_set(m, term);
  }
  mpq_clear(term);
}

void ab_group_bounds_set(ab_group_bounds *bounds, const ab_statement *statement,
                         const ab_choice *ranges, size_t range_count, const ab_choice *groups,
                         size_t r, size_t c) {
  const ab_matrix_factorization *f = &statement->factorization;
  mpq_t w[2], s[2], product;
  mpq_inits(w[0], w[1], s[0], s[1], product, NULL);
  hull_of_class(w[0], w[1], &f->domain, ab_matrix_factorization_w(f, 0), &groups[AB_GROUPS_ROWS],
                r + 1);
  hull_of_class(s[0], s[1], &f->domain, ab_matrix_factorization_s(f, 0), &groups[AB_GROUPS_COLUMNS],
                c + 1);
  for (int k = 0; k < 4; k++) {
    mpq_mul(product, w[k & 1], s[k >> 1]);
    if (k == 0 || mpq_cmp(product, bounds->p_lo) < 0)
      mpq_set(bounds->p_lo, product);
    if (k == 0 || mpq_cmp(product, bounds->p_hi) > 0)
      mpq_set(bounds->p_hi, product);
  }
  mpq_srcptr a = groups[AB_GROUPS_A].values[r], b = groups[AB_GROUPS_B].values[c];
  mpq_mul(bounds->z, a, b);
  ab_rational_magnitude(w[0], w[0], w[1]);
  ab_rational_magnitude(s[0], s[0], s[1]);
  set_m(bounds->m, w[0], s[0], a, b, ranges, range_count);
  if (mpq_sgn(bounds->m) == 0) /* W = S = 0: any positive number is a bound */
    mpq_set_ui(bounds->m, 1, 1);
  mpq_clears(w[0], w[1], s[0], s[1], product, NULL);
}

static ab_expr add(ab_graph *g, ab_expr x, ab_expr y) {
  return ab_graph_binary(g, AB_OP_ADD, x, y);
}

static ab_expr sub(ab_graph *g, ab_expr x, ab_expr y) {
  return ab_graph_binary(g, AB_OP_SUB, x, y);
}

static ab_expr mul(ab_graph *g, ab_expr x, ab_expr y) {
  return ab_graph_binary(g, AB_OP_MUL, x, y);
}

/* 2 T/eps^2 at delta = p + z + sign (m + p z/m), in q = r/eps = 1 + (z - p) k and h = delta/eps:
 * c q^2 - 2 q (1 + h) + alpha, for c = 2 - d > 0 written as c (q - 1/c)^2 + (alpha - 1/c) - 2 q h.
 */
static ab_expr scaled_t(ab_graph *g, const ab_statement *statement, int sign) {
  ab_expr p = ab_graph_variable(g, 0), z = ab_graph_variable(g, 1), k = ab_graph_variable(g, 2);
  ab_expr m = ab_graph_parameter(g, 0), one = ab_graph_integer(g, 1), two = ab_graph_integer(g, 2);
  ab_expr q = add(g, one, mul(g, sub(g, z, p), k));
  ab_expr reach = add(g, m, ab_graph_binary(g, AB_OP_DIV, mul(g, p, z), m));
  ab_expr sum = add(g, p, z);
  ab_expr h = mul(g, sign > 0 ? add(g, sum, reach) : sub(g, sum, reach), k);
  mpq_srcptr alpha = ab_statement_constant(statement, AB_ALPHA);
  mpq_t c, inverse;
  mpq_inits(c, inverse, NULL);
  ab_factorization_two_less(c, statement);
  ab_expr leading = ab_graph_constant(g, c), value, rest;
  if (mpq_sgn(c) > 0) {
    mpq_inv(inverse, c);
    ab_expr square = ab_graph_pow(g, sub(g, q, ab_graph_constant(g, inverse)), 2);
    mpq_sub(inverse, alpha, inverse);
    value = add(g, mul(g, leading, square), ab_graph_constant(g, inverse));
    rest = mul(g, two, mul(g, q, h));
  } else {
    ab_expr square = mul(g, leading, ab_graph_pow(g, q, 2));
    value = add(g, square, ab_graph_constant(g, alpha));
    rest = mul(g, two, mul(g, q, add(g, one, h)));
  }
  mpq_clears(c, inverse, NULL);
  return sub(g, value, rest);
}

static void add_group(ab_clauses *clauses, size_t first_template, const ab_group_bounds *bounds,
                      const mpq_t noise, size_t r, size_t c) {
  for (size_t side = 0; side < 2; side++) {
    ab_text name;
    ab_text_init(&name);
    ab_text_printf(&name, "group[%zu,%zu]:%s", r + 1, c + 1, side ? "below" : "above");
    ab_clause *clause = ab_clauses_add(clauses, name.data, first_template + side);
    ab_text_clear(&name);
    mpq_set(clause->lo[0], bounds->p_lo);
    mpq_set(clause->hi[0], bounds->p_hi);
    mpq_neg(clause->lo[1], bounds->z);
    mpq_set(clause->hi[1], bounds->z);
    mpq_inv(clause->hi[2], noise);
    mpq_neg(clause->lo[2], clause->hi[2]);
    mpq_set(clause->arguments[0].value, bounds->m);
  }
}

void ab_rank_one_groups_compile(ab_clauses *clauses, const ab_statement *statement,
                                const ab_choice *ranges, size_t range_count,
                                const ab_choice *groups) {
  static const char *const variables[] = {"p", "z", "k"}, *const parameters[] = {"m"};
  size_t first = clauses->template_count;
  for (int side = 0; side < 2; side++) {
    ab_template *t = ab_clauses_add_template(clauses, side ? "group:below" : "group:above",
                                             variables, 3, parameters, 1);
    ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE,
                            scaled_t(t->graph, statement, side ? -1 : 1));
  }
  size_t rows = groups[AB_GROUPS_A].count, columns = groups[AB_GROUPS_B].count;
  ab_group_bounds bounds;
  ab_group_bounds_init(&bounds);
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) {
      mpq_srcptr noise = groups[AB_GROUPS_NOISE].values[r * columns + c];
      if (mpq_sgn(noise) <= 0)
        continue;
      ab_group_bounds_set(&bounds, statement, ranges, range_count, groups, r, c);
      add_group(clauses, first, &bounds, noise, r, c);
    }
  ab_group_bounds_clear(&bounds);
}

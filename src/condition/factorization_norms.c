/* SPDX-License-Identifier: MIT
 * The closed form from two norms: |delta - p - z| <= g for p = w_i.s_j, z = Z_ij, so that T_ij >= 0
 * follows from two clauses in one variable an entry. docs/theory/norms.md; the sections cited are
 * its. */
#include "condition/factorization_norms.h"

#include "base/memory.h"
#include "condition/arithmetic.h"
#include "condition/factorization_bounds.h"
#include "num/interval.h"
#include "num/rational.h"

#include <string.h>

enum { LOGARITHM_PRECISION = 128, PAD_BITS = 40 };

static const char *const choice_names[] = {"norms", "sizes", "pairs", "logarithms"};

bool ab_is_of_norms(const ab_witness *witness) {
  return witness->choice_count > AB_NORMS_PAIRS &&
         strcmp(witness->choices[AB_NORMS_PAIRS].name, choice_names[AB_NORMS_PAIRS]) == 0;
}

void ab_norms_reach(mpq_t out, const ab_matrix_factorization *f, bool of_s) {
  size_t first = of_s ? f->rank * f->x.rows : 0;
  size_t count = f->rank * (of_s ? f->x.columns : f->x.rows);
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  mpq_set_ui(out, 0, 1);
  for (size_t k = first; k < first + count; k++) {
    mpq_mul(lo, f->domain.lo[k], f->domain.lo[k]);
    mpq_mul(hi, f->domain.hi[k], f->domain.hi[k]);
    mpq_add(out, out, mpq_cmp(lo, hi) > 0 ? lo : hi);
  }
  mpq_clears(lo, hi, NULL);
}

static bool is_range(const ab_domain *domain, size_t first, size_t count, mpq_t end) {
  mpq_t negative;
  mpq_init(negative);
  mpq_set(end, domain->hi[first]);
  mpq_neg(negative, end);
  bool good = mpq_sgn(end) > 0;
  for (size_t k = first; k < first + count && good; k++)
    good = mpq_equal(domain->hi[k], end) && mpq_equal(domain->lo[k], negative);
  mpq_clear(negative);
  return good;
}

bool ab_norms_cube(mpq_t w, mpq_t s, const ab_matrix_factorization *f) {
  size_t first = f->rank * f->x.rows;
  return is_range(&f->domain, 0, first, w) &&
         is_range(&f->domain, first, f->rank * f->x.columns, s);
}

bool ab_norms_is_paired(const ab_choice *pairs, size_t entry) {
  for (size_t k = 0; k < pairs->count; k++)
    if (mpq_cmp_ui(pairs->values[k], entry + 1, 1) == 0)
      return true;
  return false;
}

/* The constants: w[c,i] row by row, then s[c,j]. */
static size_t w_constant(const ab_matrix_factorization *f, size_t c, size_t i) {
  return c * f->x.rows + i;
}

static size_t s_constant(const ab_matrix_factorization *f, size_t c, size_t j) {
  return f->rank * f->x.rows + c * f->x.columns + j;
}

void ab_norms_constant_name(ab_text *text, const ab_matrix_factorization *f, size_t k) {
  size_t first = f->rank * f->x.rows;
  size_t columns = k < first ? f->x.rows : f->x.columns, at = k < first ? k : k - first;
  ab_text_printf(text, "%s[%zu,%zu]", k < first ? "w" : "s", at / columns + 1, at % columns + 1);
}

static ab_status malformed(ab_error *error) {
  return ab_error_set(error, AB_NOT_VERIFIED, "the choices of the closed form are malformed");
}

bool ab_norms_are_entries(const ab_choice *entries, size_t most) {
  for (size_t k = 0; k < entries->count; k++)
    if (mpz_cmp_ui(mpq_denref(entries->values[k]), 1) != 0 ||
        mpq_cmp_ui(entries->values[k], 1, 1) < 0 || mpq_cmp_ui(entries->values[k], most, 1) > 0 ||
        (k > 0 && mpq_cmp(entries->values[k - 1], entries->values[k]) >= 0))
      return false;
  return true;
}

static ab_status check_form(const ab_matrix_factorization *f, const ab_witness *witness,
                            ab_error *error) {
  if (witness->choice_count != AB_NORMS_HINT + f->rank ||
      witness->constants.count != f->rank * (f->x.rows + f->x.columns))
    return malformed(error);
  const ab_choice *choices = witness->choices;
  size_t entries = f->x.rows * f->x.columns;
  size_t counts[] = {2, entries, choices[AB_NORMS_PAIRS].count, 2};
  bool good = ab_norms_are_entries(&choices[AB_NORMS_PAIRS], entries);
  for (size_t k = 0; k < AB_NORMS_HINT + f->rank && good; k++) {
    ab_text name;
    ab_text_init(&name);
    if (k < AB_NORMS_HINT)
      ab_text_add(&name, choice_names[k]);
    else
      ab_text_printf(&name, "v[%zu]", k - AB_NORMS_HINT + 1);
    good = strcmp(name.data, choices[k].name) == 0 &&
           choices[k].count == (k < AB_NORMS_HINT ? counts[k] : f->x.columns);
    ab_text_clear(&name);
  }
  for (size_t k = 0; k < witness->constants.count && good; k++) {
    ab_text name;
    ab_text_init(&name);
    ab_norms_constant_name(&name, f, k);
    good = strcmp(name.data, witness->constants.items[k].name) == 0;
    ab_text_clear(&name);
  }
  for (size_t k = 0; k < 2 + entries && good; k++)
    good = mpq_sgn(k < 2 ? choices[AB_NORMS_BOUNDS].values[k]
                         : choices[AB_NORMS_SIZES].values[k - 2]) > 0;
  return good ? AB_OK : malformed(error);
}

static bool is_within(const ab_constant *c, const mpq_t lo, const mpq_t hi) {
  return mpq_cmp(c->lo, lo) <= 0 && mpq_cmp(hi, c->hi) <= 0;
}

static ab_status check_constants(const ab_constants *constants, const ab_low_rank *z,
                                 ab_error *error) {
  size_t first = z->rank * z->rows;
  for (size_t k = 0; k < constants->count; k++) {
    bool is_w = k < first;
    size_t at = is_w ? k : k - first;
    if (!is_within(&constants->items[k], is_w ? z->w_lo[at] : z->s_lo[at],
                   is_w ? z->w_hi[at] : z->s_hi[at]))
      return ab_error_set(error, AB_NOT_VERIFIED,
                          "the enclosure of the constant %s cannot be confirmed",
                          constants->items[k].name);
  }
  return AB_OK;
}

/* a >= (reach + sqrt(reach^2 + 4 sigma_1))/2, that is a^2 - sigma_1 >= a reach; section 2. */
static bool is_norm_bound(const mpq_t a, const mpq_t reach_square, const mpq_t sigma) {
  mpq_t left, right;
  mpq_inits(left, right, NULL);
  mpq_mul(right, a, a);
  mpq_sub(left, right, sigma);
  mpq_mul(right, right, reach_square);
  bool good = mpq_sgn(left) >= 0;
  mpq_mul(left, left, left);
  good = good && mpq_cmp(left, right) >= 0;
  mpq_clears(left, right, NULL);
  return good;
}

ab_status ab_norms_check_bounds(const ab_matrix_factorization *f, const ab_choice *bounds,
                                const ab_low_rank *z, ab_error *error) {
  mpq_t reach;
  mpq_init(reach);
  bool good = true;
  for (size_t k = 0; k < 2 && good; k++) {
    ab_norms_reach(reach, f, k == 1);
    good = is_norm_bound(bounds->values[k], reach, z->first_upper);
  }
  mpq_clear(reach);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "the bounds of the norms of nearest minimizers are not confirmed");
}

void ab_norms_size(mpq_t out, const mpq_t *bounds, const ab_low_rank *z, size_t entry) {
  mpq_t term;
  mpq_init(term);
  mpq_mul(out, bounds[0], bounds[0]);
  mpq_mul(out, out, z->left[entry / z->columns]);
  mpq_mul(term, bounds[1], bounds[1]);
  mpq_mul(term, term, z->right[entry % z->columns]);
  mpq_add(out, out, term);
  mpq_div_2exp(out, out, 1);
  mpq_clear(term);
}

/* 2 m >= a^2 |u_i|^2 + b^2 |v_j|^2 where no pair tests show the bound m; section 2. */
static ab_status check_sizes(const ab_witness *witness, const ab_low_rank *z, ab_error *error) {
  const mpq_t *bounds = (const mpq_t *)witness->choices[AB_NORMS_BOUNDS].values;
  mpq_t sum;
  mpq_init(sum);
  ab_status status = AB_OK;
  for (size_t e = 0; e < z->rows * z->columns && status == AB_OK; e++) {
    if (ab_norms_is_paired(&witness->choices[AB_NORMS_PAIRS], e))
      continue;
    ab_norms_size(sum, bounds, z, e);
    if (mpq_cmp(witness->choices[AB_NORMS_SIZES].values[e], sum) < 0)
      status = ab_error_set(error, AB_NOT_VERIFIED,
                            "the size of nearest minimizers at entry (%zu,%zu) is not confirmed",
                            e / z->columns + 1, e % z->columns + 1);
  }
  mpq_clear(sum);
  return status;
}

/* exp(end) >= bound/least, certainly. */
static bool exceeds(const mpq_t end, const mpq_t bound, const mpq_t least) {
  ab_interval x, y;
  mpq_t ratio;
  ab_interval_init(&x, LOGARITHM_PRECISION);
  ab_interval_init(&y, LOGARITHM_PRECISION);
  mpq_init(ratio);
  mpq_div(ratio, bound, least);
  ab_interval_set_rational(&x, end);
  ab_interval_exp(&x, &x);
  ab_interval_set_rational(&y, ratio);
  ab_interval_sub(&x, &x, &y);
  bool good = ab_interval_is_nonnegative(&x) == AB_TRUE;
  ab_interval_clear(&x);
  ab_interval_clear(&y);
  mpq_clear(ratio);
  return good;
}

/* Pair tests: rank two, a cube, and a range of the logarithms of the singular values of B that
 * leaves none out; section 4. */
static ab_status check_pairs(const ab_matrix_factorization *f, const ab_witness *witness,
                             const ab_low_rank *z, ab_error *error) {
  if (witness->choices[AB_NORMS_PAIRS].count == 0)
    return AB_OK;
  const ab_choice *range = &witness->choices[AB_NORMS_LOGARITHMS];
  const ab_choice *bounds = &witness->choices[AB_NORMS_BOUNDS];
  mpq_t w, s;
  mpq_inits(w, s, NULL);
  bool good = f->rank == 2 && ab_norms_cube(w, s, f);
  mpq_neg(w, range->values[0]);
  good = good && mpq_cmp(range->values[0], range->values[1]) <= 0 && mpq_sgn(z->w_least) > 0 &&
         mpq_sgn(z->s_least) > 0 && exceeds(range->values[1], bounds->values[0], z->w_least) &&
         exceeds(w, bounds->values[1], z->s_least);
  mpq_clears(w, s, NULL);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "pair tests are for rank two over cubes, with a range of logarithms "
                             "that is shown to suffice");
}

static ab_status check_bounds(const ab_matrix_factorization *f, const ab_witness *witness,
                              ab_error *error) {
  ab_low_rank z;
  ab_status status = ab_factorization_enclose(&z, f, &witness->choices[AB_NORMS_HINT], true, error);
  if (status == AB_OK)
    status = check_constants(&witness->constants, &z, error);
  if (status == AB_OK)
    status = ab_norms_check_bounds(f, &witness->choices[AB_NORMS_BOUNDS], &z, error);
  if (status == AB_OK)
    status = check_sizes(witness, &z, error);
  if (status == AB_OK)
    status = check_pairs(f, witness, &z, error);
  ab_low_rank_clear(&z);
  return status;
}

ab_status ab_norms_verify(const ab_statement *statement, const ab_witness *witness,
                          ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  ab_status status = ab_factorization_verify_box(statement, "closed forms from norms", error);
  if (status == AB_OK)
    status = check_form(f, witness, error);
  return status == AB_OK ? check_bounds(f, witness, error) : status;
}

ab_expr ab_norms_twice_t(ab_graph *g, const ab_statement *statement, ab_expr r, ab_expr eps,
                         ab_expr delta) {
  mpq_t c, e;
  mpq_inits(c, e, NULL);
  ab_factorization_two_less(c, statement);
  mpq_inv(e, c);
  ab_expr centre = ab_mul(g, ab_graph_constant(g, e), eps);
  ab_expr square = ab_mul(g, ab_graph_constant(g, c), ab_square(g, ab_sub(g, r, centre)));
  mpq_sub(e, ab_statement_constant(statement, AB_ALPHA), e);
  ab_expr noise = ab_mul(g, ab_graph_constant(g, e), ab_square(g, eps));
  ab_expr rest = ab_mul(g, ab_graph_integer(g, 2), ab_mul(g, r, delta));
  mpq_clears(c, e, NULL);
  return ab_sub(g, ab_add(g, square, noise), rest);
}

/* Parameters of the template: x, m, shift; what describes N+ and N-; then w and s. */
enum { X, SIZE, SHIFT, PLUS, MINUS, LINEAR, END, INVERSE, FACTORS };

/* N+ = plus + linear t + (end + inverse t)^2, N- = minus - linear t + (end - inverse t)^2. */
static ab_expr norm_square(ab_graph *g, ab_expr t, int sign) {
  ab_expr linear = ab_mul(g, ab_graph_parameter(g, LINEAR), t);
  ab_expr slope = ab_mul(g, ab_graph_parameter(g, INVERSE), t), end = ab_graph_parameter(g, END);
  ab_expr constant = ab_graph_parameter(g, sign > 0 ? PLUS : MINUS);
  ab_expr square = ab_square(g, sign > 0 ? ab_add(g, end, slope) : ab_sub(g, end, slope));
  return ab_add(g, sign > 0 ? ab_add(g, constant, linear) : ab_sub(g, constant, linear), square);
}

/* 2 T_ij at delta = p + z + sign g, p = t + shift, g = (sqrt(N+ (2 m + 2 z)) + sqrt(N- (2 m - 2
 * z)))/2; section 3. */
static void add_literal(ab_template *t_, const ab_statement *statement, int sign) {
  size_t rank = statement->factorization.rank;
  ab_graph *g = t_->graph;
  ab_expr t = ab_graph_variable(g, 0), x = ab_graph_parameter(g, X), two = ab_graph_integer(g, 2);
  ab_expr z =
      ab_mul(g, ab_graph_parameter(g, FACTORS), ab_graph_parameter(g, (uint32_t)(FACTORS + rank)));
  for (uint32_t c = 1; c < rank; c++) {
    ab_expr w = ab_graph_parameter(g, FACTORS + c);
    z = ab_add(g, z, ab_mul(g, w, ab_graph_parameter(g, (uint32_t)(FACTORS + rank + c))));
  }
  ab_expr p = ab_add(g, t, ab_graph_parameter(g, SHIFT));
  ab_expr size = ab_mul(g, two, ab_graph_parameter(g, SIZE)), twice_z = ab_mul(g, two, z);
  ab_expr sum = ab_mul(g, norm_square(g, t, 1), ab_add(g, size, twice_z));
  ab_expr difference = ab_mul(g, norm_square(g, t, -1), ab_sub(g, size, twice_z));
  ab_expr sum_root = ab_graph_unary(g, AB_OP_SQRT, sum);
  ab_expr difference_root = ab_graph_unary(g, AB_OP_SQRT, difference);
  ab_expr reach = ab_div(g, ab_add(g, sum_root, difference_root), two);
  ab_expr middle = ab_add(g, p, z);
  ab_expr delta = sign > 0 ? ab_add(g, middle, reach) : ab_sub(g, middle, reach);
  ab_expr r = ab_sub(g, x, p), eps = ab_sub(g, x, z);
  ab_template_add_literal(t_, AB_LITERAL_NONNEGATIVE,
                          ab_norms_twice_t(g, statement, r, eps, delta));
}

static void bind_constant(ab_clause *clause, size_t parameter, size_t constant) {
  clause->arguments[parameter].bound = true;
  clause->arguments[parameter].constant = constant;
}

/* One piece of the range of p: t in [-reach, reach]; N+ and N- as above. */
typedef struct {
  mpq_t reach, shift, plus, minus, linear, end, inverse;
} piece;

static void add_clauses(ab_clauses *clauses, const ab_statement *statement,
                        const ab_witness *witness, size_t entry, const piece *p, size_t number) {
  const ab_matrix_factorization *f = &statement->factorization;
  size_t i = entry / f->x.columns, j = entry % f->x.columns;
  for (size_t side = 0; side < 2; side++) {
    ab_text name;
    ab_text_init(&name);
    ab_text_printf(&name, "entry[%zu,%zu]:%s:%zu", i + 1, j + 1, side ? "below" : "above",
                   number + 1);
    ab_clause *clause = ab_clauses_add(clauses, name.data, side);
    ab_text_clear(&name);
    mpq_neg(clause->lo[0], p->reach);
    mpq_set(clause->hi[0], p->reach);
    mpq_set(clause->arguments[X].value, f->x.entries[entry]);
    mpq_set(clause->arguments[SIZE].value, witness->choices[AB_NORMS_SIZES].values[entry]);
    mpq_set(clause->arguments[SHIFT].value, p->shift);
    mpq_set(clause->arguments[PLUS].value, p->plus);
    mpq_set(clause->arguments[MINUS].value, p->minus);
    mpq_set(clause->arguments[LINEAR].value, p->linear);
    mpq_set(clause->arguments[END].value, p->end);
    mpq_set(clause->arguments[INVERSE].value, p->inverse);
    for (size_t c = 0; c < f->rank; c++) {
      bind_constant(clause, FACTORS + c, w_constant(f, c, i));
      bind_constant(clause, FACTORS + f->rank + c, s_constant(f, c, j));
    }
  }
}

/* Makes N+ and N- a little larger: their roots stay defined where they are 0. */
static void pad(piece *out, const mpq_t size) {
  mpq_t more;
  mpq_init(more);
  mpq_div_2exp(more, size, PAD_BITS);
  mpq_add(out->plus, out->plus, more);
  mpq_add(out->minus, out->minus, more);
  mpq_clear(more);
}

/* Over a cube, for number = 0 .. k - 1: all products w_c s_c but one at the ends +-w s; section 3.
 */
static void set_cube_piece(piece *out, const mpq_t w, const mpq_t s, size_t rank, size_t number) {
  mpq_t square, factor;
  mpq_inits(square, factor, NULL);
  mpq_mul(out->reach, w, s);
  mpq_set_si(factor, (long)rank - 1 - 2 * (long)number, 1);
  mpq_mul(out->shift, out->reach, factor);
  mpq_mul(factor, w, w);
  mpq_mul(square, s, s);
  mpq_add(square, square, factor);
  mpq_set_ui(factor, rank - 1, 1);
  mpq_mul(square, square, factor);
  mpq_add(out->plus, square, out->shift);
  mpq_add(out->plus, out->plus, out->shift);
  mpq_sub(out->minus, square, out->shift);
  mpq_sub(out->minus, out->minus, out->shift);
  mpq_set_ui(out->linear, 0, 1);
  mpq_set(out->end, mpq_cmp(w, s) > 0 ? w : s);
  mpq_inv(out->inverse, out->end);
  mpq_mul(square, out->end, out->end);
  pad(out, square);
  mpq_clears(square, factor, NULL);
}

/* Over any box: N+ + N- is twice the greatest |w_i|^2 + |s_j|^2. */
static void set_box_piece(piece *out, const ab_matrix_factorization *f, size_t entry) {
  size_t i = entry / f->x.columns, j = entry % f->x.columns;
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  mpq_set_ui(out->plus, 0, 1);
  for (size_t k = 0; k < 2 * f->rank; k++) {
    size_t c = k / 2;
    size_t at = k % 2 ? f->rank * f->x.rows + c * f->x.columns + j : c * f->x.rows + i;
    mpq_mul(lo, f->domain.lo[at], f->domain.lo[at]);
    mpq_mul(hi, f->domain.hi[at], f->domain.hi[at]);
    mpq_add(out->plus, out->plus, mpq_cmp(lo, hi) > 0 ? lo : hi);
  }
  mpq_set(out->minus, out->plus);
  mpq_div_2exp(out->reach, out->plus, 1);
  mpq_set_ui(out->shift, 0, 1);
  mpq_set_ui(out->linear, 2, 1);
  mpq_set_ui(out->end, 0, 1);
  mpq_set_ui(out->inverse, 0, 1);
  mpq_set(lo, out->reach);
  pad(out, lo);
  mpq_clears(lo, hi, NULL);
}

static void add_entries(ab_clauses *clauses, const ab_statement *statement,
                        const ab_witness *witness) {
  const ab_matrix_factorization *f = &statement->factorization;
  piece p;
  mpq_t w, s;
  mpq_inits(p.reach, p.shift, p.plus, p.minus, p.linear, p.end, p.inverse, w, s, NULL);
  bool cube = ab_norms_cube(w, s, f);
  for (size_t e = 0; e < f->x.rows * f->x.columns; e++)
    for (size_t number = 0; number < (cube ? f->rank : 1); number++) {
      if (cube)
        set_cube_piece(&p, w, s, f->rank, number);
      else
        set_box_piece(&p, f, e);
      add_clauses(clauses, statement, witness, e, &p, number);
    }
  mpq_clears(p.reach, p.shift, p.plus, p.minus, p.linear, p.end, p.inverse, w, s, NULL);
}

void ab_norms_compile(ab_clauses *clauses, const ab_statement *statement,
                      const ab_witness *witness) {
  static const char *const variables[] = {"t"};
  size_t rank = statement->factorization.rank, count = FACTORS + 2 * rank;
  static const char *const first[] = {"x",     "m",      "shift", "plus",
                                      "minus", "linear", "end",   "inverse"};
  ab_text *texts = ab_allocate(count, sizeof *texts);
  const char **names = ab_allocate(count, sizeof *names);
  for (size_t k = 0; k < count; k++) {
    ab_text_init(&texts[k]);
    if (k < FACTORS)
      ab_text_add(&texts[k], first[k]);
    else
      ab_text_printf(&texts[k], "%s%zu", k < FACTORS + rank ? "w" : "s", (k - FACTORS) % rank + 1);
    names[k] = texts[k].data;
  }
  for (int sign = 1; sign >= -1; sign -= 2)
    add_literal(ab_clauses_add_template(clauses, sign > 0 ? "norms:above" : "norms:below",
                                        variables, 1, names, count),
                statement, sign);
  for (size_t k = 0; k < count; k++)
    ab_text_clear(&texts[k]);
  ab_free(texts);
  ab_free(names);
  add_entries(clauses, statement, witness);
  if (witness->choices[AB_NORMS_PAIRS].count > 0)
    ab_pairs_compile(clauses, statement, witness);
}

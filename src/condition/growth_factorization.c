/* SPDX-License-Identifier: MIT
 * The growth bound |grad f_ij|^2 <= 2 L (f_ij - f_ij*) for matrix factorisation. With r = X_ij -
 * w_i . s_j the left side is r^2 (|w_i|^2 + |s_j|^2) = 2 f_ij (|w_i|^2 + |s_j|^2), and f_ij* = 0.
 * So a proof shows that |w_i|^2 + |s_j|^2 <= L on D, for the one row and column where it is
 * largest; a refutation that it is larger at a point where r != 0 (docs/theory/sgd.md, section 11).
 */
#include "condition/arithmetic.h"
#include "condition/factorization.h"
#include "num/rational.h"

#include <string.h>

const ab_claim_form ab_growth_form = {.items = {{"L", AB_BEST_SMALLEST}},
                                      .count = 1,
                                      .example = "L = 8;",
                                      .asks = "the growth bound asks for L > 0"};

enum { POINT, ENTRY, CHOICES };

static ab_status read(ab_statement *statement, ab_error *error) {
  ab_status status = ab_factorization_claim_read(statement, error);
  if (status == AB_OK && statement->factorization.shape == AB_SHAPE_TUBE)
    status = ab_syntax_error(statement->syntax, statement->claim->place, error,
                             "growth needs a box or a ball: a tube about M is unbounded, and no L "
                             "will do");
  return status;
}

/* ---- the row and the column where D is widest ---- */

/* out = the largest |column of the factor|^2 over D: entries first + c stride, c < rank. */
static void reach(mpq_t out, const ab_matrix_factorization *f, size_t first, size_t stride) {
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  mpq_set_ui(out, 0, 1);
  for (size_t c = 0; c < f->rank; c++) {
    mpq_mul(lo, f->domain.lo[first + c * stride], f->domain.lo[first + c * stride]);
    mpq_mul(hi, f->domain.hi[first + c * stride], f->domain.hi[first + c * stride]);
    mpq_add(out, out, mpq_cmp(lo, hi) > 0 ? lo : hi);
  }
  mpq_clears(lo, hi, NULL);
}

size_t ab_growth_farthest(mpq_t out, const ab_matrix_factorization *f, size_t first, size_t count) {
  size_t best = 0;
  mpq_t here;
  mpq_init(here);
  reach(out, f, first, count);
  for (size_t i = 1; i < count; i++) {
    reach(here, f, first + i, count);
    if (mpq_cmp(here, out) <= 0)
      continue;
    best = i;
    mpq_set(out, here);
  }
  mpq_clear(here);
  return best;
}

/* out = the maximum of |w_i|^2 + |s_j|^2 over D and all i, j. */
static void largest(mpq_t out, const ab_matrix_factorization *f) {
  if (f->shape == AB_SHAPE_BALL) {
    mpq_mul(out, *f->radius, *f->radius);
    return;
  }
  mpq_t columns;
  mpq_init(columns);
  ab_growth_farthest(out, f, 0, f->x.rows);
  ab_growth_farthest(columns, f, f->rank * f->x.rows, f->x.columns);
  mpq_add(out, out, columns);
  mpq_clear(columns);
}

/* ---- clauses ---- */

/* L - q >= 0 for all q in [0, max |w_i|^2 + |s_j|^2]. */
static void compile_proof(ab_clauses *clauses, const ab_statement *statement) {
  static const char *const variables[] = {"q"};
  ab_template *t = ab_clauses_add_template(clauses, "growth", variables, 1, NULL, 0);
  ab_expr constant = ab_graph_constant(t->graph, ab_statement_constant(statement, 0));
  ab_expr q = ab_graph_variable(t->graph, 0);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, ab_sub(t->graph, constant, q));
  ab_clause *clause = ab_clauses_add(clauses, "growth", 0);
  largest(clause->hi[0], &statement->factorization);
}

/* A clause without variables. */
static void add_fact(ab_clauses *clauses, const char *name, ab_literal_kind kind,
                     const mpq_t number) {
  ab_template *t = ab_clauses_add_template(clauses, name, NULL, 0, NULL, 0);
  ab_template_add_literal(t, kind, ab_graph_constant(t->graph, number));
  ab_clauses_add(clauses, name, clauses->template_count - 1);
}

static size_t index_of(const mpq_t value) {
  return mpz_get_ui(mpq_numref(value)) - 1;
}

/* At the point: |w_i|^2 + |s_j|^2 - L > 0, and X_ij - w_i . s_j != 0. */
static void compile_refutation(ab_clauses *clauses, const ab_statement *statement,
                               const ab_witness *witness) {
  const ab_matrix_factorization *f = &statement->factorization;
  const mpq_t *x = (const mpq_t *)witness->choices[POINT].values;
  const mpq_t *entry = (const mpq_t *)witness->choices[ENTRY].values;
  size_t i = index_of(entry[0]), j = index_of(entry[1]);
  mpq_t sum, residual, product;
  mpq_inits(sum, residual, product, NULL);
  mpq_neg(sum, ab_statement_constant(statement, 0));
  mpq_set(residual, f->x.entries[i * f->x.columns + j]);
  for (size_t c = 0; c < f->rank; c++) {
    mpq_srcptr w = x[c * f->x.rows + i], s = x[f->rank * f->x.rows + c * f->x.columns + j];
    mpq_mul(product, w, w);
    mpq_add(sum, sum, product);
    mpq_mul(product, s, s);
    mpq_add(sum, sum, product);
    mpq_mul(product, w, s);
    mpq_sub(residual, residual, product);
  }
  add_fact(clauses, "larger", AB_LITERAL_POSITIVE, sum);
  add_fact(clauses, "residual", AB_LITERAL_NONZERO, residual);
  mpq_clears(sum, residual, product, NULL);
}

static ab_status compile(ab_clauses *clauses, const ab_statement *statement,
                         ab_certificate_kind kind, const ab_witness *witness, ab_error *error) {
  (void)error;
  if (kind == AB_CERTIFICATE_REFUTATION)
    compile_refutation(clauses, statement, witness);
  else
    compile_proof(clauses, statement);
  return AB_OK;
}

/* ---- witness ---- */

/* Whether x is in D. */
static bool is_inside(const ab_matrix_factorization *f, const mpq_t *x, size_t count) {
  if (f->shape == AB_SHAPE_BOX)
    return ab_domain_holds(&f->domain, x);
  mpq_t sum, square;
  mpq_inits(sum, square, NULL);
  for (size_t k = 0; k < count; k++) {
    mpq_mul(square, x[k], x[k]);
    mpq_add(sum, sum, square);
  }
  mpq_mul(square, *f->radius, *f->radius);
  bool inside = mpq_cmp(sum, square) <= 0;
  mpq_clears(sum, square, NULL);
  return inside;
}

static bool is_index(const mpq_t value, size_t count) {
  return mpz_cmp_ui(mpq_denref(value), 1) == 0 && mpq_cmp_ui(value, 1, 1) >= 0 &&
         mpq_cmp_ui(value, count, 1) <= 0;
}

static ab_status verify(const ab_statement *statement, ab_certificate_kind kind,
                        const ab_witness *witness, ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  size_t count = f->rank * (f->x.rows + f->x.columns);
  bool refutation = kind == AB_CERTIFICATE_REFUTATION;
  if (kind == AB_CERTIFICATE_THEOREM || witness->constants.count != 0 ||
      witness->choice_count != (refutation ? CHOICES : 0))
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "a proof of the growth bound has no witness, a refutation the choices "
                        "'point' and 'entry'");
  if (!refutation)
    return AB_OK;
  const ab_choice *point = &witness->choices[POINT], *entry = &witness->choices[ENTRY];
  if (strcmp(point->name, "point") != 0 || point->count != count ||
      strcmp(entry->name, "entry") != 0 || entry->count != 2)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "a refutation needs the choices 'point' and 'entry'");
  if (!is_index(entry->values[0], f->x.rows) || !is_index(entry->values[1], f->x.columns))
    return ab_error_set(error, AB_NOT_VERIFIED, "the choice 'entry' names no entry of X");
  return is_inside(f, (const mpq_t *)point->values, count)
             ? AB_OK
             : ab_error_set(error, AB_NOT_VERIFIED, "the point is not in the domain");
}

static void show(ab_text *text, const ab_statement *statement) {
  ab_factorization_show_problem(text, &statement->factorization);
  ab_text_add(text, "f_ij* = 0   (the infimum over the whole space)\n"
                    "For all x = (W, S) in D, all i, j:\n"
                    "  |grad f_ij(x)|^2 <= 2 L (f_ij(x) - f_ij*)\n"
                    "with ");
  ab_statement_show_constants(text, statement);
}

static void basis(ab_basis *out, const ab_statement *statement, const ab_witness *witness) {
  (void)statement;
  (void)witness;
  *out = (ab_basis){.infimum = "proved"};
}

const ab_condition ab_condition_growth_factorization = {.claim = "growth",
                                                        .constants = &ab_growth_form,
                                                        .family = "matrix_factorization",
                                                        .basis = basis,
                                                        .coordinate =
                                                            ab_factorization_claim_coordinate,
                                                        .read = read,
                                                        .append = ab_factorization_claim_append,
                                                        .show = show,
                                                        .verify = verify,
                                                        .compile = compile};

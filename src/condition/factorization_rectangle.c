/* SPDX-License-Identifier: MIT
 * Closed forms over boxes from rectangles that hold (w_i.s_j, delta_ij): the cut tube, the
 * nuclear-norm distance, the linearisation theorem with signed delta. docs/theory/rectangles.md;
 * the sections cited are its. What the clauses need is verified in rectangle_bounds.c. */
#include "condition/factorization_rectangle.h"

#include "condition/arithmetic.h"
#include "condition/factorization_bounds.h"

#include <string.h>

const char *const ab_rectangle_choice_names[AB_RECTANGLE_HINT] = {
    "noise",        "distance2",    "entries", "cut",         "delta_lower", "delta_upper",
    "slopes_lower", "slopes_upper", "balance", "contraction", "norms"};

bool ab_is_rectangle(const ab_witness *witness) {
  return witness->choice_count > AB_RECTANGLE_DISTANCE &&
         strcmp(witness->choices[AB_RECTANGLE_DISTANCE].name, "distance2") == 0;
}

void ab_rectangle_constant_name(ab_text *text, const ab_matrix_factorization *f, size_t entry) {
  ab_text_printf(text, "z[%zu,%zu]", entry / f->x.columns + 1, entry % f->x.columns + 1);
}

static bool is_zero(const ab_choice *choice) {
  for (size_t k = 0; k < choice->count; k++)
    if (mpq_sgn(choice->values[k]) != 0)
      return false;
  return true;
}

/* Whether a range of delta is narrower than what the distance gives. */
static bool is_signed(const ab_witness *witness) {
  mpq_t twice;
  mpq_init(twice);
  bool narrower = false;
  for (size_t k = 0; k < witness->choices[AB_RECTANGLE_ENTRIES].count && !narrower; k++) {
    mpq_mul_2exp(twice, witness->choices[AB_RECTANGLE_UPPER].values[k], 1);
    narrower = !mpq_equal(twice, witness->choices[AB_RECTANGLE_DISTANCE].values[0]);
    mpq_mul_2exp(twice, witness->choices[AB_RECTANGLE_LOWER].values[k], 1);
    mpq_neg(twice, twice);
    narrower = narrower || !mpq_equal(twice, witness->choices[AB_RECTANGLE_DISTANCE].values[0]);
  }
  mpq_clear(twice);
  return narrower;
}

void ab_rectangle_append_name(ab_text *text, const ab_witness *witness) {
  ab_text_add(text, witness->choices[AB_RECTANGLE_CUT].count > 0 ? "cut tube" : "tube theorem");
  if (is_signed(witness))
    ab_text_add(text, ", linearisation theorem with signed delta");
  if (!is_zero(&witness->choices[AB_RECTANGLE_CONTRACTION]))
    ab_text_add(text, ", nuclear-norm distance");
}

/* The parameters of the template: d one end of the range of delta. */
enum { X, Z, D, R_LO, R_HI, PARAMETERS };

/* c (r - r*)^2 + alpha eps^2 - (eps + d)^2/c, r* = (eps + d)/c, r the number of [r_lo, r_hi] that
 * is nearest to r*; without the square unless `is_cut`; section 1. */
static void add_template(ab_clauses *clauses, const ab_statement *statement, bool is_cut) {
  static const char *const names[] = {"x", "z", "d", "r_lo", "r_hi"};
  ab_template *t = ab_clauses_add_template(clauses, is_cut ? "cut" : "signed", NULL, 0, names,
                                           is_cut ? PARAMETERS : R_LO);
  ab_graph *g = t->graph;
  mpq_t number;
  mpq_init(number);
  ab_factorization_two_less(number, statement);
  ab_expr c = ab_graph_constant(g, number);
  mpq_inv(number, number);
  ab_expr inverse = ab_graph_constant(g, number);
  ab_expr alpha = ab_graph_constant(g, ab_statement_constant(statement, AB_ALPHA));
  mpq_clear(number);
  ab_expr x = ab_graph_parameter(g, X), eps = ab_sub(g, x, ab_graph_parameter(g, Z));
  ab_expr sum = ab_add(g, eps, ab_graph_parameter(g, D));
  ab_expr needed = ab_mul(g, inverse, ab_square(g, sum));
  ab_expr value = ab_sub(g, ab_mul(g, alpha, ab_square(g, eps)), needed);
  if (is_cut) {
    ab_expr centre = ab_mul(g, inverse, sum), lo = ab_graph_parameter(g, R_LO);
    ab_expr above = ab_graph_binary(g, AB_OP_MAX, centre, lo);
    ab_expr r = ab_graph_binary(g, AB_OP_MIN, above, ab_graph_parameter(g, R_HI));
    value = ab_add(g, value, ab_mul(g, c, ab_square(g, ab_sub(g, r, centre))));
  }
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, value);
}

/* The two clauses of a listed entry: its number in the list is k. */
static void add_entry(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness,
                      size_t k, bool is_cut, size_t index) {
  const ab_matrix_factorization *f = &statement->factorization;
  size_t entry = mpz_get_ui(mpq_numref(witness->choices[AB_RECTANGLE_ENTRIES].values[k])) - 1;
  for (size_t side = AB_RECTANGLE_LOWER; side <= AB_RECTANGLE_UPPER; side++) {
    ab_text name;
    ab_text_init(&name);
    ab_text_printf(&name, "entry[%zu,%zu]:%s", entry / f->x.columns + 1, entry % f->x.columns + 1,
                   side == AB_RECTANGLE_LOWER ? "lower" : "upper");
    ab_clause *clause = ab_clauses_add(clauses, name.data, index);
    ab_text_clear(&name);
    mpq_set(clause->arguments[X].value, f->x.entries[entry]);
    clause->arguments[Z].bound = true;
    clause->arguments[Z].constant = k;
    mpq_set(clause->arguments[D].value, witness->choices[side].values[k]);
    if (!is_cut)
      continue;
    mpq_ptr lo = clause->arguments[R_LO].value, hi = clause->arguments[R_HI].value;
    ab_rectangle_product(hi, lo, f, entry);
    mpq_sub(lo, f->x.entries[entry], lo);
    mpq_sub(hi, f->x.entries[entry], hi);
  }
}

void ab_rectangle_compile(ab_clauses *clauses, const ab_statement *statement,
                          const ab_witness *witness) {
  const ab_matrix_factorization *f = &statement->factorization;
  const ab_choice *entries = &witness->choices[AB_RECTANGLE_ENTRIES];
  const ab_choice *cut = &witness->choices[AB_RECTANGLE_CUT];
  add_template(clauses, statement, false);
  add_template(clauses, statement, true);
  if (entries->count < f->x.rows * f->x.columns)
    ab_tube_add_clause(clauses, statement, witness->choices[AB_RECTANGLE_NOISE].values[0],
                       witness->choices[AB_RECTANGLE_DISTANCE].values[0]);
  size_t next = 0;
  for (size_t k = 0; k < entries->count; k++) {
    bool is_cut = next < cut->count && mpq_equal(cut->values[next], entries->values[k]);
    next += is_cut;
    add_entry(clauses, statement, witness, k, is_cut, is_cut);
  }
}

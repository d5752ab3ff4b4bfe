/* SPDX-License-Identifier: MIT
 * The tube theorem: |delta_ij| <= dist(x, M)^2/2, so that the condition holds for any rank where
 * (1 + rho^2/(2 eps))^2 <= alpha (2 - d), rho a bound of dist(x, M) over D, eps one of the noise.
 * docs/theory/tube.md; the sections cited are its. */
#include "condition/factorization_bounds.h"
#include "num/rational.h"

#include <string.h>

static bool is_tube(const ab_statement *statement) {
  return statement->factorization.shape == AB_SHAPE_TUBE;
}

/* The choices before the hint: noise, and nuclear where it is needed. */
static size_t bound_count(const ab_statement *statement) {
  return is_tube(statement) ? 1 : 2;
}

static ab_status check_choices(const ab_statement *statement, const ab_witness *witness,
                               ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  size_t bounds = bound_count(statement), count = bounds + f->rank;
  if (witness->constants.count != 0 || witness->choice_count != count)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the witness of the tube theorem has no constants and %zu choices, found "
                        "%zu and %zu",
                        count, witness->constants.count, witness->choice_count);
  for (size_t k = 0; k < count; k++) {
    ab_text name;
    ab_text_init(&name);
    if (k < bounds)
      ab_text_add(&name, k == 0 ? "noise" : "nuclear");
    else
      ab_text_printf(&name, "v[%zu]", k - bounds + 1);
    const ab_choice *choice = &witness->choices[k];
    size_t length = k < bounds ? 1 : f->x.columns;
    ab_status status = AB_OK;
    if (strcmp(choice->name, name.data) != 0 || choice->count != length)
      status = ab_error_set(error, AB_NOT_VERIFIED, "expected the choice '%s' of length %zu",
                            name.data, length);
    ab_text_clear(&name);
    if (status != AB_OK)
      return status;
  }
  return mpq_sgn(witness->choices[0].values[0]) > 0
             ? AB_OK
             : ab_error_set(error, AB_NOT_VERIFIED, "the bound of the noise is not positive");
}

ab_status ab_tube_check_noise(const ab_matrix_factorization *f, const ab_low_rank *z,
                              const mpq_t noise, const ab_choice *but, ab_error *error) {
  mpq_t above, below;
  mpq_inits(above, below, NULL);
  ab_status status = AB_OK;
  size_t next = 0;
  for (size_t i = 0; i < f->x.rows && status == AB_OK; i++)
    for (size_t j = 0; j < f->x.columns && status == AB_OK; j++) {
      size_t at = i * f->x.columns + j;
      if (but && next < but->count && mpq_cmp_ui(but->values[next], at + 1, 1) == 0) {
        next++;
        continue;
      }
      mpq_sub(above, f->x.entries[at], z->z_hi[at]);
      mpq_sub(below, z->z_lo[at], f->x.entries[at]);
      if (mpq_cmp(above, noise) < 0 && mpq_cmp(below, noise) < 0)
        status = ab_error_set(error, AB_NOT_VERIFIED,
                              "the noise of entry (%zu,%zu) is not shown to be at least the bound",
                              i + 1, j + 1);
    }
  mpq_clears(above, below, NULL);
  return status;
}

static ab_status check_bounds(const ab_statement *statement, const ab_witness *witness,
                              ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  size_t bounds = bound_count(statement);
  ab_low_rank z;
  ab_status status = ab_factorization_enclose(&z, f, &witness->choices[bounds], false, error);
  if (status == AB_OK)
    status = ab_tube_check_noise(f, &z, witness->choices[0].values[0], NULL, error);
  if (status == AB_OK && !is_tube(statement) &&
      mpq_cmp(witness->choices[1].values[0], z.nuclear_upper) < 0)
    status = ab_error_set(error, AB_NOT_VERIFIED,
                          "the bound of the sum of the singular values is not confirmed");
  ab_low_rank_clear(&z);
  return status;
}

ab_status ab_tube_theorem_verify(const ab_statement *statement, const ab_witness *witness,
                                 ab_error *error) {
  mpq_t c;
  mpq_init(c);
  ab_factorization_two_less(c, statement);
  bool good = mpq_sgn(c) > 0;
  mpq_clear(c);
  if (!good)
    return ab_error_set(error, AB_NOT_VERIFIED, "the tube theorem needs alpha - beta < 2");
  ab_status status = check_choices(statement, witness, error);
  return status == AB_OK ? check_bounds(statement, witness, error) : status;
}

void ab_factorization_reach_square(mpq_t out, const ab_matrix_factorization *family) {
  if (family->shape != AB_SHAPE_BOX) {
    mpq_mul(out, *family->radius, *family->radius);
    return;
  }
  mpq_t square, end;
  mpq_inits(square, end, NULL);
  mpq_set_ui(out, 0, 1);
  for (size_t k = 0; k < family->domain.count; k++) {
    mpq_mul(square, family->domain.lo[k], family->domain.lo[k]);
    mpq_mul(end, family->domain.hi[k], family->domain.hi[k]);
    mpq_add(out, out, mpq_cmp(square, end) > 0 ? square : end);
  }
  mpq_clears(square, end, NULL);
}

/* rho^2 over D: the radius squared, or max |x|^2 + 2 (sigma_1 + .. + sigma_k); section 2. */
static void set_distance_square(mpq_t out, const ab_statement *statement,
                                const ab_witness *witness) {
  ab_factorization_reach_square(out, &statement->factorization);
  if (is_tube(statement))
    return;
  mpq_add(out, out, witness->choices[1].values[0]);
  mpq_add(out, out, witness->choices[1].values[0]);
}

void ab_tube_add_clause(ab_clauses *clauses, const ab_statement *statement, const mpq_t noise,
                        const mpq_t distance2) {
  static const char *const parameters[] = {"noise", "distance2"};
  size_t index = clauses->template_count;
  ab_template *t = ab_clauses_add_template(clauses, "tube", NULL, 0, parameters, 2);
  ab_graph *g = t->graph;
  mpq_t number;
  mpq_init(number);
  ab_factorization_two_less(number, statement);
  mpq_mul(number, number, ab_statement_constant(statement, AB_ALPHA));
  ab_expr given = ab_graph_constant(g, number);
  mpq_clear(number);
  ab_expr two = ab_graph_integer(g, 2), least = ab_graph_parameter(g, 0);
  ab_expr twice = ab_graph_binary(g, AB_OP_MUL, two, least);
  ab_expr ratio = ab_graph_binary(g, AB_OP_DIV, ab_graph_parameter(g, 1), twice);
  ab_expr factor = ab_graph_binary(g, AB_OP_ADD, ab_graph_integer(g, 1), ratio);
  ab_expr needed = ab_graph_pow(g, factor, 2);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, ab_graph_binary(g, AB_OP_SUB, given, needed));
  ab_clause *clause = ab_clauses_add(clauses, "tube", index);
  mpq_set(clause->arguments[0].value, noise);
  mpq_set(clause->arguments[1].value, distance2);
}

void ab_tube_theorem_compile(ab_clauses *clauses, const ab_statement *statement,
                             const ab_witness *witness) {
  mpq_t distance2;
  mpq_init(distance2);
  set_distance_square(distance2, statement, witness);
  ab_tube_add_clause(clauses, statement, witness->choices[0].values[0], distance2);
  mpq_clear(distance2);
}

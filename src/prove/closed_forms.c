/* SPDX-License-Identifier: MIT */
#include "prove/closed_forms.h"

#include "condition/factorization.h"
#include "num/rational.h"
#include "prove/norms_witness.h"
#include "prove/rectangle_witness.h"
#include "prove/tube_witness.h"

#include <math.h>

enum { DIGITS = 8, ENTRIES_MOST = 4000 };

/* out = (1 + distance2/(2 noise))^2 - 1 */
static void tube_beta(mpq_t out, const mpq_t distance2, const mpq_t noise) {
  mpq_t one;
  mpq_init(one);
  mpq_set_ui(one, 1, 1);
  mpq_div(out, distance2, noise);
  mpq_div_2exp(out, out, 1);
  mpq_add(out, out, one);
  mpq_mul(out, out, out);
  mpq_sub(out, out, one);
  mpq_clear(one);
}

static void append_distance(ab_text *text, const ab_statement *statement, mpq_t distance2,
                            const ab_witness *witness) {
  const ab_matrix_factorization *f = &statement->factorization;
  ab_factorization_reach_square(distance2, f);
  if (f->shape == AB_SHAPE_TUBE) {
    ab_text_add(text, "rho^2 = ");
    ab_rational_append(text, distance2);
    return;
  }
  mpq_srcptr nuclear = witness->choices[1].values[0];
  ab_text_add(text, "rho^2 <= max |x|^2 + 2 (sigma_1 + .. + sigma_k) = ");
  ab_rational_append(text, distance2);
  ab_text_add(text, " + 2*");
  ab_rational_append_decimal(text, nuclear, DIGITS, 1);
  mpq_add(distance2, distance2, nuclear);
  mpq_add(distance2, distance2, nuclear);
}

static void append_beta(ab_text *text, const char *name, double beta) {
  if (isfinite(beta))
    ab_text_printf(text, "%s: alpha = beta + 1 from about beta = %.8g on\n", name, beta);
}

/* The closed forms over a box; docs/theory/rectangles.md and norms.md. */
static void append_box_forms(ab_text *text, const ab_statement *statement) {
  const ab_matrix_factorization *f = &statement->factorization;
  if (f->shape != AB_SHAPE_BOX || f->rank * f->x.rows * f->x.columns > ENTRIES_MOST)
    return;
  ab_rectangle_forms forms = ab_rectangle_closed_forms(statement);
  if (isfinite(forms.distance2))
    ab_text_printf(text, "nuclear-norm distance: dist(x, M)^2 <= %.8g on D\n", forms.distance2);
  append_beta(text, "tube theorem with it", forms.nuclear);
  append_beta(text, "linearisation theorem with signed delta", forms.linearisation);
  append_beta(text, "cut tube", forms.cut);
  if (f->rank > 1)
    append_beta(text, "closed form from norms", ab_norms_closed_form(statement));
  else
    ab_text_add(text, "prove and best use the rank-one reduction, which has the best constant\n");
}

void ab_factorization_closed_forms(ab_text *text, const ab_statement *statement) {
  ab_witness witness;
  ab_error unused;
  if (statement->factorization.is_restricted)
    return; /* they bound the distance to all of M */
  if (ab_tube_witness_make(&witness, &statement->factorization, &unused) == AB_OK) {
    mpq_t number;
    mpq_init(number);
    mpq_srcptr noise = witness.choices[0].values[0];
    ab_text_add(text,
                "closed form: beta = (1 + rho^2/(2 eps_min))^2 - 1, alpha = beta + 1 works on "
                "dist(x, M) <= rho\n  eps_min = min |X_ij - Z_ij| = ");
    ab_rational_append_decimal(text, noise, DIGITS, -1);
    ab_text_add(text, "; on D ");
    append_distance(text, statement, number, &witness);
    tube_beta(number, number, noise);
    ab_text_add(text, ": beta = ");
    ab_rational_append_decimal(text, number, DIGITS, 1);
    ab_text_add(text, "\n");
    mpq_clear(number);
  }
  ab_witness_clear(&witness);
  append_box_forms(text, statement);
}

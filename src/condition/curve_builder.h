/* SPDX-License-Identifier: MIT
 * A template about minimisers on a curve under construction (docs/theory/curves.md): shared by the
 * files that compile claims about them. */
#ifndef AB_CONDITION_CURVE_BUILDER_H
#define AB_CONDITION_CURVE_BUILDER_H

#include "condition/functions_facts.h"
#include "condition/statement.h"
#include "num/interval.h"

typedef struct {
  const ab_statement *statement;
  const ab_facts *facts;
  const ab_functions *f;
  ab_clauses *clauses;
  ab_template *template_;
  ab_graph *graph; /* of the template */
} ab_curve_builder;

/* A template in these variables; its parameters are all constants of the witness, in order. */
ab_curve_builder ab_curve_begin(ab_clauses *clauses, const ab_statement *statement,
                                const ab_witness *witness, const ab_facts *facts, const char *name,
                                const char *const *variables, size_t variable_count);
/* Adds a clause of the finished template; its box is the caller's to set. */
ab_clause *ab_curve_end(ab_curve_builder *b, const char *name);

/* Operations in the template's graph. */
ab_expr ab_curve_add(ab_curve_builder *b, ab_expr x, ab_expr y);
ab_expr ab_curve_sub(ab_curve_builder *b, ab_expr x, ab_expr y);
ab_expr ab_curve_mul(ab_curve_builder *b, ab_expr x, ab_expr y);
ab_expr ab_curve_number(ab_curve_builder *b, const mpq_t value);
/* An expression of the family at this point of the template. */
ab_expr ab_curve_at(ab_curve_builder *b, ab_expr e, const ab_expr *point);

/* T_i = <grad f_i(x), x - y> - (alpha - beta) f_i(x) + alpha f_i(y) - beta f_i*, with x - y as
 * offset and f_i(y) as value. */
ab_expr ab_curve_build_t(ab_curve_builder *b, size_t i, const ab_expr *x, const ab_expr *offset,
                         ab_expr value);
/* left - factor c right of a condition on f at x, with f* as lowest. */
ab_expr ab_curve_build_averaged(ab_curve_builder *b, const ab_expr *x, const ab_expr *offset,
                                ab_expr lowest);

/* f* of the family in a graph: the rational value of f along the curve, or f at the first point of
 * the witness, which is a minimiser if M is what it is taken for. */
ab_expr ab_curve_lowest(const ab_facts *facts, ab_graph *graph);
/* e, undefined where f is not defined at y: such a y is no minimiser (section 4). */
ab_expr ab_curve_with_minimizer(ab_curve_builder *b, ab_expr e, const ab_expr *y);

/* Whether e of the family is defined on a box in the plane: the given point, or with NULL
 * everywhere. */
bool ab_curve_defined(const ab_facts *facts, ab_expr e, const mpq_t *point);
/* Whether e is defined and bounded on this box, by its range. */
bool ab_curve_defined_on(const ab_facts *facts, ab_expr e, const ab_interval *box);

/* The clause(s) `minimum` (section 2). */
ab_status ab_curve_compile_minimum(ab_clauses *clauses, const ab_statement *statement,
                                   const ab_witness *witness, const ab_facts *facts,
                                   ab_error *error);
/* Over D, or with a refutation at its point, a condition in which y does not occur. */
void ab_curve_compile_plain(ab_clauses *clauses, const ab_statement *statement,
                            const ab_witness *witness, const ab_facts *facts,
                            ab_certificate_kind kind);

#endif

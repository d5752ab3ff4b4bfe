/* SPDX-License-Identifier: MIT
 * A template about own functions under construction (docs/theory/functions.md): shared by the files
 * that compile claims about them. */
#ifndef AB_CONDITION_FUNCTIONS_BUILDER_H
#define AB_CONDITION_FUNCTIONS_BUILDER_H

#include "condition/functions_facts.h"
#include "condition/statement.h"
#include "family/faces.h"

typedef struct {
  const ab_statement *statement;
  const ab_facts *facts;
  ab_clauses *clauses;
  ab_template *template_;
  ab_graph *graph;      /* of the template */
  ab_expr *x;           /* its variables, which are those of the family */
  uint64_t pattern;     /* the branches that the clause is about */
  const mpq_t *lo, *hi; /* its box, or NULL in a chart */
  const ab_face *face;  /* of the domain that the nearest point of M is on, or NULL */
} ab_builder;

/* A template in the variables of the family; its parameters are all constants of the witness, in
 * order. */
ab_builder ab_builder_begin(ab_clauses *clauses, const ab_statement *statement,
                            const ab_witness *witness, const ab_facts *facts, const char *name);
/* Adds the clause of the finished template over the box [lo, hi]. */
void ab_builder_end(ab_builder *b, const char *name, const mpq_t *lo, const mpq_t *hi);

/* A constant of the witness: itself where it is known exactly, else a parameter. */
ab_expr ab_builder_parameter(ab_builder *b, size_t constant);
/* An expression of the family in the template's graph, at the point with these coordinates. */
ab_expr ab_builder_at(ab_builder *b, ab_expr e, const ab_expr *point);
/* The branch of an expression of the family that the clause is about, at x; the expression itself
 * where it has no kinks. */
ab_expr ab_builder_branch(ab_builder *b, ab_expr e);
/* For each kink of it the literal that x is strictly on the other side. */
void ab_builder_add_wrong_sides(ab_builder *b, ab_expr e);
/* left + penalty (how far x is on the wrong side of each kink of e): functions.md, section 8. */
ab_expr ab_builder_penalize(ab_builder *b, ab_expr e, ab_expr left);
/* Whether e, of the family, is its branch of the clause all around y_k. */
bool ab_builder_is_branch_near(const ab_builder *b, ab_expr e, size_t k);
/* f_i* */
ab_expr ab_builder_infimum(ab_builder *b, size_t i);
/* Minimiser k: an array to be freed. */
ab_expr *ab_builder_point(ab_builder *b, size_t k);
/* |x - y_k|^2 - |x - y_j|^2, which is positive where y_j is strictly nearer. */
ab_expr ab_builder_nearer(ab_builder *b, size_t k, size_t j);

/* Literals one of which holds where the foot of x on the set of the face is not the nearest point
 * of M and D: functions.md, section 9. */
void ab_builder_add_off_face(ab_builder *b, const ab_expr *foot);

/* Directions along which the second derivatives of a zero set are taken: the unit vectors for a
 * point, the rows of A for an affine M. `count` rows of variable_count expressions, to be freed. */
ab_expr *ab_builder_directions(ab_builder *b, ab_graph *graph, size_t *count);
/* Declares that `e`, the last literal's expression in the variables x with everything at the foot
 * held fixed, vanishes to second order at `feet`: functions.md, section 5. */
void ab_builder_add_zero_set(ab_builder *b, ab_expr e, const ab_expr *feet);

#endif

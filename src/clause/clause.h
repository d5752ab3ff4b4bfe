/* SPDX-License-Identifier: MIT
 * The one form that everything is compiled to (docs/theory/clauses.md).
 *
 * A clause says: for every z in a box with exact rational ends, and for every value of the enclosed
 * constants, at least one of its literals holds. A literal is e >= 0, e > 0 or e != 0; it is false
 * where e is undefined. If some of the variables are *chosen*, it says less: for every value of the
 * others there are values of the chosen ones for which a literal holds (section 7); such a template
 * declares no zero sets. Clauses that are alike share a template: expressions in variables
 * (coordinates of z) and parameters, which each clause binds to an exact rational or to a named
 * constant of the witness. */
#ifndef AB_CLAUSE_CLAUSE_H
#define AB_CLAUSE_CLAUSE_H

#include "expr/graph.h"

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  AB_LITERALS_MAX = 1024,
  AB_ZERO_SETS_MAX = 1024,
  AB_PARAMETERS_MAX = 65536,
  AB_NAME_MAX =
      128, /* characters in the name of a variable, parameter, constant, template or clause */
};

/* POSITIVE_OFF: e > 0, or z lies on one of the zero sets declared for the literal. */
typedef enum {
  AB_LITERAL_NONNEGATIVE,
  AB_LITERAL_POSITIVE,
  AB_LITERAL_NONZERO,
  AB_LITERAL_POSITIVE_OFF
} ab_literal_kind;

typedef struct {
  ab_literal_kind kind;
  ab_expr expr;
} ab_literal;

/* A zero set of a literal's expression e, as the compiler declares it (docs/theory/rules.md,
 * section 7): with y = feet(z), z - y = C c for a constant injective n x m matrix C and some c in
 * R^m, and e(z) = integral over s in [0, 1] of (1 - s) c' H(y + s (z - y)) c whenever e is twice
 * continuously differentiable on the segment [y, z], where H is the m x m symmetric matrix of
 * expressions `hessian` (lower triangle, row by row). z is on the set iff z = y. */
typedef struct {
  size_t literal;
  size_t codimension; /* m */
  ab_expr *feet;      /* one a variable */
  ab_expr *hessian;   /* m (m + 1) / 2 */
} ab_zero_set;

/* The gradient of a literal's expression e, as the compiler declares it (docs/theory/clauses.md,
 * section 4): wherever e is continuously differentiable, partials[k] is undefined or the partial
 * derivative of e in variable k. */
typedef struct {
  size_t literal;
  ab_expr *partials; /* one a variable */
} ab_gradient;

typedef struct {
  char *name;
  char **variables, **parameters; /* their names */
  size_t variable_count, parameter_count;
  size_t chosen_count; /* the last so many variables are chosen: see above */
  ab_graph *graph;
  ab_literal *literals;
  size_t literal_count, literal_capacity;
  ab_zero_set *zero_sets;
  size_t zero_set_count, zero_set_capacity;
  ab_gradient *gradients; /* in the order of their literals, at most one for each */
  size_t gradient_count, gradient_capacity;
} ab_template;

/* A named real number, known to lie in [lo, hi]. */
typedef struct {
  char *name;
  mpq_t lo, hi;
} ab_constant;

typedef struct {
  ab_constant *items;
  size_t count, capacity;
} ab_constants;

/* What a parameter stands for: constants[constant] if bound, else the rational value. */
typedef struct {
  bool bound;
  size_t constant;
  mpq_t value;
} ab_argument;

typedef struct {
  char *name;
  size_t template_index;
  mpq_t *lo, *hi;         /* the box: one pair a variable, lo <= hi */
  ab_argument *arguments; /* one a parameter */
} ab_clause;

/* Templates and the clauses made of them; all clauses together are what a certificate proves. */
typedef struct {
  ab_template *templates;
  size_t template_count, template_capacity;
  ab_clause *clauses;
  size_t clause_count, clause_capacity;
} ab_clauses;

void ab_clauses_init(ab_clauses *clauses);
void ab_clauses_clear(ab_clauses *clauses);

/* Adds an empty template with these names (copied); the pointer is valid until the next one is
 * added. */
ab_template *ab_clauses_add_template(ab_clauses *clauses, const char *name,
                                     const char *const *variables, size_t variable_count,
                                     const char *const *parameters, size_t parameter_count);
void ab_template_add_literal(ab_template *template_, ab_literal_kind kind, ab_expr expr);
/* Declares a zero set of a literal that is there, of kind NONNEGATIVE or POSITIVE_OFF; the arrays
 * are copied. */
void ab_template_add_zero_set(ab_template *template_, size_t literal, size_t codimension,
                              const ab_expr *feet, const ab_expr *hessian);
/* Declares the gradient of a literal that is there, behind those that have one; the array is
 * copied.
 */
void ab_template_add_gradient(ab_template *template_, size_t literal, const ab_expr *partials);

/* Adds a clause of a template: ends 0 and parameters 0, to be set by the caller, with lo <= hi. */
ab_clause *ab_clauses_add(ab_clauses *clauses, const char *name, size_t template_index);
/* Puts the clauses of `by` (one or more), which is left empty, in the place of one clause. Their
 * templates come last; one that no clause is of any more goes. */
void ab_clauses_replace(ab_clauses *clauses, size_t index, ab_clauses *by);
const ab_template *ab_clause_template(const ab_clauses *clauses, const ab_clause *clause);

/* The bytes, about, that the rules need to work on all templates at this precision: for each node
 * an interval a coordinate and three more, and 1024 bytes for double arithmetic; and the values
 * that are remembered. What a small file can ask for has a limit. */
uint64_t ab_clauses_workspace(const ab_clauses *clauses, unsigned precision);
#define AB_WORKSPACE_MAX (UINT64_C(1) << 28)

void ab_constants_init(ab_constants *constants);
void ab_constants_clear(ab_constants *constants);
ab_constant *ab_constants_add(ab_constants *constants, const char *name, const mpq_t lo,
                              const mpq_t hi);
#endif

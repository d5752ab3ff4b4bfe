/* SPDX-License-Identifier: MIT
 * What the names of a problem mean, and how its formulas become exact numbers and expressions. */
#ifndef AB_PROBLEM_DEFINITIONS_H
#define AB_PROBLEM_DEFINITIONS_H

#include "base/text.h"
#include "expr/graph.h"
#include "problem/syntax.h"

/* The variables, constants and functions that a problem declares. */
typedef struct ab_definitions ab_definitions;

/* Reads the `variables`, `constant`, `parameter` and `function` entries. Doubled names and loops of
 * constants are errors. The syntax has to stay. On failure *definitions is NULL. */
ab_status ab_definitions_read(ab_definitions **definitions, const ab_syntax *syntax,
                              ab_error *error);
void ab_definitions_destroy(ab_definitions *definitions);

/* Gives an (interned) name that nothing declares the value of a number, or a new value. */
ab_status ab_definitions_bind(ab_definitions *definitions, const char *name, ab_place place,
                              const mpq_t number, ab_error *error);

/* The scalar variables in the order of declaration; a vector z[1..3] counts as z[1], z[2], z[3]. */
size_t ab_definitions_variable_count(const ab_definitions *definitions);
const char *ab_definitions_variable_name(const ab_definitions *definitions, size_t number);
/* The number of the variable that a NAME or INDEXED term denotes; for the bare name of a vector,
 * *count > 1 variables starting there. */
ab_status ab_definitions_find_variable(const ab_definitions *definitions, ab_term target,
                                       size_t *number, size_t *count, ab_error *error);

/* The exact value of a term without variables that uses rational operations only. */
ab_status ab_definitions_number(ab_definitions *definitions, ab_term term, mpq_t out,
                                ab_error *error);
/* The same for a whole number in [lo, hi]. `what` names it in the message. */
ab_status ab_definitions_integer(ab_definitions *definitions, ab_term term, long lo, long hi,
                                 const char *what, long *out, ab_error *error);
/* The term as an expression of graph; variable k there is variable number k here. Rational subterms
 * are folded exactly. */
ab_status ab_definitions_expression(ab_definitions *definitions, ab_graph *graph, ab_term term,
                                    ab_expr *out, ab_error *error);

/* Appends the declarations of variables, and of those constants and functions that `terms` need, in
 * canonical form and order of declaration. */
void ab_definitions_append(ab_text *text, const ab_definitions *definitions, const ab_term *terms,
                           size_t count);

/* Names of variables that no term of `terms` needs, for a warning: calls report once for each. */
void ab_definitions_unused(const ab_definitions *definitions, const ab_term *terms, size_t count,
                           void (*report)(void *context, const char *name), void *context);

#endif

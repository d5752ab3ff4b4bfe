/* SPDX-License-Identifier: MIT
 * What the names of a problem mean, and how its formulas become exact numbers and expressions. */
#ifndef AB_PROBLEM_DEFINITIONS_H
#define AB_PROBLEM_DEFINITIONS_H

#include "base/text.h"
#include "expr/graph.h"
#include "problem/syntax.h"

/* The variables, constants and functions that a problem declares. */
typedef struct ab_definitions ab_definitions;

/* Reads the `variables`, `constant`, `parameter` and `function` entries. Errors are: doubled names,
 * an index (of a sum or a definition) or unknown (of a root) that has the name of a function, a
 * root(..) of the wrong form, bounds of indexed functions that are not whole numbers. What a
 * definition's value says is looked at when it is used. The syntax has to stay. On failure
 * *definitions is NULL. */
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

/* The exact value of a term without variables that uses rational operations only (+ - * / ^ abs min
 * max relu); a root constant is an error. Constants are evaluated once: chains of them take linear
 * time. */
ab_status ab_definitions_number(ab_definitions *definitions, ab_term term, mpq_t out,
                                ab_error *error);
/* The same for a whole number in [lo, hi]. `what` names it in the message. */
ab_status ab_definitions_integer(ab_definitions *definitions, ab_term term, long lo, long hi,
                                 const char *what, long *out, ab_error *error);
/* The term as an expression of graph; variable k there is variable number k here, parameter j is
 * root constant number j. Rational subterms are folded exactly; functions are put in where they are
 * named, each evaluated once; grad and hess are partial derivatives, undefined where their function
 * is (an error if it has kinks). */
ab_status ab_definitions_expression(ab_definitions *definitions, ab_graph *graph, ab_term term,
                                    ab_expr *out, ab_error *error);

/* The root constants `constant t = root(u, e, [lo, hi]);` in the order of declaration. */
size_t ab_definitions_root_count(const ab_definitions *definitions);
const char *ab_definitions_root_name(const ab_definitions *definitions, size_t number);

/* What defines one of them: the zero in [lo, hi] (lo < hi) of `equation`, whose variable 0 is the
 * unknown and whose parameter j is root constant number j, earlier than this one. That there is
 * just one zero is for the caller to show. */
typedef struct {
  const char *name;
  ab_place place;   /* of the name where it is declared */
  ab_expr equation; /* in the given graph */
  mpq_t lo, hi;
} ab_root_definition;

void ab_root_definition_init(ab_root_definition *root);
void ab_root_definition_clear(ab_root_definition *root);
/* Root constant `number`, to the initialised *root; the equation is built in graph, which may hold
 * other things. An equation with kinks, a variable of the problem or a later root constant in it is
 * an error, as are ends that are not rational numbers in order. */
ab_status ab_definitions_root(ab_definitions *definitions, size_t number, ab_graph *graph,
                              ab_root_definition *root, ab_error *error);

/* The f_i of the problem: every function that the definition of no other function or constant uses,
 * in the order of declaration; an indexed f[i] for i in a..b stands for f[a], .., f[b]. */
size_t ab_definitions_objective_count(const ab_definitions *definitions);
/* "f1", "f[3]". */
const char *ab_definitions_objective_name(const ab_definitions *definitions, size_t number);
/* The place of the name where it is declared. */
ab_place ab_definitions_objective_place(const ab_definitions *definitions, size_t number);
/* As an expression of graph, in the manner of ab_definitions_expression. */
ab_status ab_definitions_objective(ab_definitions *definitions, ab_graph *graph, size_t number,
                                   ab_expr *out, ab_error *error);
/* The number of the one that a NAME or INDEXED term denotes (infimum { f[2] = 0; }); for the bare
 * name of an indexed function, *count of them starting there. A name that denotes none is an error.
 */
ab_status ab_definitions_find_objective(ab_definitions *definitions, ab_term target, size_t *number,
                                        size_t *count, ab_error *error);

/* Appends the declarations of variables, and of those constants and functions that `terms` need, in
 * canonical form and order of declaration. */
void ab_definitions_append(ab_text *text, const ab_definitions *definitions, const ab_term *terms,
                           size_t count);

/* Names of variables that no term of `terms` needs, for a warning: calls report once for each. */
void ab_definitions_unused(const ab_definitions *definitions, const ab_term *terms, size_t count,
                           void (*report)(void *context, const char *name), void *context);

#endif

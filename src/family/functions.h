/* SPDX-License-Identifier: MIT
 * The user's own functions f_1..f_n of variables x_1..x_d, f = (1/n) sum f_i, with minimisers and
 * infima as the user gives them (docs/theory/functions.md). */
#ifndef AB_FAMILY_FUNCTIONS_H
#define AB_FAMILY_FUNCTIONS_H

#include "family/curve.h"
#include "family/domain.h"
#include "problem/calculus.h"
#include "problem/definitions.h"

typedef enum {
  AB_MINIMIZERS_POINTS, /* given points */
  AB_MINIMIZERS_AUTO,   /* points that the prover locates on the domain */
  AB_MINIMIZERS_AT,     /* one fixed minimiser, in place of the projection */
  AB_MINIMIZERS_AFFINE, /* {x: A x = b} */
  AB_MINIMIZERS_CURVE,  /* {g = 0} in two variables */
  AB_MINIMIZERS_CIRCLE, /* a circle in two variables */
  AB_MINIMIZERS_LEVEL   /* {g = 0} otherwise */
} ab_minimizers_kind;

typedef struct ab_functions {
  size_t variable_count, function_count, root_count;
  char **names;                /* of the variables */
  ab_definitions *definitions; /* borrowed */
  ab_graph *graph;             /* variables: x; parameters: the root constants of the problem */
  ab_expr *functions;          /* f_i */
  ab_expr mean;                /* f */
  ab_expr *infima;             /* f_i*, free of variables; 0 where none is given */
  bool *infimum_found;         /* f_i* is none of these: it is the minimum over D, to be enclosed */
  bool uses_infima;            /* the claim is about the f_i*; else nothing is said about them */
  ab_minimizers_kind minimizers;
  ab_expr
      *points; /* POINTS, AT: point_count rows of variable_count expressions free of variables */
  size_t point_count;
  mpq_t *matrix, *offset; /* AFFINE: equation_count rows of A, row-major, linearly independent; b */
  size_t equation_count;
  ab_curve curve;                               /* CURVE: expressions of graph; else: g */
  ab_circle circle;                             /* CIRCLE */
  bool minimizers_on_domain, infimum_on_domain; /* scope: domain instead of space */
  bool assume_minimizers, assume_infimum;
  ab_domain domain;
  /* AFFINE, where all f_i are constant along M: the same problem in the coordinates c across M, x =
   * y_0 + A' c + (what the f_i do not depend on), with the one minimiser c = 0
   * (docs/theory/functions.md, section 6). Else NULL. */
  struct ab_functions *across;
  const struct ab_functions *whole; /* of such a problem: the one it comes from; else NULL */
} ab_functions;

/* Reads variables, functions, minimizers, scope, assume and domain, and the infima if the claim is
 * about them. */
ab_status ab_functions_read(ab_functions *family, const ab_syntax *syntax,
                            ab_definitions *definitions, bool uses_infima, ab_error *error);
/* Whether the f_i* have to be shown to be right. */
bool ab_functions_proves_infima(const ab_functions *family);
void ab_functions_clear(ab_functions *family);
/* For claims about |x - y|: without the reduction where y is not the foot, as M is over the domain.
 */
void ab_functions_measure_in_domain(ab_functions *family);

/* The projection of x onto an affine M: x - A'(A A')^-1 (A x - b), exactly; an array of
 * variable_count expressions to be freed. x NULL: of the origin. */
ab_expr *ab_functions_foot(const ab_functions *family, ab_graph *graph, const ab_expr *x);

/* The coordinates in this family (to be freed as rationals) of a point x of the problem as written:
 * x itself, or c = (A A')^-1 (A x - b) for a problem across an affine M. */
mpq_t *ab_functions_coordinates(const ab_functions *family, const mpq_t *x);

/* Canonical text of all that, without the claim; `terms`: further terms that the claim uses. */
void ab_functions_append(ab_text *text, const ab_functions *family, const ab_syntax *syntax);

#endif

/* SPDX-License-Identifier: MIT
 * Boxes of a template with a multiplier (docs/theory/clauses.md, section 9): a value of it is
 * guessed, and then the literal, which is affine in most variables, is followed to the ends of
 * those. Only the other variables are left for the search to split. */
#ifndef AB_PROVE_VERTEX_SEARCH_H
#define AB_PROVE_VERTEX_SEARCH_H

#include "prove/task.h"

typedef struct ab_vertex_search ab_vertex_search;

/* Whether it knows what to do with a template: no literal e != 0, one chosen variable, and groups
 * of affine variables that are small enough. */
bool ab_vertex_search_suits(const ab_template *template_);

ab_vertex_search *ab_vertex_search_create(const ab_template *template_);
void ab_vertex_search_destroy(ab_vertex_search *search);
void ab_vertex_search_bind(ab_vertex_search *search, const ab_clause *clause,
                           const ab_constants *constants);

typedef enum {
  AB_VERTICES_PROVED,  /* steps of the box were appended */
  AB_VERTICES_SPLIT,   /* the box is to be split along *axis */
  AB_VERTICES_HOPELESS /* at the middle of the box no multiplier will do, and no other literal */
} ab_vertices_verdict;

/* A box without faces; *boxes is increased by the cells looked at, *margin is a bound seen. */
ab_vertices_verdict ab_vertex_search_try(ab_vertex_search *search, const ab_box *box,
                                         ab_text *steps, size_t *axis, uint64_t *boxes,
                                         double *margin);
#endif

/* SPDX-License-Identifier: MIT
 * Where the rule tangent may settle a box, and the point for it, in doubles: guesses, which the
 * rule judges. */
#ifndef AB_PROVE_TANGENT_H
#define AB_PROVE_TANGENT_H

#include "clause/double_rules.h"

enum { AB_TANGENT_VARIABLES_MAX = 16 };

/* The lanes of `lanes` on whose cells the slopes of the gradient (a number in the template) about
 * the midpoint look positive semidefinite. */
uint32_t ab_tangent_look(ab_double_rules *rules, const ab_template *template_, size_t gradient,
                         uint32_t lanes);

typedef struct ab_tangent_search ab_tangent_search;

ab_tangent_search *ab_tangent_search_create(const ab_template *template_);
void ab_tangent_search_destroy(ab_tangent_search *search);
void ab_tangent_search_bind(ab_tangent_search *search, const ab_clause *clause,
                            const ab_constants *constants);

/* The point of a tangent in a box by Newton's method: coordinate k, of those with width, is
 * numbers[k]/2^depth of it. false if no tangent that was met is positive on the whole box. */
bool ab_tangent_find(ab_tangent_search *search, size_t gradient, const double *lo, const double *hi,
                     uint32_t *numbers, unsigned *depth);

#endif

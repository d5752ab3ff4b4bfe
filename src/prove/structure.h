/* SPDX-License-Identifier: MIT
 * The variables in which an expression is affine, in groups: it is a sum of terms with the
 * variables of one group each (and any others). */
#ifndef AB_PROVE_STRUCTURE_H
#define AB_PROVE_STRUCTURE_H

#include "clause/clause.h"

enum {
  AB_GROUP_MAX = 8,   /* variables of a group */
  AB_LINES_MAX = 4096 /* ends of all groups together */
};

typedef struct {
  uint64_t easy; /* bit k: affine in variable k, which occurs and is not chosen */
  uint64_t groups[AB_VARIABLES_MAX];
  size_t group_count;
  size_t line_count; /* sum of 2^size over the groups */
} ab_structure;

/* Of a literal of a template. false if a group is too large. */
bool ab_structure_find(ab_structure *structure, const ab_template *template_, size_t literal);

#endif

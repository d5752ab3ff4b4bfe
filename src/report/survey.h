/* SPDX-License-Identifier: MIT
 * The leaves of a certificate's trees with their places, for people: counts and pictures. Nothing
 * is judged here (replay/ does that), and places are doubles, good for drawing. */
#ifndef AB_REPORT_SURVEY_H
#define AB_REPORT_SURVEY_H

#include "certificate/certificate.h"

/* A leaf of the tree of one clause. The arrays have one number a variable of the clause and are
 * valid during the visit. */
typedef struct {
  size_t clause;
  ab_step_kind rule;
  unsigned depth;        /* bisections above it */
  unsigned faces;        /* faces above it */
  const double *lo, *hi; /* the part of the clause's box that it settles, faces followed back */
  const double *centre;  /* of the cell where its rule was applied: on the faces taken */
} ab_leaf;

typedef void ab_visit_leaf(void *context, const ab_leaf *leaf);

/* Visits the leaves of one clause, in the order of the tree. The certificate has been checked. */
void ab_survey_leaves(const ab_certificate *certificate, size_t clause, ab_visit_leaf *visit,
                      void *context);

enum { AB_SURVEY_DEPTHS = 128, AB_SURVEY_HARDEST = 5 };

/* The deepest leaves: where the claim was hardest to prove. */
typedef struct {
  size_t clause;
  ab_step_kind rule;
  unsigned depth;
  double *centre; /* one number a variable of that clause */
} ab_hard_leaf;

typedef struct {
  uint64_t leaves, by_rule[AB_STEP_KINDS];
  uint64_t by_depth[AB_SURVEY_DEPTHS];     /* the last one counts what is deeper too */
  unsigned depth;                          /* the greatest */
  uint64_t *of_clause;                     /* leaves of each clause */
  ab_hard_leaf hardest[AB_SURVEY_HARDEST]; /* deepest first; ties in the order of the trees */
  size_t hardest_count;
} ab_survey;

void ab_survey_make(ab_survey *survey, const ab_certificate *certificate);
void ab_survey_clear(ab_survey *survey);

#endif

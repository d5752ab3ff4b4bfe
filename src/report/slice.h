/* SPDX-License-Identifier: MIT
 * Two pictures of a clause on a plane through its worst point: the subdivision of the proof, and
 * the margin. */
#ifndef AB_REPORT_SLICE_H
#define AB_REPORT_SLICE_H

#include "certificate/certificate.h"
#include "report/svg.h"

/* A plane: two coordinates vary over the clause's box, the others stay at the point. */
typedef struct {
  size_t clause;
  size_t axes[2];
  double *point; /* one number a variable */
  double margin; /* of the clause at the point */
} ab_slice;

/* Chooses the clause with the most leaves among those with two variables of positive width; of its
 * leaves' centres the point with the least margin; and the two axes that were bisected most, or
 * those whose names are given (axes[0] NULL: none are). AB_USAGE if the names are no variables of
 * the clause, or `clause` (NULL: any) is not the name of one. *found is false, with nothing to
 * clear, if no clause has two such variables. */
ab_status ab_slice_choose(ab_slice *slice, bool *found, const ab_certificate *certificate,
                          const char *clause, const char *const axes[2], ab_error *error);
void ab_slice_clear(ab_slice *slice);

/* The subdivision: each leaf that meets the plane, coloured by its rule, darker where it is deeper.
 */
void ab_slice_draw_leaves(ab_svg *svg, const ab_slice *slice, const ab_certificate *certificate);
/* The margin, as a heat map. */
void ab_slice_draw_margin(ab_svg *svg, const ab_slice *slice, const ab_certificate *certificate);

#endif

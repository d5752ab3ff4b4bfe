/* SPDX-License-Identifier: MIT
 * A domain that is the intersection of a box with a ball about 0 and a tube about M. */
#ifndef AB_FAMILY_REGION_H
#define AB_FAMILY_REGION_H

#include "family/domain.h"

typedef struct {
  ab_domain box; /* may be unbounded */
  bool has_ball, has_tube;
  mpq_t ball, tube; /* {|x| <= ball}, {dist(x, M) <= tube}, both positive */
} ab_region;

/* Reads the `domain` block: ranges, `ball radius = r;` and `tube radius = r;`. With a ball or a
 * tube a coordinate without a range is unbounded; without, each needs one. Ranges may be infinite.
 * On failure the region is cleared. */
ab_status ab_region_read(ab_region *region, const ab_syntax *syntax, ab_definitions *definitions,
                         size_t count, const ab_coordinates *coordinates, ab_error *error);
void ab_region_clear(ab_region *region);

/* Whether a point lies in box and ball; false if there is a tube, which this does not decide. */
bool ab_region_holds(const ab_region *region, const mpq_t *point);

/* Appends the lines of ball and tube, two spaces in front. */
void ab_region_append_radii(ab_text *text, const ab_region *region);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef AB_FAMILY_RAYS_H
#define AB_FAMILY_RAYS_H

#include "real/singular.h"

#include <stdbool.h>

/* Two rows of x, none of which may be 0, that are positive multiples of each other: *first <
 * *second. false if there are none. About rows log(rows) comparisons. */
bool ab_rays_find_pair(const ab_matrix *x, size_t *first, size_t *second);

#endif

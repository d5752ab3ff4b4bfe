/* SPDX-License-Identifier: MIT
 * The (alpha, beta) map as a picture and as a table. */
#ifndef AB_REPORT_MAP_PICTURE_H
#define AB_REPORT_MAP_PICTURE_H

#include "prove/map.h"
#include "sgd/scale.h"

/* Over d = alpha - beta the values of beta that are proved and refuted, and what follows between
 * them by convexity (docs/theory/best.md, section 4); the line of least beta/d is marked. With a
 * scale (NULL for none) that knows the largest gap, also the line above which the floor of SGD is
 * vacuous. Asks for something proved. SVG. */
void ab_map_picture(ab_text *out, const ab_map *map, const ab_sgd_scale *scale, const char *title);

/* The same numbers as CSV, exact; empty where nothing is known. */
void ab_map_table(ab_text *out, const ab_map *map, const ab_sgd_scale *scale);

#endif

/* SPDX-License-Identifier: MIT
 * Bounds next to iterates, as a picture and as a table. */
#ifndef AB_REPORT_SGD_PLOT_H
#define AB_REPORT_SGD_PLOT_H

#include "sgd/analysis.h"

/* The expected gap, its running minimum, the first sampled run, the bounds and the sharp floor over
 * k, as SVG. The bound at k is that for k + 1 steps. */
void ab_sgd_plot(ab_text *out, const ab_sgd_analysis *analysis, const char *title);

/* The same numbers as CSV, decimals rounded outward; empty where nothing is known. */
void ab_sgd_table(ab_text *out, const ab_sgd_analysis *analysis);

#endif

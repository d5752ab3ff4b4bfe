/* SPDX-License-Identifier: MIT
 * What a log says about (alpha, beta), as a picture and as a table. */
#ifndef AB_REPORT_TRACE_PLOT_H
#define AB_REPORT_TRACE_PLOT_H

#include "base/text.h"
#include "trace/trace.h"

/* The least T over the lines at the cells of the grid with alpha > beta, as a heat map, with the
 * outline of the region where T >= 0: the map in doubles, the outline from exact vertices. */
void ab_trace_plot(ab_text *out, const ab_trace *trace, const ab_grid *grid, const char *title);

/* The grid as CSV. */
void ab_trace_table(ab_text *out, const ab_grid *grid);

#endif

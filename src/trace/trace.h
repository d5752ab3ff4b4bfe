/* SPDX-License-Identifier: MIT
 * The log of a run against the condition: for which (alpha, beta) is T >= 0 on every line?
 *
 *     T = <g_i, x^k - x^K> - alpha (f_i(x^k) - f_i(x^K)) + beta (f_i(x^k) - f_i*)
 *
 * with x^K in the place of the nearest minimizer (docs/theory/trace.md). The region is kept in x =
 * alpha - beta, y = beta. */
#ifndef AB_TRACE_TRACE_H
#define AB_TRACE_TRACE_H

#include "trace/grid.h"
#include "trace/log.h"
#include "trace/polygon.h"

typedef struct {
  bool minus_beta; /* T with - beta (f_i(x^k) - f_i*), as in published figures */
  bool wants_region;
  ab_grid *grid; /* to be filled; or NULL */
} ab_trace_options;

typedef struct {
  ab_polygon *region;
  uint64_t lines, first_iteration, last_iteration;
  uint64_t emptied_at;         /* the line that left nothing of alpha > beta > 0; 0: none did */
  uint64_t below, below_first; /* lines with f_i(x^k) < f_i*, and the first of them */
  bool has_infimum;
  double alpha, beta; /* of finite vertices the largest; of the last region that was not empty */
} ab_trace;

void ab_trace_init(ab_trace *trace);
void ab_trace_clear(ab_trace *trace);

/* Reads the log to its end. AB_BAD_PROBLEM or AB_IO as of ab_log_next; AB_BAD_PROBLEM also if it
 * has no line, or the region has too many edges. */
ab_status ab_trace_read(ab_trace *trace, ab_log *log, const ab_trace_options *options,
                        ab_error *error);

/* The least of alpha (which: 0), of beta (1), and of beta/(alpha - beta) (2) over the region, which
 * is not empty: infima, as the region is open towards alpha = beta and beta = 0. */
void ab_trace_least(mpq_t out, const ab_trace *trace, int which);

#endif

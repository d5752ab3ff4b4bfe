/* SPDX-License-Identifier: MIT
 * The log of a training run: comma-separated lines, read one after the other in constant memory. */
#ifndef AB_TRACE_LOG_H
#define AB_TRACE_LOG_H

#include "trace/decimal.h"
#include "trace/stream.h"

#include <stdint.h>

/* The columns beside `iteration`, in the order of a log without a line of names. */
enum {
  AB_LOG_INNER,   /* inner: <g_i, x^k - x^K> */
  AB_LOG_LOSS,    /* loss: f_i(x^k) */
  AB_LOG_FINAL,   /* final_loss: f_i(x^K) */
  AB_LOG_INFIMUM, /* infimum: f_i*, which may be left out: 0 */
  AB_LOG_NUMBERS
};
enum { AB_LOG_LINE_MAX = 65536 };

/* One line of numbers; texts stay until the next one is read. */
typedef struct {
  uint64_t line, iteration;
  ab_decimal numbers[AB_LOG_NUMBERS]; /* without infimum: the number 0 */
} ab_log_record;

typedef struct ab_log ab_log;

/* Takes the stream over. `name` is that of the file, for messages. */
ab_log *ab_log_create(ab_stream *stream, const char *name);
void ab_log_destroy(ab_log *log);

/* The next line of numbers; *found = false at the end. Lines that are empty or begin with # are
 * skipped; the first other one may give the names of the columns, which then may stand in any
 * order. AB_BAD_PROBLEM with line and column for anything else. */
ab_status ab_log_next(ab_log *log, ab_log_record *record, bool *found, ab_error *error);

/* Whether the log has the column infimum; known after the first record. */
bool ab_log_has_infimum(const ab_log *log);

#endif

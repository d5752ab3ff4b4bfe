/* SPDX-License-Identifier: MIT
 * The log of a training run: read, and its region: every vertex satisfies every line. */
#include "targets.h"

#include "base/memory.h"
#include "trace/trace.h"

#include <stdlib.h>

static ab_log *open_log(const uint8_t *bytes, size_t length) {
  return ab_log_create(ab_stream_of_bytes(bytes, length), "fuzz");
}

/* inner w - alpha (loss - final) + beta (loss - infimum) at a vertex. */
static void check_vertex(const ab_polygon *region, size_t i, mpq_t *n) {
  mpz_t x, y, w;
  mpq_t a, b, sum;
  mpz_inits(x, y, w, NULL);
  mpq_inits(a, b, sum, NULL);
  ab_polygon_vertex(x, y, w, region, i);
  mpz_add(x, x, y);
  mpq_set_z(a, w);
  mpq_mul(sum, n[AB_LOG_INNER], a);
  mpq_set_z(a, x);
  mpq_sub(b, n[AB_LOG_LOSS], n[AB_LOG_FINAL]);
  mpq_mul(b, b, a);
  mpq_sub(sum, sum, b);
  mpq_set_z(a, y);
  mpq_sub(b, n[AB_LOG_LOSS], n[AB_LOG_INFIMUM]);
  mpq_mul(b, b, a);
  mpq_add(sum, sum, b);
  if (mpq_sgn(sum) < 0)
    abort();
  mpq_clears(a, b, sum, NULL);
  mpz_clears(x, y, w, NULL);
}

static void check_line(const ab_polygon *region, const ab_log_record *record) {
  mpq_t n[AB_LOG_NUMBERS];
  for (int k = 0; k < AB_LOG_NUMBERS; k++) {
    mpq_init(n[k]);
    if (!ab_decimal_exact(n[k], &record->numbers[k]))
      abort();
  }
  for (size_t i = 0; i < ab_polygon_count(region); i++)
    check_vertex(region, i, n);
  for (int k = 0; k < AB_LOG_NUMBERS; k++)
    mpq_clear(n[k]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  ab_memory_setup();
  ab_trace trace;
  ab_grid grid;
  ab_error error;
  ab_trace_init(&trace);
  bool with_grid = length % 128 == 0; /* it is large: filling it takes most of the time */
  if (with_grid)
    ab_grid_init(&grid, 10, 5);
  ab_log *log = open_log(bytes, length);
  ab_status status = ab_trace_read(
      &trace, log, &(ab_trace_options){false, true, with_grid ? &grid : NULL}, &error);
  ab_log_destroy(log);
  if (status == AB_OK && !trace.emptied_at) {
    ab_log_record record;
    bool found = true;
    log = open_log(bytes, length);
    while (ab_log_next(log, &record, &found, &error) == AB_OK && found)
      check_line(trace.region, &record);
    ab_log_destroy(log);
  }
  if (with_grid)
    ab_grid_clear(&grid);
  ab_trace_clear(&trace);
  return 0;
}

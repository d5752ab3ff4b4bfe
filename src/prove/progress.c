/* SPDX-License-Identifier: MIT */
#include "prove/progress.h"

#include "base/clock.h"
#include "base/memory.h"

#include <math.h>

struct ab_progress {
  FILE *stream;
  double interval;
  bool is_terminal, is_shown;
  double start, shown; /* when the search began, and the last line was written */
  uint64_t clauses, boxes;
  double closed, margin;
};

ab_progress *ab_progress_create(FILE *stream, double interval, bool is_terminal) {
  ab_progress *p = ab_allocate(1, sizeof *p);
  *p = (ab_progress){.stream = stream, .interval = interval, .is_terminal = is_terminal};
  return p;
}

void ab_progress_destroy(ab_progress *progress) {
  ab_free(progress);
}

void ab_progress_begin(ab_progress *p, uint64_t clauses) {
  p->clauses = clauses;
  p->boxes = 0;
  p->closed = 0;
  p->margin = (double)NAN;
  p->start = p->shown = ab_clock_seconds();
}

static void show(ab_progress *p, double now) {
  double share = p->clauses ? p->closed / (double)p->clauses : 1;
  fprintf(p->stream, "%sprogress: %llu boxes, %.4f %% of the volume closed",
          p->is_terminal ? "\r" : "", (unsigned long long)p->boxes, 100 * share);
  if (!isnan(p->margin))
    fprintf(p->stream, ", worst margin %.3g", p->margin);
  fprintf(p->stream, ", %.3g boxes/s%s", (double)p->boxes / fmax(now - p->start, 1e-9),
          p->is_terminal ? "\033[K" : "\n");
  fflush(p->stream);
  p->is_shown = p->is_terminal;
  p->shown = now;
  p->margin = (double)NAN;
}

void ab_progress_add(ab_progress *p, uint64_t boxes, double closed, double margin) {
  p->boxes += boxes;
  p->closed += closed;
  p->margin = fmin(p->margin, margin);
  double now = ab_clock_seconds();
  if (now - p->shown >= p->interval)
    show(p, now);
}

void ab_progress_end(ab_progress *p) {
  if (p->is_shown)
    fputs("\r\033[K", p->stream);
  fflush(p->stream);
  p->is_shown = false;
}

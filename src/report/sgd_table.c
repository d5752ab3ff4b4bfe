/* SPDX-License-Identifier: MIT */
#include "num/rational.h"
#include "report/sgd_plot.h"

enum { DIGITS = 17 };

static void add_end(ab_text *out, const mpq_t value, bool known, int direction) {
  ab_text_add_char(out, ',');
  if (known)
    ab_rational_append_decimal(out, value, DIGITS, direction);
}

static void add_range(ab_text *out, const ab_range *range, bool known) {
  add_end(out, range->lo, known, -1);
  add_end(out, range->hi, known, 1);
}

/* The bound for k + 1 steps. */
static void add_bound(ab_text *out, const mpq_t *bounds, size_t k, size_t steps) {
  ab_text_add_char(out, ',');
  if (bounds && k < steps)
    ab_rational_append_decimal(out, bounds[k], DIGITS, 1);
}

static void add_row(ab_text *out, const ab_sgd_analysis *a, size_t k, const ab_range *running) {
  const ab_moment *m = &a->course.moments[k];
  bool known = k < a->course.known;
  ab_text_printf(out, "%zu,%s", k,
                 !known                            ? ""
                 : m->kind == AB_MOMENT_ENUMERATED ? "enumerated"
                                                   : "sampled");
  add_range(out, &m->gap, known && m->has_gap);
  add_range(out, running, known && m->has_gap);
  add_range(out, &m->stopped, known);
  add_range(out, &m->inside, known);
  add_range(out, &m->run, m->has_run);
  add_bound(out, (const mpq_t *)a->published, k, a->plan.iterations);
  add_bound(out, (const mpq_t *)a->sharp, k, a->plan.iterations);
  add_bound(out, (const mpq_t *)a->stopped, k, a->plan.iterations);
  add_end(out, a->floor_sharp.hi, a->sharp || a->stopped, 1);
  ab_text_add_char(out, '\n');
}

void ab_sgd_table(ab_text *out, const ab_sgd_analysis *a) {
  ab_range running;
  ab_range_init(&running);
  ab_text_add(out, "k,source,gap_lower,gap_upper,running_minimum_lower,running_minimum_upper,"
                   "stopped_lower,stopped_upper,inside_lower,inside_upper,run_lower,run_upper,"
                   "bound,bound_sharp,bound_stopped,floor\n");
  for (size_t k = 0; k < a->course.count; k++) {
    const ab_range *gap = &a->course.moments[k].gap;
    if (k == 0 || mpq_cmp(gap->lo, running.lo) < 0)
      mpq_set(running.lo, gap->lo);
    if (k == 0 || mpq_cmp(gap->hi, running.hi) < 0)
      mpq_set(running.hi, gap->hi);
    add_row(out, a, k, &running);
  }
  ab_range_clear(&running);
}

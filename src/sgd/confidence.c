/* SPDX-License-Identifier: MIT */
#include "sgd/confidence.h"

enum { INTERVALS = 6 };

void ab_sample_init(ab_sample *sample) {
  sample->count = 0;
  ab_interval_init(&sample->sum, AB_SAMPLE_PRECISION);
  ab_interval_init(&sample->squares, AB_SAMPLE_PRECISION);
  ab_interval_set_long(&sample->sum, 0);
  ab_interval_set_long(&sample->squares, 0);
}

void ab_sample_clear(ab_sample *sample) {
  ab_interval_clear(&sample->sum);
  ab_interval_clear(&sample->squares);
}

void ab_sample_add(ab_sample *sample, const ab_interval *value) {
  ab_interval square;
  ab_interval_init(&square, AB_SAMPLE_PRECISION);
  ab_interval_sqr(&square, value);
  ab_interval_add(&sample->sum, &sample->sum, value);
  ab_interval_add(&sample->squares, &sample->squares, &square);
  ab_interval_clear(&square);
  sample->count++;
}

typedef struct {
  ab_interval mean, variance, log, term, count, range;
} work;

/* 2V/N, V the sample variance: (squares - sum mean)/(N - 1), not negative. */
static void find_variance(work *w, const ab_sample *sample) {
  ab_interval_mul(&w->term, &sample->sum, &w->mean);
  ab_interval_sub(&w->variance, &sample->squares, &w->term);
  ab_interval_set_long(&w->term, 0);
  ab_interval_max(&w->variance, &w->variance, &w->term);
  ab_interval_set_long(&w->term, (long)(sample->count - 1));
  ab_interval_div(&w->variance, &w->variance, &w->term);
  ab_interval_add(&w->variance, &w->variance, &w->variance);
  ab_interval_div(&w->variance, &w->variance, &w->count);
}

/* log(numerator/delta'), delta' = delta/2 = 1e-9/(2 means). */
static void find_log(work *w, long numerator, uint64_t means) {
  ab_interval_set_long(&w->log, 2 * numerator);
  ab_interval_set_long(&w->term, (long)means);
  ab_interval_mul(&w->log, &w->log, &w->term);
  ab_interval_set_long(&w->term, 1000000000);
  ab_interval_mul(&w->log, &w->log, &w->term);
  ab_interval_log(&w->log, &w->log);
}

/* variance = sqrt(2 V log(4/delta')/N) + 7 B log(4/delta')/(3 (N - 1)). */
static void find_bernstein(work *w, const ab_sample *sample, uint64_t means) {
  find_variance(w, sample);
  find_log(w, 4, means);
  ab_interval_mul(&w->variance, &w->variance, &w->log);
  ab_interval_sqrt(&w->variance, &w->variance);
  ab_interval_mul(&w->log, &w->log, &w->range);
  ab_interval_set_long(&w->term, 7);
  ab_interval_mul(&w->log, &w->log, &w->term);
  ab_interval_set_long(&w->term, 3 * (long)(sample->count - 1));
  ab_interval_div(&w->log, &w->log, &w->term);
  ab_interval_add(&w->variance, &w->variance, &w->log);
}

/* log = B sqrt(log(2/delta')/(2 N)). */
static void find_hoeffding(work *w, uint64_t means) {
  find_log(w, 2, means);
  ab_interval_add(&w->term, &w->count, &w->count);
  ab_interval_div(&w->log, &w->log, &w->term);
  ab_interval_sqrt(&w->log, &w->log);
  ab_interval_mul(&w->log, &w->log, &w->range);
}

void ab_sample_confidence(ab_interval *out, const ab_sample *sample, const mpq_t upper,
                          uint64_t means) {
  work w;
  ab_interval *const all[INTERVALS] = {&w.mean, &w.variance, &w.log, &w.term, &w.count, &w.range};
  for (int k = 0; k < INTERVALS; k++)
    ab_interval_init(all[k], AB_SAMPLE_PRECISION);
  ab_interval_set_long(&w.count, (long)sample->count);
  ab_interval_set_rational(&w.range, upper);
  ab_interval_div(&w.mean, &sample->sum, &w.count);
  find_bernstein(&w, sample, means);
  find_hoeffding(&w, means);
  ab_interval_min(&w.variance, &w.variance, &w.log);
  ab_interval_sub(&w.log, &w.mean, &w.variance);
  ab_interval_add(&w.mean, &w.mean, &w.variance);
  ab_interval_hull(out, &w.log, &w.mean);
  ab_interval_set_long(&w.term, 0);
  ab_interval_max(out, out, &w.term);
  ab_interval_min(out, out, &w.range);
  for (int k = 0; k < INTERVALS; k++)
    ab_interval_clear(all[k]);
}

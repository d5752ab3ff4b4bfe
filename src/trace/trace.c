/* SPDX-License-Identifier: MIT */
#include "trace/trace.h"

#include <math.h>

/* A region that is about to be cut is measured if it has few edges. */
enum { MEASURED = 64 };

void ab_trace_init(ab_trace *t) {
  *t = (ab_trace){.region = ab_polygon_create()};
}

void ab_trace_clear(ab_trace *t) {
  ab_polygon_destroy(t->region);
}

/* T = p - u (alpha - beta) + v beta, in doubles: with plus beta v = f_i(x^K) - f_i*, whose sign
 * does not depend on the loss, else v = -(f_i(x^k) - f_i*) - (f_i(x^k) - f_i(x^K)). */
static void make_near(ab_halfplane_near *h, const ab_log_record *record, bool minus_beta) {
  const ab_decimal *n = record->numbers;
  double loss = n[AB_LOG_LOSS].value, end = n[AB_LOG_FINAL].value;
  double infimum = n[AB_LOG_INFIMUM].value;
  h->p = n[AB_LOG_INNER].value;
  h->u = loss - end;
  h->v = minus_beta ? infimum - loss - h->u : end - infimum;
  h->size_p = fabs(h->p);
  h->size_u = fabs(loss) + fabs(end);
  h->size_v = fabs(end) + fabs(infimum) + (minus_beta ? 2 * fabs(loss) : 0);
  h->is_wild = false;
  for (int k = 0; k < AB_LOG_NUMBERS; k++)
    h->is_wild = h->is_wild || n[k].is_wild;
}

/* The same, exactly. */
static bool make_exact(ab_halfplane *h, const ab_log_record *record, bool minus_beta) {
  const ab_decimal *n = record->numbers;
  mpq_t end, infimum;
  mpq_inits(end, infimum, NULL);
  bool good = ab_decimal_exact(h->p, &n[AB_LOG_INNER]) && ab_decimal_exact(h->u, &n[AB_LOG_LOSS]) &&
              ab_decimal_exact(end, &n[AB_LOG_FINAL]) &&
              ab_decimal_exact(infimum, &n[AB_LOG_INFIMUM]);
  if (minus_beta)
    mpq_sub(h->v, infimum, h->u);
  else
    mpq_sub(h->v, end, infimum);
  mpq_sub(h->u, h->u, end);
  if (minus_beta)
    mpq_sub(h->v, h->v, h->u);
  h->line = record->line;
  h->iteration = record->iteration;
  mpq_clears(end, infimum, NULL);
  return good;
}

/* How far the region's finite vertices reach; for pictures. */
static void measure(ab_trace *t) {
  mpz_t x, y, w;
  mpz_inits(x, y, w, NULL);
  t->alpha = t->beta = 0;
  for (size_t i = 0; i < ab_polygon_count(t->region); i++) {
    ab_polygon_vertex(x, y, w, t->region, i);
    mpz_add(x, x, y);
    long ex, ey, ew;
    double dw = mpz_get_d_2exp(&ew, w), dx = mpz_get_d_2exp(&ex, x), dy = mpz_get_d_2exp(&ey, y);
    if (dw == 0)
      continue;
    t->alpha = fmax(t->alpha, ldexp(dx / dw, (int)(ex - ew)));
    t->beta = fmax(t->beta, ldexp(dy / dw, (int)(ey - ew)));
  }
  mpz_clears(x, y, w, NULL);
}

static ab_status cut(ab_trace *t, const ab_log_record *record, const ab_halfplane_near *near,
                     bool minus_beta, ab_error *error) {
  ab_halfplane h;
  ab_halfplane_init(&h);
  ab_status status = AB_OK;
  if (ab_polygon_count(t->region) <= MEASURED)
    measure(t);
  if (!make_exact(&h, record, minus_beta))
    status = ab_error_set(error, AB_INTERNAL, "line %llu: a number that was read is none",
                          (unsigned long long)record->line);
  else if (!ab_polygon_cut(t->region, &h, near))
    status = ab_error_set(error, AB_BAD_PROBLEM,
                          "line %llu: the region has more than %d edges; a log of fewer "
                          "iterations (every tenth, say) has a region with fewer",
                          (unsigned long long)record->line, AB_POLYGON_EDGES_MAX);
  else if (!ab_polygon_meets_open_quadrant(t->region))
    t->emptied_at = record->line;
  ab_halfplane_clear(&h);
  return status;
}

/* f_i(x^k) < f_i*: by doubles, which have the right sign, or by the numbers themselves. */
static bool is_below(const ab_log_record *record) {
  const ab_decimal *loss = &record->numbers[AB_LOG_LOSS];
  const ab_decimal *infimum = &record->numbers[AB_LOG_INFIMUM];
  if (infimum->value == 0)
    return loss->value < 0;
  if (!loss->is_wild && !infimum->is_wild &&
      fabs(loss->value - infimum->value) > 0x1p-40 * fabs(infimum->value))
    return loss->value < infimum->value;
  mpq_t a, b;
  mpq_inits(a, b, NULL);
  bool below = ab_decimal_exact(a, loss) && ab_decimal_exact(b, infimum) && mpq_cmp(a, b) < 0;
  mpq_clears(a, b, NULL);
  return below;
}

static void count(ab_trace *t, const ab_log_record *record) {
  if (t->lines++ == 0)
    t->first_iteration = record->iteration;
  t->last_iteration = record->iteration;
  if (is_below(record) && t->below++ == 0)
    t->below_first = record->line;
}

ab_status ab_trace_read(ab_trace *t, ab_log *log, const ab_trace_options *options,
                        ab_error *error) {
  ab_log_record record;
  ab_halfplane_near near;
  for (bool found = true;;) {
    if (ab_log_next(log, &record, &found, error) != AB_OK)
      return error->status;
    if (!found)
      break;
    make_near(&near, &record, options->minus_beta);
    count(t, &record);
    if (options->wants_region && !t->emptied_at && !ab_polygon_is_certainly_in(t->region, &near) &&
        cut(t, &record, &near, options->minus_beta, error) != AB_OK)
      return error->status;
    if (options->grid)
      ab_grid_add(options->grid, &near);
  }
  t->has_infimum = ab_log_has_infimum(log);
  if (options->wants_region && !t->emptied_at)
    measure(t);
  return t->lines ? AB_OK : ab_error_set(error, AB_BAD_PROBLEM, "the log has no line of numbers");
}

/* alpha, beta or beta/(alpha - beta) = y/x at vertex i; false where it has no value. */
static bool value_at(mpq_t out, const ab_polygon *region, size_t i, int which) {
  mpz_t x, y, w;
  mpz_inits(x, y, w, NULL);
  ab_polygon_vertex(x, y, w, region, i);
  if (which == 0)
    mpz_add(y, x, y);
  bool has_value = mpz_sgn(which == 2 ? x : w) > 0;
  if (has_value) {
    mpz_set(mpq_numref(out), y);
    mpz_set(mpq_denref(out), which == 2 ? x : w);
    mpq_canonicalize(out);
  }
  mpz_clears(x, y, w, NULL);
  return has_value;
}

void ab_trace_least(mpq_t out, const ab_trace *t, int which) {
  mpq_t value;
  bool found = false;
  mpq_init(value);
  for (size_t i = 0; i < ab_polygon_count(t->region); i++)
    if (value_at(value, t->region, i, which) && (!found || mpq_cmp(value, out) < 0)) {
      mpq_set(out, value);
      found = true;
    }
  mpq_clear(value);
}

/* SPDX-License-Identifier: MIT */
#include "clause/double_rules.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

enum { SMALL_BITS = 26 };

/* The box in coordinate k: lo = p/q, hi - lo = w/q with q = odd 2^shift, if these integers are
 * below 2^26; and enclosures of lo and hi - lo in any case. */
typedef struct {
  unsigned exact_depth; /* cells of depths below it are dyadic: odd = 1 */
  double lo, width;     /* exact if odd = 1 */
  bool small, flat;
  int64_t p, w, odd;
  int shift;
  double lo_lo, lo_hi, w_lo, w_hi;
} scale;

/* Coordinate k in each lane, where it is dyadic: a part of [0, 1] by its left end and its width, 0
 * for a point; lanes that are too deep for that. */
typedef struct {
  _Alignas(64) double left[AB_LANES];
  double width[AB_LANES];
  uint32_t deep;
  unsigned exact_depth; /* of the axis */
} dyadic;

struct ab_double_rules {
  const ab_template *template_;
  size_t count; /* of variables */
  ab_double_evaluator *evaluator;
  scale *scales;
  ab_lanes **box, **centre; /* in the evaluator */
  double (*half)[AB_LANES];
  const double **half_at;
  dyadic *dyadic;
  ab_double_place (*held)[AB_LANES]; /* of what is not dyadic, or too deep */
  bool is_stale;                     /* box, centre and half widths of dyadic axes */
  ab_lanes *sum, *anchor;            /* one each */
};

static ab_lanes *create_lanes(size_t count) {
  return ab_allocate_aligned(count, sizeof(ab_lanes), _Alignof(ab_lanes));
}

/* The literals, the diagonals of the zero sets' matrices, and the gradients at last. */
static ab_expr *make_roots(const ab_template *t, size_t *count) {
  *count = t->literal_count + t->gradient_count * t->variable_count;
  for (size_t z = 0; z < t->zero_set_count; z++)
    *count += t->zero_sets[z].codimension;
  ab_expr *roots = ab_allocate(*count, sizeof *roots), *next = roots;
  for (size_t i = 0; i < t->literal_count; i++)
    *next++ = t->literals[i].expr;
  for (size_t z = 0; z < t->zero_set_count; z++)
    for (size_t i = 0; i < t->zero_sets[z].codimension; i++)
      *next++ = t->zero_sets[z].hessian[i * (i + 3) / 2];
  for (size_t g = 0; g < t->gradient_count; g++)
    for (size_t k = 0; k < t->variable_count; k++)
      *next++ = t->gradients[g].partials[k];
  return roots;
}

ab_double_rules *ab_double_rules_create(const ab_template *t, const ab_apart *apart) {
  ab_double_rules *rules = ab_allocate(1, sizeof *rules);
  size_t n = t->variable_count;
  size_t root_count = 0;
  ab_expr *roots = make_roots(t, &root_count);
  rules->template_ = t;
  rules->count = n;
  rules->evaluator = ab_double_evaluator_create(t->graph, roots, root_count, n, apart);
  rules->scales = ab_allocate(n, sizeof *rules->scales);
  rules->box = ab_allocate(n, sizeof *rules->box);
  rules->centre = ab_allocate(n, sizeof *rules->centre);
  rules->half = ab_allocate_aligned(n, sizeof *rules->half, _Alignof(ab_lanes));
  rules->half_at = ab_allocate(n, sizeof *rules->half_at);
  rules->held = ab_allocate(n, sizeof *rules->held);
  rules->dyadic = ab_allocate_aligned(n, sizeof *rules->dyadic, _Alignof(dyadic));
  for (size_t k = 0; k < n; k++) {
    rules->box[k] = ab_double_box(rules->evaluator, k);
    rules->centre[k] = ab_double_anchor(rules->evaluator, k);
    rules->half_at[k] = rules->half[k];
  }
  rules->sum = create_lanes(1);
  rules->anchor = create_lanes(1);
  ab_free(roots);
  return rules;
}

void ab_double_rules_destroy(ab_double_rules *rules) {
  if (!rules)
    return;
  ab_double_evaluator_destroy(rules->evaluator);
  ab_free(rules->scales);
  ab_free(rules->box);
  ab_free(rules->centre);
  ab_free(rules->anchor);
  ab_free(rules->half);
  ab_free(rules->half_at);
  ab_free(rules->held);
  ab_free(rules->dyadic);
  ab_free(rules->sum);
  ab_free(rules);
}

static void enclose(double *out_lo, double *out_hi, const mpq_t lo, const mpq_t hi) {
  ab_interval x;
  ab_interval_init(&x, 53);
  ab_interval_set_rationals(&x, lo, hi);
  *out_lo = mpfr_get_d(x.lo, MPFR_RNDD);
  *out_hi = mpfr_get_d(x.hi, MPFR_RNDU);
  ab_interval_clear(&x);
}

static bool is_small(const mpz_t x) {
  return mpz_sizeinbase(x, 2) <= SMALL_BITS;
}

/* 2^-n for n < 1000, by its exponent. */
static double negative_power(unsigned n) {
  uint64_t bits = (uint64_t)(1023 - n) << 52;
  double power;
  memcpy(&power, &bits, sizeof power);
  return power;
}

/* p, w, odd and shift; small if they fit. */
static void find_integers(scale *s, const mpq_t lo, const mpq_t width) {
  mpz_t q, p, w;
  mpz_inits(q, p, w, NULL);
  mpz_lcm(q, mpq_denref(lo), mpq_denref(width));
  mpz_divexact(p, q, mpq_denref(lo));
  mpz_mul(p, p, mpq_numref(lo));
  mpz_divexact(w, q, mpq_denref(width));
  mpz_mul(w, w, mpq_numref(width));
  s->small = is_small(q) && is_small(p) && is_small(w);
  if (s->small) {
    s->p = mpz_get_si(p);
    s->w = mpz_get_si(w);
    s->shift = (int)mpz_scan1(q, 0);
    s->odd = mpz_get_si(q) >> s->shift;
    s->lo = (double)s->p * negative_power((unsigned)s->shift);
    s->width = (double)s->w * negative_power((unsigned)s->shift);
    s->exact_depth = s->odd == 1 ? SMALL_BITS : 0;
  }
  mpz_clears(q, p, w, NULL);
}

static void bind_axis(scale *s, const mpq_t lo, const mpq_t hi) {
  mpq_t width;
  mpq_init(width);
  mpq_sub(width, hi, lo);
  *s = (scale){.flat = mpq_sgn(width) == 0};
  enclose(&s->lo_lo, &s->lo_hi, lo, lo);
  enclose(&s->w_lo, &s->w_hi, width, width);
  find_integers(s, lo, width);
  mpq_clear(width);
}

static const ab_double_place nowhere = {.index = UINT64_MAX};

static void set(ab_lanes *out, int lane, double lo, double hi) {
  out->lo[lane] = lo;
  out->hi[lane] = hi;
}

static void empty(ab_double_rules *rules, int lane, size_t k) {
  set(rules->box[k], lane, (double)NAN, (double)NAN);
  rules->held[k][lane] = nowhere;
  rules->dyadic[k].left[lane] = (double)NAN;
  rules->dyadic[k].deep &= ~(UINT32_C(1) << lane);
}

void ab_double_rules_bind(ab_double_rules *rules, const ab_clause *clause,
                          const ab_constants *constants) {
  for (size_t k = 0; k < rules->count; k++) {
    bind_axis(&rules->scales[k], clause->lo[k], clause->hi[k]);
    rules->dyadic[k].exact_depth = rules->scales[k].exact_depth;
    for (int lane = 0; lane < AB_LANES; lane++)
      empty(rules, lane, k);
  }
  for (size_t j = 0; j < rules->template_->parameter_count; j++) {
    const ab_argument *a = &clause->arguments[j];
    const ab_constant *c = a->bound ? &constants->items[a->constant] : NULL;
    double lo, hi;
    enclose(&lo, &hi, c ? c->lo : a->value, c ? c->hi : a->value);
    ab_double_evaluator_parameter(rules->evaluator, j, lo, hi);
  }
}

/* (p 2^depth + w index)/(odd 2^(shift + depth)): all integers are below 2^53, the quotient by a
 * power of two is exact, the one by `odd` is exact or rounded once (double-intervals.md, section
 * 6). */
static void small_point(double *lo, double *hi, const scale *s, int64_t p, uint64_t index,
                        unsigned depth) {
  int64_t numerator = p * (INT64_C(1) << depth) + s->w * (int64_t)index;
  double power = negative_power((unsigned)s->shift + depth);
  if (s->odd == 1) {
    *lo = *hi = (double)numerator * power;
  } else if (numerator % s->odd == 0) {
    *lo = *hi = (double)(numerator / s->odd) * power;
  } else {
    double x = (double)numerator / (double)s->odd;
    *lo = ab_double_below(x) * power;
    *hi = ab_double_above(x) * power;
  }
}

/* lo + (hi - lo) index/2^depth */
static void point(double *lo, double *hi, const scale *s, uint64_t index, unsigned depth) {
  if (s->small && depth <= SMALL_BITS) {
    small_point(lo, hi, s, s->p, index, depth);
    return;
  }
  double u = (double)index * negative_power(depth);
  *lo = ab_double_below_sum(s->lo_lo + ab_double_below(s->w_lo * u));
  *hi = ab_double_above_sum(s->lo_hi + ab_double_above(s->w_hi * u));
}

static double half_width(const scale *s, unsigned depth) {
  double lo, hi;
  if (s->small && depth < SMALL_BITS) {
    small_point(&lo, &hi, s, 0, 1, depth + 1);
    return hi;
  }
  return ab_double_above(s->w_hi * negative_power(depth + 1));
}

void ab_double_rules_axis(const ab_double_rules *rules, size_t k, uint64_t index, unsigned depth,
                          ab_double_axis *out) {
  const scale *s = &rules->scales[k];
  assert(depth <= AB_DOUBLE_DEPTH_MAX && index >> depth == 0);
  point(&out->left_lo, &out->left_hi, s, index, depth);
  point(&out->right_lo, &out->right_hi, s, index + 1, depth);
  point(&out->centre_lo, &out->centre_hi, s, 2 * index + 1, depth + 1);
  out->half = half_width(s, depth);
  const double none = (double)NAN;
  if (!isfinite(out->right_hi - out->left_lo)) /* all others lie between these two */
    *out = (ab_double_axis){none, none, none, none, none, none, out->half};
}

bool ab_double_rules_is_flat(const ab_double_rules *rules, size_t k) {
  return rules->scales[k].flat;
}

/* The point of an axis that is reduced to an end, or has no width. */
static void set_end(ab_lanes *out, int lane, const ab_double_axis *axis, ab_end end) {
  if (end == AB_END_HIGH)
    set(out, lane, axis->right_lo, axis->right_hi);
  else
    set(out, lane, axis->left_lo, axis->left_hi);
}

static void set_other(ab_double_rules *rules, int lane, size_t k, ab_double_place place) {
  ab_double_axis axis;
  ab_double_rules_axis(rules, k, place.index, place.depth, &axis);
  if (place.end == AB_END_NONE && !rules->scales[k].flat) {
    set(rules->box[k], lane, axis.left_lo, axis.right_hi);
    set(rules->centre[k], lane, axis.centre_lo, axis.centre_hi);
    rules->half[k][lane] = axis.half;
  } else {
    set_end(rules->box[k], lane, &axis, (ab_end)place.end);
    set_end(rules->centre[k], lane, &axis, (ab_end)place.end);
    rules->half[k][lane] = 0;
  }
}

static bool is_dyadic(const ab_double_rules *rules, size_t k) {
  return rules->dyadic[k].exact_depth > 0;
}

/* A part of a dyadic axis, taken up by `bring_up`. */
static inline void set_dyadic(dyadic *d, int lane, const ab_double_place *place) {
  double unit = negative_power(place->depth);
  d->left[lane] = (double)(int64_t)(place->index + (place->end == AB_END_HIGH)) * unit;
  d->width[lane] = place->end == AB_END_NONE ? unit : 0;
}

static void set_rest(ab_double_rules *rules, int lane, size_t k, const ab_double_place *place) {
  ab_double_place *held = &rules->held[k][lane];
  bool same = held->index == place->index && held->depth == place->depth && held->end == place->end;
  *held = *place;
  if (is_dyadic(rules, k))
    rules->dyadic[k].deep |= UINT32_C(1) << lane;
  else if (!same)
    set_other(rules, lane, k, *place);
}

static inline void set_coordinate(ab_double_rules *rules, int lane, size_t k,
                                  const ab_double_place *place) {
  dyadic *d = &rules->dyadic[k];
  if (place->depth >= d->exact_depth) {
    set_rest(rules, lane, k, place);
    return;
  }
  set_dyadic(d, lane, place);
  if (d->deep)
    d->deep &= ~(UINT32_C(1) << lane);
}

void ab_double_rules_set(ab_double_rules *rules, int lane, size_t k, ab_double_place place) {
  rules->is_stale = true;
  set_coordinate(rules, lane, k, &place);
}

void ab_double_rules_set_all(ab_double_rules *rules, int lane, const ab_double_place *places) {
  rules->is_stale = true;
  for (size_t k = 0; k < rules->count; k++)
    set_coordinate(rules, lane, k, &places[k]);
}

void ab_double_rules_empty(ab_double_rules *rules, int lane) {
  rules->is_stale = true;
  for (size_t k = 0; k < rules->count; k++)
    empty(rules, lane, k);
}

/* Where the parts of dyadic axes are: exactly (double-intervals.md, section 6). */
static void bring_up(ab_double_rules *rules) {
  if (!rules->is_stale)
    return;
  rules->is_stale = false;
  ab_double_evaluator_forget(rules->evaluator);
  for (size_t k = 0; k < rules->count; k++) {
    const dyadic *d = &rules->dyadic[k];
    if (!is_dyadic(rules, k))
      continue;
    ab_double_part part = {rules->scales[k].lo, rules->scales[k].width, d->left, d->width};
    ab_double_set_part(rules->evaluator, k, rules->half[k], &part);
    for (int lane = 0; d->deep >> lane; lane++)
      if (d->deep >> lane & 1)
        set_other(rules, lane, k, rules->held[k][lane]);
  }
}

const double *const *ab_double_rules_half_widths(const ab_double_rules *rules) {
  return rules->half_at;
}

const ab_lanes *ab_double_rules_range(ab_double_rules *rules, size_t literal) {
  bring_up(rules);
  return ab_double_range(rules->evaluator, literal);
}

static ab_double_centred centred_with(ab_double_rules *rules, ab_double_slopes s) {
  ab_double_centred_form(rules->evaluator, rules->sum, &s, rules->half_at);
  return (ab_double_centred){rules->sum, s.anchored, s.slopes};
}

ab_double_centred ab_double_rules_centred(ab_double_rules *rules, size_t literal) {
  return centred_with(rules, ab_double_slopes_backward(rules->evaluator, literal));
}

ab_double_centred ab_double_rules_centred_forward(ab_double_rules *rules, size_t literal) {
  return centred_with(rules, ab_double_slopes_forward(rules->evaluator, literal));
}

ab_double_centred ab_double_rules_centred_again(ab_double_rules *rules, size_t literal) {
  return centred_with(rules, ab_double_slopes_both(rules->evaluator, literal));
}

const ab_lanes *ab_double_rules_face(ab_double_rules *rules, size_t literal, const uint8_t *axes,
                                     const ab_end *ends, const ab_double_place *places) {
  for (int lane = 0; lane < AB_LANES; lane++) {
    ab_double_axis axis;
    set(rules->anchor, lane, (double)NAN, (double)NAN);
    if (ends[lane] == AB_END_NONE)
      continue;
    ab_double_rules_axis(rules, axes[lane], places[lane].index, places[lane].depth, &axis);
    set_end(rules->anchor, lane, &axis, ends[lane]);
  }
  return ab_double_slope(rules->evaluator, literal, axes, rules->anchor);
}

ab_lane_signs ab_double_rules_signs(const ab_double_rules *rules, const ab_lanes *x) {
  return ab_double_signs(rules->evaluator, x);
}

uint32_t ab_double_rules_settled(const ab_double_rules *rules, size_t literal,
                                 ab_double_goals goals, const ab_lanes *x) {
  ab_literal_kind kind = rules->template_->literals[literal].kind;
  ab_lane_signs signs = ab_double_signs(rules->evaluator, x);
  uint32_t itself = ~(goals.plus | goals.minus);
  if (kind == AB_LITERAL_NONNEGATIVE)
    return itself & signs.nonnegative;
  if (kind != AB_LITERAL_NONZERO)
    return itself & signs.positive;
  return ((itself | goals.plus) & signs.positive) | ((itself | goals.minus) & signs.negative);
}

uint32_t ab_double_rules_licensed(const ab_double_rules *rules, size_t literal,
                                  ab_double_goals goals, const ab_end *ends,
                                  const ab_lanes *slope) {
  ab_literal_kind kind = rules->template_->literals[literal].kind;
  ab_lane_signs signs = ab_double_signs(rules->evaluator, slope);
  uint32_t low = 0, high = 0, with_sign = goals.plus | goals.minus;
  for (int lane = 0; lane < AB_LANES; lane++) {
    low |= (uint32_t)(ends[lane] == AB_END_LOW) << lane;
    high |= (uint32_t)(ends[lane] == AB_END_HIGH) << lane;
  }
  if (kind == AB_LITERAL_POSITIVE_OFF)
    return 0;
  uint32_t up = (low & ~goals.minus) | (high & goals.minus);
  uint32_t down = (high & ~goals.minus) | (low & goals.minus);
  return (kind == AB_LITERAL_NONZERO ? with_sign : ~with_sign) &
         ((up & signs.nonnegative) | (down & signs.nonpositive));
}

const ab_lanes *ab_double_rules_diagonal(ab_double_rules *rules, size_t zero_set, size_t i) {
  size_t which = rules->template_->literal_count + i;
  for (size_t z = 0; z < zero_set; z++)
    which += rules->template_->zero_sets[z].codimension;
  bring_up(rules);
  return ab_double_range(rules->evaluator, which);
}

const ab_lanes *const *ab_double_rules_gradient(ab_double_rules *rules, size_t gradient, size_t k) {
  const ab_template *t = rules->template_;
  size_t which = t->literal_count + gradient * t->variable_count + k;
  for (size_t z = 0; z < t->zero_set_count; z++)
    which += t->zero_sets[z].codimension;
  ab_double_range(rules->evaluator, which);
  return ab_double_slopes_backward(rules->evaluator, which).slopes;
}

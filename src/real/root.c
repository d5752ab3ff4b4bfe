/* SPDX-License-Identifier: MIT
 * Exactly one zero of one equation in an interval: a cover by parts on which e has a sign or is
 * strictly monotone (docs/theory/zeros.md, section 4). */
#include "base/memory.h"
#include "base/text.h"
#include "num/rational.h"
#include "real/root_function.h"
#include "real/zero.h"

enum { GUARD_BITS = 64, DEPTH_MAX = 512, PARTS_MAX = 65536, PLACE_DIGITS = 6 };

/* An enclosure of one zero: a point, or an interval where e is strictly monotone and of opposite
 * signs at the ends. */
typedef struct {
  mpq_t lo, hi;
  ab_sign sign_hi;
} found_zero;

/* The walk over [lo, hi] from left to right: what is left of `place` has been covered. The pending
 * parts are [place, ends[top - 1]], [ends[top - 1], ends[top - 2]], ... */
typedef struct {
  ab_root_function function;
  mpq_srcptr lo, hi;
  mpq_t place;
  mpq_t *ends;
  size_t depths[DEPTH_MAX + 2];
  size_t top, depth_max, parts;
  ab_part direction;   /* of the monotone run that ends at place; AB_PART_NONZERO if none does */
  mpq_t run_start;     /* where it begins */
  bool zero_at_place;  /* a zero, counted already, is at run_start */
  found_zero zeros[2]; /* from left to right */
  size_t zero_count;
} walk;

static void walk_init(walk *work, const ab_system *system, const mpq_t lo, const mpq_t hi,
                      long precision) {
  *work = (walk){.lo = lo, .hi = hi, .direction = AB_PART_NONZERO};
  ab_root_function_init(&work->function, system, precision + GUARD_BITS);
  work->depth_max = precision < DEPTH_MAX ? (size_t)precision : DEPTH_MAX;
  work->ends = ab_rationals_create(DEPTH_MAX + 2);
  mpq_inits(work->place, work->run_start, NULL);
  for (size_t i = 0; i < 2; i++)
    mpq_inits(work->zeros[i].lo, work->zeros[i].hi, NULL);
  mpq_set(work->place, lo);
  mpq_set(work->run_start, lo);
  mpq_set(work->ends[0], hi);
  work->top = 1;
}

static void walk_clear(walk *work) {
  ab_root_function_clear(&work->function);
  ab_rationals_destroy(work->ends, DEPTH_MAX + 2);
  mpq_clears(work->place, work->run_start, NULL);
  for (size_t i = 0; i < 2; i++)
    mpq_clears(work->zeros[i].lo, work->zeros[i].hi, NULL);
}

/* Appends a simple number of [x, y] as a decimal, for people. */
static void add_place(ab_text *text, const mpq_t x, const mpq_t y) {
  mpq_t simple;
  mpq_init(simple);
  ab_rational_simplest(simple, x, y);
  ab_rational_append_decimal(text, simple, PLACE_DIGITS, 0);
  mpq_clear(simple);
}

static void add_interval(ab_text *text, const walk *work) {
  ab_text_add(text, " in [");
  add_place(text, work->lo, work->lo);
  ab_text_add(text, ", ");
  add_place(text, work->hi, work->hi);
  ab_text_add(text, "]");
}

static ab_status fail(ab_text *text, ab_error *error) {
  ab_status status = ab_error_set(error, AB_NOT_VERIFIED, "root(...): %s", text->data);
  ab_text_clear(text);
  return status;
}

static ab_status fail_near(const char *before, const mpq_t x, const mpq_t y, const char *after,
                           ab_error *error) {
  ab_text text;
  ab_text_init(&text);
  ab_text_add(&text, before);
  add_place(&text, x, y);
  ab_text_add(&text, after);
  return fail(&text, error);
}

static ab_status fail_contradiction(ab_error *error) {
  return ab_error_set(error, AB_NOT_VERIFIED, "root(...): a contradiction in the signs of e");
}

/* The simplest rational number of the enclosure, if it is a zero: then it is the one. */
static void settle_rational(found_zero *zero, walk *work) {
  mpq_t simple;
  mpq_init(simple);
  ab_rational_simplest(simple, zero->lo, zero->hi);
  if (ab_root_sign_at(&work->function, simple) == AB_SIGN_ZERO) {
    mpq_set(zero->lo, simple);
    mpq_set(zero->hi, simple);
  }
  mpq_clear(simple);
}

static ab_status narrow(found_zero *zero, walk *work, long precision, ab_error *error) {
  if (mpq_equal(zero->lo, zero->hi))
    return AB_OK;
  if (!ab_root_narrow(zero->lo, zero->hi, work->function.system, zero->sign_hi, precision))
    return fail_contradiction(error);
  settle_rational(zero, work);
  return AB_OK;
}

static ab_status fail_two_zeros(walk *work, ab_error *error) {
  ab_text text;
  ab_text_init(&text);
  ab_text_add(&text, "more than one zero");
  add_interval(&text, work);
  for (size_t i = 0; i < 2; i++) {
    ab_error ignored;
    (void)narrow(&work->zeros[i], work, 2 * AB_PRECISION_MIN, &ignored);
    ab_text_add(&text, i == 0 ? ": near " : " and near ");
    add_place(&text, work->zeros[i].lo, work->zeros[i].hi);
  }
  return fail(&text, error);
}

static ab_status fail_unresolved(const walk *work, const mpq_t end, ab_part part, ab_error *error) {
  if (part == AB_PART_UNDEFINED)
    return fail_near("the expression is not known to be defined and finite near ", work->place, end,
                     "", error);
  if (work->parts >= PARTS_MAX)
    return fail_near("no decision, after many bisections, near ", work->place, end,
                     ": a narrower interval may help", error);
  return fail_near("no decision near ", work->place, end,
                   ": the derivative may vanish at a zero: a multiple root cannot be certified",
                   error);
}

/* The run [run_start, place], with these signs of e at its ends, has a zero. */
static ab_status count_zero(walk *work, ab_sign start, ab_sign end, ab_error *error) {
  found_zero *zero = &work->zeros[work->zero_count++];
  mpq_set(zero->lo, end == AB_SIGN_ZERO ? work->place : work->run_start);
  mpq_set(zero->hi, start == AB_SIGN_ZERO ? work->run_start : work->place);
  zero->sign_hi = end;
  return work->zero_count == 2 ? fail_two_zeros(work, error) : AB_OK;
}

/* The monotone run ends at place: it contains a zero, and then one, just if the signs of e at its
 * ends are not both positive or both negative. */
static ab_status close_run(walk *work, ab_error *error) {
  bool counted = work->zero_at_place;
  work->zero_at_place = false;
  if (work->direction != AB_PART_INCREASING && work->direction != AB_PART_DECREASING)
    return AB_OK;
  ab_sign start = ab_root_sign_at(&work->function, work->run_start);
  ab_sign end = ab_root_sign_at(&work->function, work->place);
  if (start == AB_SIGN_UNKNOWN || end == AB_SIGN_UNKNOWN) {
    mpq_srcptr place = start == AB_SIGN_UNKNOWN ? work->run_start : work->place;
    return fail_near("cannot decide whether there is a zero at ", place, place, "", error);
  }
  int rise = work->direction == AB_PART_INCREASING ? (int)end - (int)start : (int)start - (int)end;
  if (rise < 0 || (start == AB_SIGN_ZERO && end == AB_SIGN_ZERO))
    return fail_contradiction(error);
  work->zero_at_place = end == AB_SIGN_ZERO;
  bool known = counted && start == AB_SIGN_ZERO;
  return rise > 0 && !known ? count_zero(work, start, end, error) : AB_OK;
}

/* [place, ends[top - 1]] is such a part. */
static ab_status accept(walk *work, ab_part part, ab_error *error) {
  ab_status status = AB_OK;
  if (part != work->direction) {
    status = close_run(work, error);
    work->direction = part;
    mpq_set(work->run_start, work->place);
  }
  mpq_set(work->place, work->ends[--work->top]);
  return status;
}

static void split(walk *work) {
  size_t depth = ++work->depths[work->top - 1];
  mpq_ptr middle = work->ends[work->top];
  mpq_add(middle, work->place, work->ends[work->top - 1]);
  mpq_div_2exp(middle, middle, 1);
  work->depths[work->top++] = depth;
}

/* Covers [lo, hi] and counts the zeros. */
static ab_status cover(walk *work, ab_error *error) {
  ab_status status = AB_OK;
  while (work->top > 0 && status == AB_OK) {
    mpq_srcptr end = work->ends[work->top - 1];
    ab_part part = ab_root_part(&work->function, work->place, end);
    if (part != AB_PART_UNKNOWN && part != AB_PART_UNDEFINED)
      status = accept(work, part, error);
    else if (work->depths[work->top - 1] >= work->depth_max || ++work->parts >= PARTS_MAX)
      status = fail_unresolved(work, end, part, error);
    else
      split(work);
  }
  return status == AB_OK ? close_run(work, error) : status;
}

static ab_status find(walk *work, long precision, ab_error *error) {
  ab_status status = cover(work, error);
  if (status != AB_OK)
    return status;
  if (work->zero_count == 1)
    return narrow(&work->zeros[0], work, precision, error);
  ab_text text;
  ab_text_init(&text);
  ab_text_add(&text, "no zero");
  add_interval(&text, work);
  return fail(&text, error);
}

ab_status ab_root_enclose(mpq_t zero_lo, mpq_t zero_hi, const ab_system *system, const mpq_t lo,
                          const mpq_t hi, long precision, ab_error *error) {
  if (mpq_cmp(lo, hi) >= 0)
    return ab_error_set(error, AB_NOT_VERIFIED, "root(...): the interval has no interior");
  if (precision < AB_PRECISION_MIN || precision > AB_PRECISION_MAX)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "root(...): a precision of %ld bits: %d to %d is possible", precision,
                        AB_PRECISION_MIN, AB_PRECISION_MAX);
  walk work;
  walk_init(&work, system, lo, hi, precision);
  ab_status status = find(&work, precision, error);
  if (status == AB_OK) {
    mpq_set(zero_lo, work.zeros[0].lo);
    mpq_set(zero_hi, work.zeros[0].hi);
  }
  walk_clear(&work);
  return status;
}

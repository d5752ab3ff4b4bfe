/* SPDX-License-Identifier: MIT
 * Which points of M are in a box: docs/theory/rank-one-domain.md, section 1. */
#include "condition/rank_one_restricted.h"

#include "num/rational.h"

enum { ROUNDING_BITS = 128 };

void ab_rank_one_range_init(ab_rank_one_range *r) {
  r->state = AB_RANGE_UNDECIDED;
  mpq_inits(r->lo, r->from, r->to, r->hi, NULL);
}

void ab_rank_one_range_clear(ab_rank_one_range *r) {
  mpq_clears(r->lo, r->from, r->to, r->hi, NULL);
}

/* What is known so far of t1 and t2; has_upper: hi and to are numbers, and not infinite. */
typedef struct {
  ab_rank_one_range *r;
  bool has_hi, has_to, is_empty, is_undecided;
} bounds;

static void raise(mpq_t least, const mpq_t value) {
  if (mpq_cmp(value, least) > 0)
    mpq_set(least, value);
}

static void lower(mpq_t most, bool *has, const mpq_t value) {
  if (!*has || mpq_cmp(value, most) < 0)
    mpq_set(most, value);
  *has = true;
}

/* t c in [lo, hi] for c in [c_lo, c_hi], c_lo > 0. */
static void limit_direct(bounds *b, const mpq_t c_lo, const mpq_t c_hi, const mpq_t lo,
                         const mpq_t hi) {
  mpq_t value;
  mpq_init(value);
  if (mpq_sgn(hi) <= 0) {
    b->is_empty = true;
  } else {
    mpq_div(value, hi, c_lo);
    lower(b->r->hi, &b->has_hi, value);
    mpq_div(value, hi, c_hi);
    lower(b->r->to, &b->has_to, value);
  }
  if (mpq_sgn(lo) > 0) {
    mpq_div(value, lo, c_hi);
    raise(b->r->lo, value);
    mpq_div(value, lo, c_lo);
    raise(b->r->from, value);
  }
  mpq_clear(value);
}

/* c/t in [lo, hi], the same. */
static void limit_inverse(bounds *b, const mpq_t c_lo, const mpq_t c_hi, const mpq_t lo,
                          const mpq_t hi) {
  mpq_t value;
  mpq_init(value);
  if (mpq_sgn(hi) <= 0) {
    b->is_empty = true;
  } else {
    mpq_div(value, c_lo, hi);
    raise(b->r->lo, value);
    mpq_div(value, c_hi, hi);
    raise(b->r->from, value);
  }
  if (mpq_sgn(lo) > 0) {
    mpq_div(value, c_hi, lo);
    lower(b->r->hi, &b->has_hi, value);
    mpq_div(value, c_lo, lo);
    lower(b->r->to, &b->has_to, value);
  }
  mpq_clear(value);
}

/* The same where c may be 0 or of either sign, in [c_lo, c_hi]: no bound is certain, and what
 * certainly is allowed is |t| |c| (or |c|/t) below the nearer end. */
static void limit_near_zero(bounds *b, const mpq_t c_lo, const mpq_t c_hi, const mpq_t lo,
                            const mpq_t hi, bool inverse) {
  mpq_t size, room;
  mpq_inits(size, room, NULL);
  mpq_neg(size, c_lo);
  if (mpq_cmp(c_hi, size) > 0)
    mpq_set(size, c_hi);
  mpq_neg(room, lo);
  if (mpq_cmp(hi, room) < 0)
    mpq_set(room, hi);
  if (mpq_sgn(room) <= 0) {
    b->is_undecided = true;
  } else if (mpq_sgn(size) > 0 && inverse) {
    mpq_div(size, size, room);
    raise(b->r->from, size);
  } else if (mpq_sgn(size) > 0) {
    mpq_div(size, room, size);
    lower(b->r->to, &b->has_to, size);
  }
  mpq_clears(size, room, NULL);
}

/* One coordinate: constant c, range [lo, hi] of the domain, or its mirror image. */
static void limit(bounds *b, const ab_constant *c, const mpq_t lo, const mpq_t hi, bool mirrored,
                  bool inverse) {
  mpq_t ends[4];
  for (size_t k = 0; k < 4; k++)
    mpq_init(ends[k]);
  bool is_negative = mpq_sgn(c->hi) < 0;
  mpq_set(ends[0], is_negative ? c->hi : c->lo);
  mpq_set(ends[1], is_negative ? c->lo : c->hi);
  mpq_set(ends[2], is_negative != mirrored ? hi : lo);
  mpq_set(ends[3], is_negative != mirrored ? lo : hi);
  for (size_t k = 0; k < 4; k++)
    if (k < 2 ? is_negative : is_negative != mirrored)
      mpq_neg(ends[k], ends[k]);
  if (mpq_sgn(ends[0]) <= 0)
    limit_near_zero(b, ends[0], ends[1], ends[2], ends[3], inverse);
  else if (inverse)
    limit_inverse(b, ends[0], ends[1], ends[2], ends[3]);
  else
    limit_direct(b, ends[0], ends[1], ends[2], ends[3]);
  for (size_t k = 0; k < 4; k++)
    mpq_clear(ends[k]);
}

/* value > 0 rounded to about ROUNDING_BITS significant bits. */
static void round_end(mpq_t value, int direction) {
  size_t above = mpz_sizeinbase(mpq_numref(value), 2), below = mpz_sizeinbase(mpq_denref(value), 2);
  ab_rational_round(value, value, ROUNDING_BITS + (unsigned)(below > above ? below - above : 0),
                    direction);
}

void ab_rank_one_range_set(ab_rank_one_range *r, const ab_area *over) {
  const ab_matrix_factorization *f = over->family;
  const ab_constant *c = over->constants->items;
  const ab_domain *d = over->domain;
  bounds b = {.r = r};
  mpq_set_ui(r->lo, 0, 1);
  mpq_set_ui(r->from, 0, 1);
  for (size_t i = 0; i < f->x.rows; i++) {
    size_t k = ab_matrix_factorization_w(f, i);
    limit(&b, &c[ab_rank_one_a(f, i)], d->lo[k], d->hi[k], over->mirrored, false);
  }
  for (size_t j = 0; j < f->x.columns; j++) {
    size_t k = ab_matrix_factorization_s(f, j);
    limit(&b, &c[ab_rank_one_b(f, j)], d->lo[k], d->hi[k], over->mirrored, true);
  }
  r->state = AB_RANGE_UNDECIDED;
  if (b.is_empty || (b.has_hi && mpq_cmp(r->lo, r->hi) > 0))
    r->state = AB_RANGE_NONE;
  if (r->state == AB_RANGE_NONE || b.is_undecided || !b.has_hi || !b.has_to || mpq_sgn(r->lo) <= 0)
    return;
  round_end(r->lo, -1);
  round_end(r->from, 1);
  round_end(r->to, -1);
  round_end(r->hi, 1);
  if (mpq_sgn(r->lo) > 0 && mpq_cmp(r->from, r->to) < 0)
    r->state = AB_RANGE_SOME;
}

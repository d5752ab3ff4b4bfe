/* SPDX-License-Identifier: MIT
 * The simplest rational between two, by continued fractions. */
#include "num/rational.h"

/* lo and hi are the current tails n/d of the two continued fractions; (p, q) the last convergent of
 * their common beginning and (p0, q0) the one before. */
typedef struct {
  mpz_t lo_n, lo_d, hi_n, hi_d, p, q, p0, q0, term, product;
} walk;

static void walk_init(walk *w, const mpq_t lo, const mpq_t hi) {
  mpz_init_set(w->lo_n, mpq_numref(lo));
  mpz_init_set(w->lo_d, mpq_denref(lo));
  mpz_init_set(w->hi_n, mpq_numref(hi));
  mpz_init_set(w->hi_d, mpq_denref(hi));
  mpz_init_set_ui(w->p, 1);
  mpz_init_set_ui(w->q, 0);
  mpz_init_set_ui(w->p0, 0);
  mpz_init_set_ui(w->q0, 1);
  mpz_init(w->term);
  mpz_init(w->product);
}

static void walk_clear(walk *w) {
  mpz_clears(w->lo_n, w->lo_d, w->hi_n, w->hi_d, w->p, w->q, w->p0, w->q0, w->term, w->product,
             NULL);
}

/* Extends the convergents by w->term. */
static void extend(walk *w) {
  mpz_addmul(w->p0, w->term, w->p);
  mpz_addmul(w->q0, w->term, w->q);
  mpz_swap(w->p0, w->p);
  mpz_swap(w->q0, w->q);
}

/* (lo, hi) becomes (1/(hi - term), 1/(lo - term)). */
static void invert_tails(walk *w) {
  mpz_submul(w->lo_n, w->term, w->lo_d);
  mpz_submul(w->hi_n, w->term, w->hi_d);
  mpz_swap(w->lo_n, w->hi_d);
  mpz_swap(w->lo_d, w->hi_n);
}

/* Is there an integer in the tails' interval? Then term is the least, else the common floor. */
static bool next_term(walk *w) {
  mpz_cdiv_q(w->term, w->lo_n, w->lo_d);
  mpz_mul(w->product, w->term, w->hi_d);
  if (mpz_cmp(w->product, w->hi_n) <= 0)
    return true;
  mpz_sub_ui(w->term, w->term, 1);
  return false;
}

/* 0 < lo < hi. Each step that does not end shortens both tails as Euclid's algorithm does. */
static void simplest_positive(mpq_t out, const mpq_t lo, const mpq_t hi) {
  walk w;
  walk_init(&w, lo, hi);
  while (!next_term(&w)) {
    extend(&w);
    invert_tails(&w);
  }
  extend(&w);
  mpz_set(mpq_numref(out), w.p);
  mpz_set(mpq_denref(out), w.q);
  walk_clear(&w);
}

static void simplest_negative(mpq_t out, const mpq_t lo, const mpq_t hi) {
  mpq_t least, greatest;
  mpq_init(least);
  mpq_init(greatest);
  mpq_neg(least, hi);
  mpq_neg(greatest, lo);
  simplest_positive(out, least, greatest);
  mpq_neg(out, out);
  mpq_clear(least);
  mpq_clear(greatest);
}

void ab_rational_simplest(mpq_t out, const mpq_t lo, const mpq_t hi) {
  if (mpq_sgn(lo) > 0)
    simplest_positive(out, lo, hi);
  else if (mpq_sgn(hi) < 0)
    simplest_negative(out, lo, hi);
  else
    mpq_set_ui(out, 0, 1);
}

/* SPDX-License-Identifier: MIT
 * The distribution of an iterate: boxes with weights, equal boxes merged. */
#ifndef AB_SGD_STATES_H
#define AB_SGD_STATES_H

#include "num/interval.h"

#include <gmp.h>
#include <stdint.h>

typedef struct {
  ab_interval *x;
  mpz_t weight;    /* number of index sequences */
  ab_truth inside; /* whether x^0..x^k are in D */
} ab_state;

typedef struct {
  ab_state *items;
  size_t count, capacity;
  size_t dimension;
  mpfr_prec_t precision;
  size_t *slots; /* by the bits of the box: 1 + index, 0 for empty; a power of two of them */
  size_t slot_count;
} ab_states;

void ab_states_init(ab_states *states, size_t dimension, mpfr_prec_t precision);
void ab_states_clear(ab_states *states);

/* Adds the box x with a weight: to the state that has the very same ends and answer, if there is
 * one. */
void ab_states_add(ab_states *states, const ab_interval *x, const mpz_t weight, ab_truth inside);

#endif

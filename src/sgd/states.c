/* SPDX-License-Identifier: MIT */
#include "sgd/states.h"

#include "base/memory.h"

void ab_states_init(ab_states *states, size_t dimension, mpfr_prec_t precision) {
  *states = (ab_states){.dimension = dimension, .precision = precision, .slot_count = 64};
  states->slots = ab_allocate(states->slot_count, sizeof *states->slots);
}

void ab_states_clear(ab_states *states) {
  for (size_t i = 0; i < states->count; i++) {
    ab_intervals_destroy(states->items[i].x, states->dimension);
    mpz_clear(states->items[i].weight);
  }
  ab_free(states->items);
  ab_free(states->slots);
  *states = (ab_states){0};
}

static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
  return hash ^ (hash >> 29);
}

/* Of the value, not of how it is stored. */
static uint64_t hash_end(uint64_t hash, mpfr_srcptr end) {
  if (!mpfr_number_p(end) || mpfr_zero_p(end))
    return mix(hash, 1);
  hash = mix(hash, (uint64_t)mpfr_get_exp(end) * 2 + (mpfr_signbit(end) ? 1 : 0));
  size_t limbs = ((size_t)mpfr_get_prec(end) - 1) / (size_t)mp_bits_per_limb + 1;
  const mp_limb_t *words = mpfr_custom_get_significand(end);
  for (size_t k = 0; k < limbs; k++)
    hash = mix(hash, words[k]);
  return hash;
}

static uint64_t hash_box(const ab_interval *x, size_t dimension, ab_truth inside) {
  uint64_t hash = (uint64_t)(inside + 2);
  for (size_t k = 0; k < dimension; k++)
    hash = hash_end(hash_end(hash, x[k].lo), x[k].hi);
  return hash;
}

static bool is_equal(const ab_interval *x, const ab_interval *y, size_t dimension) {
  bool equal = true;
  for (size_t k = 0; k < dimension && equal; k++)
    equal = mpfr_equal_p(x[k].lo, y[k].lo) && mpfr_equal_p(x[k].hi, y[k].hi);
  return equal;
}

/* The slot of the state, or the empty one where it belongs. */
static size_t find_slot(const ab_states *s, const ab_interval *x, ab_truth inside) {
  size_t slot = hash_box(x, s->dimension, inside) & (s->slot_count - 1);
  while (s->slots[slot]) {
    const ab_state *state = &s->items[s->slots[slot] - 1];
    if (state->inside == inside && is_equal(state->x, x, s->dimension))
      break;
    slot = (slot + 1) & (s->slot_count - 1);
  }
  return slot;
}

static void grow(ab_states *s) {
  ab_free(s->slots);
  s->slot_count *= 2;
  s->slots = ab_allocate(s->slot_count, sizeof *s->slots);
  for (size_t i = 0; i < s->count; i++)
    s->slots[find_slot(s, s->items[i].x, s->items[i].inside)] = i + 1;
}

void ab_states_add(ab_states *s, const ab_interval *x, const mpz_t weight, ab_truth inside) {
  size_t slot = find_slot(s, x, inside);
  if (s->slots[slot]) {
    ab_state *state = &s->items[s->slots[slot] - 1];
    mpz_add(state->weight, state->weight, weight);
    return;
  }
  ab_reserve(&s->items, &s->capacity, s->count + 1, sizeof *s->items);
  ab_state *state = &s->items[s->count++];
  state->x = ab_intervals_create(s->dimension, s->precision);
  for (size_t k = 0; k < s->dimension; k++)
    ab_interval_set(&state->x[k], &x[k]);
  mpz_init_set(state->weight, weight);
  state->inside = inside;
  s->slots[slot] = s->count;
  if (2 * s->count > s->slot_count)
    grow(s);
}

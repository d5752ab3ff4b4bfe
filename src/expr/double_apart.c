/* SPDX-License-Identifier: MIT */
#include "expr/double_apart.h"

#include "base/memory.h"
#include "expr/operation.h"

#include <string.h>

/* Cells of one search share most of their coordinates: results are remembered. */
enum { MEMORY_BITS = 12 };

/* An operation with its arguments, and what it gave. No padding: compared byte by byte. */
typedef struct {
  uint64_t operation; /* 0: an empty place */
  double u_lo, u_hi, c_lo, c_hi;
} question;

typedef struct {
  question asked;
  double lo, hi;
} memory;

struct ab_double_apart {
  ab_interval u, c, out;
  ab_operation_space space;
  memory *memories; /* made when needed */
};

ab_double_apart *ab_double_apart_create(void) {
  ab_double_apart *apart = ab_allocate(1, sizeof *apart);
  ab_interval_init(&apart->u, 53);
  ab_interval_init(&apart->c, 53);
  ab_interval_init(&apart->out, 53);
  ab_operation_space_init(&apart->space, 53);
  return apart;
}

void ab_double_apart_destroy(ab_double_apart *apart) {
  if (!apart)
    return;
  ab_interval_clear(&apart->u);
  ab_interval_clear(&apart->c);
  ab_interval_clear(&apart->out);
  ab_operation_space_clear(&apart->space);
  ab_free(apart->memories);
  ab_free(apart);
}

/* Exact: 53 bits hold every double. */
static void load(ab_interval *out, const ab_lanes *x, int lane) {
  mpfr_set_d(out->lo, x->lo[lane], MPFR_RNDD);
  mpfr_set_d(out->hi, x->hi[lane], MPFR_RNDU);
}

static question ask(const ab_node *node, bool slope, const ab_lanes *u, const ab_lanes *c,
                    int lane) {
  uint64_t operation = (uint64_t)node->op * 2 + slope + 1;
  question q = {operation << 32 | (uint32_t)node->exponent, u->lo[lane], u->hi[lane], 0, 0};
  if (c) {
    q.c_lo = c->lo[lane];
    q.c_hi = c->hi[lane];
  }
  return q;
}

/* The place of a question; it may hold another one. */
static memory *place_of(ab_double_apart *apart, const question *q) {
  if (!apart->memories)
    apart->memories = ab_allocate((size_t)1 << MEMORY_BITS, sizeof *apart->memories);
  uint64_t words[sizeof *q / sizeof(uint64_t)], mix = 0;
  memcpy(words, q, sizeof words);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    mix = (mix ^ words[i] ^ mix >> 29) * UINT64_C(0x9e3779b97f4a7c15);
  return &apart->memories[mix >> (64 - MEMORY_BITS)];
}

static void compute(ab_double_apart *apart, memory *out, const ab_node *node, const ab_lanes *u,
                    const ab_lanes *c, int lane) {
  load(&apart->u, u, lane);
  if (c) {
    load(&apart->c, c, lane);
    ab_operation_slope(&apart->out, node, &apart->u, &apart->c, &apart->space);
  } else {
    ab_operation_range(&apart->out, node, &apart->u, NULL, &apart->space);
  }
  out->lo = mpfr_get_d(apart->out.lo, MPFR_RNDD);
  out->hi = mpfr_get_d(apart->out.hi, MPFR_RNDU);
}

/* The range over u, or, with c, the slope. */
static void run(ab_double_apart *apart, ab_lanes *out, const ab_node *node, const ab_lanes *u,
                const ab_lanes *c) {
  for (int lane = 0; lane < AB_LANES; lane++) {
    if (isnan(u->lo[lane]) || (c && isnan(c->lo[lane]))) {
      ab_lane_set(out, lane, (double)NAN, (double)NAN);
      continue;
    }
    question q = ask(node, c != NULL, u, c, lane);
    memory *m = place_of(apart, &q);
    if (memcmp(&m->asked, &q, sizeof q) != 0) {
      compute(apart, m, node, u, c, lane);
      m->asked = q;
    }
    ab_lane_set(out, lane, m->lo, m->hi);
  }
}

static void range(void *context, ab_lanes *out, const ab_node *node, const ab_lanes *x) {
  run(context, out, node, x, NULL);
}

static void slope(void *context, ab_lanes *out, const ab_node *node, const ab_lanes *u,
                  const ab_lanes *c) {
  run(context, out, node, u, c);
}

ab_apart ab_double_apart_operations(ab_double_apart *apart) {
  return (ab_apart){range, slope, apart};
}

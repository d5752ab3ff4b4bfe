/* SPDX-License-Identifier: MIT */
#include "expr/double_apart.h"

#include "base/memory.h"
#include "expr/operation.h"

struct ab_double_apart {
  ab_interval u, c, out, scratch[AB_SCRATCH];
};

ab_double_apart *ab_double_apart_create(void) {
  ab_double_apart *apart = ab_allocate(1, sizeof *apart);
  ab_interval_init(&apart->u, 53);
  ab_interval_init(&apart->c, 53);
  ab_interval_init(&apart->out, 53);
  for (int i = 0; i < AB_SCRATCH; i++)
    ab_interval_init(&apart->scratch[i], 53);
  return apart;
}

void ab_double_apart_destroy(ab_double_apart *apart) {
  if (!apart)
    return;
  ab_interval_clear(&apart->u);
  ab_interval_clear(&apart->c);
  ab_interval_clear(&apart->out);
  for (int i = 0; i < AB_SCRATCH; i++)
    ab_interval_clear(&apart->scratch[i]);
  ab_free(apart);
}

/* Exact: 53 bits hold every double. */
static void load(ab_interval *out, const ab_lanes *x, int lane) {
  mpfr_set_d(out->lo, x->lo[lane], MPFR_RNDD);
  mpfr_set_d(out->hi, x->hi[lane], MPFR_RNDU);
}

static void store(ab_lanes *out, int lane, const ab_interval *x) {
  ab_lane_set(out, lane, mpfr_get_d(x->lo, MPFR_RNDD), mpfr_get_d(x->hi, MPFR_RNDU));
}

static void range(void *context, ab_lanes *out, const ab_node *node, const ab_lanes *x) {
  ab_double_apart *apart = context;
  for (int lane = 0; lane < AB_LANES; lane++) {
    ab_interval_set_undefined(&apart->out);
    if (!isnan(x->lo[lane])) {
      load(&apart->u, x, lane);
      ab_operation_range(&apart->out, node, &apart->u, NULL);
    }
    store(out, lane, &apart->out);
  }
}

static void slope(void *context, ab_lanes *out, const ab_node *node, const ab_lanes *u,
                  const ab_lanes *c) {
  ab_double_apart *apart = context;
  for (int lane = 0; lane < AB_LANES; lane++) {
    ab_interval_set_undefined(&apart->out);
    if (!isnan(u->lo[lane]) && !isnan(c->lo[lane])) {
      load(&apart->u, u, lane);
      load(&apart->c, c, lane);
      ab_operation_slope(&apart->out, node, &apart->u, &apart->c, apart->scratch);
    }
    store(out, lane, &apart->out);
  }
}

ab_apart ab_double_apart_operations(ab_double_apart *apart) {
  return (ab_apart){range, slope, apart};
}

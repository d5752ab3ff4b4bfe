/* SPDX-License-Identifier: MIT
 * The end of a test program that has called FLINT or Arb. */
#ifndef TESTS_REAL_CACHES_H
#define TESTS_REAL_CACHES_H

#include "real/arb.h"

#include <mpfr.h>

/* A group's last step: gives back what FLINT and MPFR keep from call to call, so that whatever is
 * still allocated is a leak. */
static inline int release_caches(void **state) {
  (void)state;
  flint_cleanup();
  mpfr_free_cache();
  return 0;
}

#endif

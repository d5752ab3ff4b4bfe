/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "real/arb.h"

static void *allocate(size_t size) {
  return ab_allocate(1, size);
}

void ab_real_setup(void) {
  __flint_set_memory_functions(allocate, ab_allocate, ab_reallocate, ab_free);
}

/* SPDX-License-Identifier: MIT
 * Numbers as bytes: 8 of them, least significant first. */
#ifndef AB_PROVE_BYTES_H
#define AB_PROVE_BYTES_H

#include "prove/task.h"

#include <stdbool.h>

void ab_bytes_put(ab_text *out, uint64_t number);
void ab_bytes_put_double(ab_text *out, double x);
/* A box without its node. */
void ab_bytes_put_box(ab_text *out, const ab_box *box, size_t variables);

/* Bytes being read; `good` falls at the first that is missing or wrong. */
typedef struct {
  const char *bytes;
  size_t left;
  bool good;
} ab_bytes;

uint64_t ab_bytes_get(ab_bytes *in);
double ab_bytes_get_double(ab_bytes *in);
/* A number of things of at least 8 bytes each. */
size_t ab_bytes_get_count(ab_bytes *in);
/* All but its node and where its axes are. */
void ab_bytes_get_box(ab_bytes *in, ab_box *box, size_t variables);

#endif

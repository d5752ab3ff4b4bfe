/* SPDX-License-Identifier: MIT
 * Boxes that stay where they are, and a stack of them. */
#ifndef AB_PROVE_BOX_POOL_H
#define AB_PROVE_BOX_POOL_H

#include "prove/task.h"

typedef struct {
  size_t box_size;
  char **chunks;
  size_t chunk_count, chunk_capacity;
  ab_box **spare; /* boxes not in use */
  size_t spare_count, spare_capacity;
  ab_box **stack;
  size_t count, capacity; /* of the stack */
} ab_box_pool;

/* For boxes of at most so many variables. Zeros before. */
void ab_box_pool_init(ab_box_pool *pool, size_t variable_count);
void ab_box_pool_clear(ab_box_pool *pool);
/* All boxes are spare again, the stack is empty. */
void ab_box_pool_reset(ab_box_pool *pool);

/* A box, its contents undefined. */
ab_box *ab_box_pool_take(ab_box_pool *pool);
void ab_box_pool_give_back(ab_box_pool *pool, ab_box *box);
void ab_box_pool_push(ab_box_pool *pool, ab_box *box);
/* NULL if the stack is empty. */
ab_box *ab_box_pool_pop(ab_box_pool *pool);

#endif

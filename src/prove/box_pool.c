/* SPDX-License-Identifier: MIT */
#include "prove/box_pool.h"

#include "base/memory.h"

enum { CHUNK = 128 };

void ab_box_pool_init(ab_box_pool *pool, size_t variable_count) {
  *pool = (ab_box_pool){.box_size = ab_box_size(variable_count)};
}

void ab_box_pool_clear(ab_box_pool *pool) {
  for (size_t i = 0; i < pool->chunk_count; i++)
    ab_free(pool->chunks[i]);
  ab_free(pool->chunks);
  ab_free(pool->spare);
  ab_free(pool->stack);
  *pool = (ab_box_pool){0};
}

/* The boxes of a chunk, the first one to be taken first; there is room for all to come back. */
static void add_chunk(ab_box_pool *pool, char *chunk) {
  ab_reserve(&pool->spare, &pool->spare_capacity, pool->chunk_count * CHUNK, sizeof *pool->spare);
  for (size_t i = CHUNK; i-- > 0;)
    pool->spare[pool->spare_count++] = (ab_box *)(chunk + i * pool->box_size);
}

void ab_box_pool_reset(ab_box_pool *pool) {
  pool->count = pool->spare_count = 0;
  for (size_t i = pool->chunk_count; i-- > 0;)
    add_chunk(pool, pool->chunks[i]);
}

ab_box *ab_box_pool_take(ab_box_pool *pool) {
  if (pool->spare_count == 0) {
    ab_reserve(&pool->chunks, &pool->chunk_capacity, pool->chunk_count + 1, sizeof *pool->chunks);
    pool->chunks[pool->chunk_count++] = ab_allocate(CHUNK, pool->box_size);
    add_chunk(pool, pool->chunks[pool->chunk_count - 1]);
  }
  return pool->spare[--pool->spare_count];
}

void ab_box_pool_give_back(ab_box_pool *pool, ab_box *box) {
  pool->spare[pool->spare_count++] = box;
}

void ab_box_pool_push(ab_box_pool *pool, ab_box *box) {
  ab_reserve(&pool->stack, &pool->capacity, pool->count + 1, sizeof *pool->stack);
  pool->stack[pool->count++] = box;
}

ab_box *ab_box_pool_pop(ab_box_pool *pool) {
  return pool->count ? pool->stack[--pool->count] : NULL;
}

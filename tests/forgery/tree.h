/* SPDX-License-Identifier: MIT
 * Proof trees taken apart and put together in wrong ways, but in the right form. */
#ifndef AB_TESTS_FORGERY_TREE_H
#define AB_TESTS_FORGERY_TREE_H

#include "base/memory.h"
#include "certificate/step.h"

#include <string.h>

/* A whole tree, without shards. */
typedef struct {
  ab_step *steps;
  size_t count, capacity;
} tree;

static inline uint64_t next_random(uint64_t *state) { /* xorshift64* */
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * UINT64_C(2685821657736338717);
}

static inline size_t below(uint64_t *state, size_t limit) {
  return limit ? (size_t)(next_random(state) >> 11) % limit : 0;
}

static inline void tree_add(tree *t, ab_step step) {
  ab_reserve(&t->steps, &t->capacity, t->count + 1, sizeof *t->steps);
  t->steps[t->count++] = step;
}

static inline void tree_read(tree *t, const ab_text *text) {
  size_t position = 0;
  ab_step step;
  *t = (tree){0};
  while (position < text->length && ab_step_read(&step, text->data, text->length, &position))
    tree_add(t, step);
}

static inline void tree_write(ab_text *text, const tree *t) {
  ab_text_init(text);
  for (size_t i = 0; i < t->count; i++)
    ab_step_append(text, &t->steps[i]);
}

/* One past the subtree that begins at i. */
static inline size_t tree_end(const tree *t, size_t i) {
  size_t open = 1;
  while (open > 0 && i < t->count) {
    open += ab_step_subtrees(t->steps[i++].kind);
    open--;
  }
  return i;
}

/* Puts `steps` in the place of the subtree at i. */
static inline void tree_replace(tree *t, size_t i, const ab_step *steps, size_t count) {
  size_t end = tree_end(t, i), tail = t->count - end;
  ab_step *copy = ab_allocate(count, sizeof *copy); /* steps may be part of t */
  memcpy(copy, steps, count * sizeof *copy);
  ab_reserve(&t->steps, &t->capacity, i + count + tail, sizeof *t->steps);
  memmove(t->steps + i + count, t->steps + end, tail * sizeof *t->steps);
  memcpy(t->steps + i, copy, count * sizeof *copy);
  t->count = i + count + tail;
  ab_free(copy);
}

static inline ab_step random_leaf(uint64_t *random, size_t literals, size_t zero_sets) {
  static const ab_step_kind kinds[] = {AB_STEP_DIRECT, AB_STEP_CENTRED, AB_STEP_EXACT};
  if (zero_sets && below(random, 4) == 0)
    return (ab_step){.kind = AB_STEP_ORDER_TWO, .number = (uint32_t)below(random, zero_sets)};
  return (ab_step){.kind = kinds[below(random, 3)], .literal = (uint32_t)below(random, literals)};
}

static inline ab_step random_face(uint64_t *random, size_t axes, size_t literals) {
  return (ab_step){.kind = AB_STEP_FACE,
                   .axis = (uint32_t)below(random, axes),
                   .end = below(random, 2) ? AB_END_LOW : AB_END_HIGH,
                   .literal = (uint32_t)below(random, literals),
                   .sign = below(random, 6)   ? 0
                           : below(random, 2) ? 1
                                              : -1};
}

/* One change, which leaves it a tree. */
static inline void tree_change(tree *t, uint64_t *random, size_t axes, size_t literals,
                               size_t zero_sets) {
  size_t i = below(random, t->count), j = below(random, t->count);
  ab_step leaf = random_leaf(random, literals, zero_sets);
  switch (below(random, 8)) {
  case 0: /* a subtree becomes a leaf */
    tree_replace(t, i, &leaf, 1);
    return;
  case 1: /* a subtree becomes another one */
    if (tree_end(t, j) - j < 4096)
      tree_replace(t, i, t->steps + j, tree_end(t, j) - j);
    return;
  case 2: /* a split of another axis */
    if (axes && t->steps[i].kind == AB_STEP_SPLIT)
      t->steps[i].axis = (uint32_t)below(random, axes);
    return;
  case 3: { /* a face above a leaf */
    if (!axes)
      return;
    ab_step both[2] = {random_face(random, axes, literals), leaf};
    tree_replace(t, i, both, 2);
    return;
  }
  case 4: { /* one more split, with two leaves */
    if (!axes)
      return;
    ab_step split = {.kind = AB_STEP_SPLIT, .axis = (uint32_t)below(random, axes)};
    ab_step three[3] = {split, leaf, random_leaf(random, literals, zero_sets)};
    tree_replace(t, i, three, 3);
    return;
  }
  case 5: { /* both ends, with two leaves */
    if (!axes)
      return;
    ab_step ends = random_face(random, axes, literals);
    ends.kind = AB_STEP_ENDS;
    ab_step three[3] = {ends, leaf, leaf};
    tree_replace(t, i, three, 3);
    return;
  }
  case 6: { /* a choice above a leaf */
    if (!axes)
      return;
    uint32_t depth = 1 + (uint32_t)below(random, 8);
    ab_step both[2] = {{.kind = AB_STEP_CHOOSE,
                        .axis = (uint32_t)below(random, axes),
                        .depth = depth,
                        .number = (uint32_t)below(random, (size_t)1 << depth)},
                       leaf};
    tree_replace(t, i, both, 2);
    return;
  }
  default: /* another rule or literal at a leaf */
    if (ab_step_subtrees(t->steps[i].kind) == 0)
      t->steps[i] = leaf;
  }
}

#endif

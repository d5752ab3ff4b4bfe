/* SPDX-License-Identifier: MIT */
#include "problem/memo.h"

#include "base/memory.h"

void ab_memo_clear(ab_memo *memo) {
  for (size_t i = 0; i < memo->slot_count; i++)
    if (memo->slots[i].used)
      mpq_clear(memo->slots[i].number);
  ab_free(memo->slots);
  *memo = (ab_memo){0};
}

/* The slot that holds the key, or the free one where it belongs. slot_count is a power of two and
 * some slot is free. */
static ab_memo_entry *find_slot(const ab_memo *memo, ab_term term, long index) {
  uint64_t hash = ((uint64_t)term << 32 ^ (uint64_t)index) * UINT64_C(0x9e3779b97f4a7c15);
  size_t slot = (size_t)(hash ^ hash >> 32) & (memo->slot_count - 1);
  while (memo->slots[slot].used &&
         (memo->slots[slot].term != term || memo->slots[slot].index != index))
    slot = (slot + 1) & (memo->slot_count - 1);
  return &memo->slots[slot];
}

ab_memo_entry *ab_memo_find(const ab_memo *memo, ab_term term, long index) {
  if (memo->slot_count == 0)
    return NULL;
  ab_memo_entry *entry = find_slot(memo, term, index);
  return entry->used ? entry : NULL;
}

static void grow(ab_memo *memo) {
  ab_memo old = *memo;
  memo->slot_count = old.slot_count ? 2 * old.slot_count : 16;
  memo->slots = ab_allocate(memo->slot_count, sizeof *memo->slots);
  for (size_t i = 0; i < old.slot_count; i++)
    if (old.slots[i].used)
      *find_slot(memo, old.slots[i].term, old.slots[i].index) = old.slots[i];
  ab_free(old.slots);
}

ab_memo_entry *ab_memo_add(ab_memo *memo, ab_term term, long index) {
  if (2 * (memo->count + 1) > memo->slot_count)
    grow(memo);
  ab_memo_entry *entry = find_slot(memo, term, index);
  if (entry->used)
    return entry;
  *entry = (ab_memo_entry){.term = term, .index = index, .used = true, .kind = AB_MEMO_ACTIVE};
  mpq_init(entry->number);
  memo->count++;
  return entry;
}

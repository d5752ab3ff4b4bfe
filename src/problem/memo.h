/* SPDX-License-Identifier: MIT
 * Values of definitions that are known already, so that a definition used often is evaluated once.
 */
#ifndef AB_PROBLEM_MEMO_H
#define AB_PROBLEM_MEMO_H

#include "expr/graph.h"
#include "problem/syntax.h"

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum {
  AB_MEMO_ACTIVE, /* its evaluation is under way */
  AB_MEMO_NUMBER,
  AB_MEMO_EXPRESSION
} ab_memo_kind;

/* The value of the term `term`, a definition's, with the definition's index (0 if it has none). */
typedef struct {
  ab_term term;
  long index;
  bool used; /* of the slot */
  ab_memo_kind kind;
  mpq_t number; /* NUMBER; initialised in every used slot */
  ab_expr expr; /* EXPRESSION */
} ab_memo_entry;

/* Zero is the empty memo. */
typedef struct {
  ab_memo_entry *slots;
  size_t count, slot_count;
} ab_memo;

/* Forgets everything. */
void ab_memo_clear(ab_memo *memo);

/* The entry or NULL; valid until the next ab_memo_add. */
ab_memo_entry *ab_memo_find(const ab_memo *memo, ab_term term, long index);
/* The entry, which is new and ACTIVE if there was none; valid until the next ab_memo_add. */
ab_memo_entry *ab_memo_add(ab_memo *memo, ab_term term, long index);

#endif

/* SPDX-License-Identifier: MIT
 * The steps of a proof tree and their printable codes (docs/certificate-format.md, "Trees").
 *
 * A tree is the preorder sequence of its steps without coordinates: gaps and overlaps cannot be
 * said. */
#ifndef AB_CERTIFICATE_STEP_H
#define AB_CERTIFICATE_STEP_H

#include "base/text.h"
#include "clause/cell.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  AB_STEP_SPLIT,     /* axis: two subtrees follow, low half first */
  AB_STEP_FACE,      /* axis, end, literal, sign: one subtree follows, on the face, for that literal
                        alone */
  AB_STEP_DIRECT,    /* literal */
  AB_STEP_CENTRED,   /* literal */
  AB_STEP_EXACT,     /* literal */
  AB_STEP_ORDER_TWO, /* number: of a zero set, whose literal it is about */
  AB_STEP_SHARD,     /* number: the subtree stands in that shard */
  AB_STEP_ENDS,    /* axis, literal, sign: two subtrees follow, on the low face and on the high one,
                      for that literal alone */
  AB_STEP_CHOOSE,  /* axis, depth, number: one subtree follows, with that coordinate at
                      number/2^depth of its range */
  AB_STEP_TANGENT, /* literal, depth, count, point: a leaf */
  AB_STEP_KINDS
} ab_step_kind;

typedef struct {
  ab_step_kind kind;
  ab_end end;
  int sign;      /* FACE, ENDS of a literal e != 0: 1 or -1, else 0 */
  uint32_t axis; /* counted from 0, as are literal and number */
  uint32_t literal;
  uint32_t number;
  uint32_t depth;
  uint32_t count, length; /* TANGENT: coordinates of the point, and characters of their code */
  const char *point; /* ":N1:N2..", in the text that was read: coordinate k of those that have width
                        is (Nk - 1)/2^depth of its range in the cell */
} ab_step;

enum { AB_CHOOSE_DEPTH_MAX = 31, AB_TANGENT_DEPTH_MAX = 30 };

/* The numbers Nk - 1 of a tangent's point, count of them. */
void ab_step_point(uint32_t *numbers, const ab_step *step);

/* The subtrees that follow a step, by its kind: 0, 1 or 2. */
unsigned ab_step_subtrees(ab_step_kind kind);

/* The code of one byte, or 0 if the step has none. */
char ab_step_code(const ab_step *step);

/* Appends the code: one byte where there is one, else an escape in parentheses. */
void ab_step_append(ab_text *text, const ab_step *step);

/* Reads one step at *position of text[0..length-1] and moves *position behind it. Only what
 * ab_step_append writes is accepted; false on anything else, with *position left where it was.
 * Bounds on axis and literal are the reader's. */
bool ab_step_read(ab_step *step, const char *text, size_t length, size_t *position);

#endif

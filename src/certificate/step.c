/* SPDX-License-Identifier: MIT */
#include "certificate/step.h"

#include "expr/graph.h"

#include <string.h>

unsigned ab_step_subtrees(ab_step_kind kind) {
  switch (kind) {
  case AB_STEP_SPLIT:
  case AB_STEP_ENDS:
    return 2;
  case AB_STEP_FACE:
  case AB_STEP_CHOOSE:
    return 1;
  default:
    return 0;
  }
}

enum { SHORT_SPLITS = 16, SHORT_LEAVES = 10, SHORT_FACES = 8 };

char ab_step_code(const ab_step *step) {
  switch (step->kind) {
  case AB_STEP_SPLIT:
    return step->axis < SHORT_SPLITS ? (char)('A' + step->axis) : 0;
  case AB_STEP_DIRECT: /* 1 2 .. 9 0 */
    return step->literal < SHORT_LEAVES ? "1234567890"[step->literal] : 0;
  case AB_STEP_CENTRED:
    return step->literal < SHORT_LEAVES ? (char)('a' + step->literal) : 0;
  case AB_STEP_EXACT:
    return step->literal == 0 ? '!' : 0;
  case AB_STEP_FACE:
    if (step->literal != 0 || step->sign != 0 || step->axis >= SHORT_FACES)
      return 0;
    return (char)((step->end == AB_END_LOW ? 'k' : 's') + (int)step->axis);
  default:
    return 0;
  }
}

static const char *sign_text(int sign) {
  return sign > 0 ? "+" : sign < 0 ? "-" : "";
}

void ab_step_append(ab_text *text, const ab_step *step) {
  char code = ab_step_code(step);
  if (code) {
    ab_text_add_char(text, code);
    return;
  }
  switch (step->kind) {
  case AB_STEP_SPLIT:
    ab_text_printf(text, "(s%u)", (unsigned)step->axis + 1);
    return;
  case AB_STEP_DIRECT:
  case AB_STEP_CENTRED:
  case AB_STEP_EXACT:
    ab_text_printf(text, "(%c%u)",
                   step->kind == AB_STEP_DIRECT    ? 'd'
                   : step->kind == AB_STEP_CENTRED ? 'c'
                                                   : 'e',
                   (unsigned)step->literal + 1);
    return;
  case AB_STEP_FACE:
    ab_text_printf(text, "(%c%u:%u%s)", step->end == AB_END_LOW ? 'l' : 'h',
                   (unsigned)step->axis + 1, (unsigned)step->literal + 1, sign_text(step->sign));
    return;
  case AB_STEP_ORDER_TWO:
    ab_text_printf(text, "(o%u)", (unsigned)step->number + 1);
    return;
  case AB_STEP_SHARD:
    ab_text_printf(text, "(#%u)", (unsigned)step->number + 1);
    return;
  case AB_STEP_ENDS:
    ab_text_printf(text, "(b%u:%u%s)", (unsigned)step->axis + 1, (unsigned)step->literal + 1,
                   sign_text(step->sign));
    return;
  case AB_STEP_CHOOSE:
    ab_text_printf(text, "(v%u:%u:%u)", (unsigned)step->axis + 1, (unsigned)step->depth,
                   (unsigned)step->number + 1);
    return;
  case AB_STEP_TANGENT:
    ab_text_printf(text, "(t%u:%u", (unsigned)step->literal + 1, (unsigned)step->depth);
    ab_text_append(text, step->point, step->length);
    ab_text_add_char(text, ')');
    return;
  case AB_STEP_KINDS:
    return;
  }
}

/* A number from 1 to 2^31 without leading zeros, stored less one. */
static bool read_number(uint32_t *out, const char *text, size_t length, size_t *position) {
  uint64_t value = 0;
  size_t start = *position;
  while (*position < length && text[*position] >= '0' && text[*position] <= '9' &&
         *position - start < 10)
    value = 10 * value + (uint64_t)(text[(*position)++] - '0');
  if (*position == start || text[start] == '0' || value > UINT32_C(1) << 31)
    return false;
  *out = (uint32_t)(value - 1);
  return true;
}

static bool read_colon(const char *text, size_t length, size_t *at) {
  return *at < length && text[(*at)++] == ':';
}

/* Depth and number of a choice: number < 2^depth. */
static bool read_choose_tail(ab_step *step, const char *text, size_t length, size_t *at) {
  if (!read_colon(text, length, at) || !read_number(&step->depth, text, length, at) ||
      !read_colon(text, length, at) || !read_number(&step->number, text, length, at))
    return false;
  step->depth++; /* stated as it is */
  return step->depth <= AB_CHOOSE_DEPTH_MAX && step->number >> step->depth == 0;
}

static bool read_face_tail(ab_step *step, const char *text, size_t length, size_t *at) {
  if (!read_colon(text, length, at) || !read_number(&step->literal, text, length, at))
    return false;
  if (*at < length && (text[*at] == '+' || text[*at] == '-'))
    step->sign = text[(*at)++] == '+' ? 1 : -1;
  return true;
}

/* Depth and point of a tangent: numbers <= 2^depth. */
static bool read_tangent_tail(ab_step *step, const char *text, size_t length, size_t *at) {
  if (!read_colon(text, length, at) || !read_number(&step->depth, text, length, at) ||
      ++step->depth > AB_TANGENT_DEPTH_MAX)
    return false;
  size_t start = *at;
  uint32_t number;
  while (*at < length && text[*at] == ':') {
    ++*at;
    if (step->count == AB_VARIABLES_MAX || !read_number(&number, text, length, at) ||
        number > UINT32_C(1) << step->depth)
      return false;
    step->count++;
  }
  step->point = text + start;
  step->length = (uint32_t)(*at - start);
  return step->count > 0;
}

void ab_step_point(uint32_t *numbers, const ab_step *step) {
  size_t at = 0;
  for (uint32_t k = 0; k < step->count; k++) {
    at++; /* the colon */
    read_number(&numbers[k], step->point, step->length, &at);
  }
}

static bool read_escape(ab_step *step, const char *text, size_t length, size_t *at) {
  char letter = *at < length ? text[(*at)++] : 0;
  static const struct {
    char letter;
    ab_step_kind kind;
  } kinds[] = {{'s', AB_STEP_SPLIT},     {'d', AB_STEP_DIRECT}, {'c', AB_STEP_CENTRED},
               {'e', AB_STEP_EXACT},     {'l', AB_STEP_FACE},   {'h', AB_STEP_FACE},
               {'o', AB_STEP_ORDER_TWO}, {'#', AB_STEP_SHARD},  {'b', AB_STEP_ENDS},
               {'v', AB_STEP_CHOOSE},    {'t', AB_STEP_TANGENT}};
  size_t i = 0;
  while (i < sizeof kinds / sizeof *kinds && kinds[i].letter != letter)
    i++;
  uint32_t number;
  if (i == sizeof kinds / sizeof *kinds || !read_number(&number, text, length, at))
    return false;
  step->kind = kinds[i].kind;
  if (step->kind == AB_STEP_SPLIT || step->kind == AB_STEP_FACE || step->kind == AB_STEP_ENDS ||
      step->kind == AB_STEP_CHOOSE)
    step->axis = number;
  else if (step->kind == AB_STEP_SHARD || step->kind == AB_STEP_ORDER_TWO)
    step->number = number;
  else
    step->literal = number;
  step->end = letter == 'l' ? AB_END_LOW : letter == 'h' ? AB_END_HIGH : AB_END_NONE;
  if ((step->kind == AB_STEP_FACE || step->kind == AB_STEP_ENDS) &&
      !read_face_tail(step, text, length, at))
    return false;
  if (step->kind == AB_STEP_CHOOSE && !read_choose_tail(step, text, length, at))
    return false;
  if (step->kind == AB_STEP_TANGENT && !read_tangent_tail(step, text, length, at))
    return false;
  return *at < length && text[(*at)++] == ')' && !ab_step_code(step);
}

static bool read_short(ab_step *step, char c) {
  if (c >= 'A' && c < 'A' + SHORT_SPLITS)
    *step = (ab_step){.kind = AB_STEP_SPLIT, .axis = (uint32_t)(c - 'A')};
  else if (c >= '0' && c <= '9')
    *step = (ab_step){.kind = AB_STEP_DIRECT, .literal = c == '0' ? 9 : (uint32_t)(c - '1')};
  else if (c >= 'a' && c < 'a' + SHORT_LEAVES)
    *step = (ab_step){.kind = AB_STEP_CENTRED, .literal = (uint32_t)(c - 'a')};
  else if (c >= 'k' && c < 'k' + SHORT_FACES)
    *step = (ab_step){.kind = AB_STEP_FACE, .axis = (uint32_t)(c - 'k'), .end = AB_END_LOW};
  else if (c >= 's' && c < 's' + SHORT_FACES)
    *step = (ab_step){.kind = AB_STEP_FACE, .axis = (uint32_t)(c - 's'), .end = AB_END_HIGH};
  else if (c == '!')
    *step = (ab_step){.kind = AB_STEP_EXACT};
  else
    return false;
  return true;
}

bool ab_step_read(ab_step *step, const char *text, size_t length, size_t *position) {
  *step = (ab_step){0};
  if (*position >= length)
    return false;
  size_t at = *position + 1;
  bool good = text[*position] == '(' ? read_escape(step, text, length, &at)
                                     : read_short(step, text[*position]);
  if (good)
    *position = at;
  return good;
}

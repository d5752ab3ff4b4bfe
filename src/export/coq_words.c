/* SPDX-License-Identifier: MIT */
#include "export/coq_words.h"

#include <inttypes.h>

enum {
  BYTES_OF_A_WORD = 7, /* words of 63 bits */
  WORDS_OF_A_LINE = 6,
  WORDS_OF_A_LIST = 2000, /* longer lists exhaust Coq's stack */
  SHORT_LITERALS = 32,
  /* the byte codes of Decode.v */
  CODE_DIRECT = 64,
  CODE_CENTRED = 96,
  CODE_EXACT = 128,
  CODE_LONG_DIRECT = 160,
  CODE_LONG_CENTRED = 161,
  CODE_LONG_EXACT = 162,
  CODE_FACE = 164,
  CODE_ENDS = 168,
  CODE_CHOOSE = 172,
  CODE_NOTHING = 255
};

static void add_byte(ab_text *bytes, unsigned value) {
  ab_text_add_char(bytes, (char)(unsigned char)value);
}

static void add_literal(ab_text *bytes, uint32_t literal) {
  add_byte(bytes, literal & 255);
  add_byte(bytes, literal >> 8 & 255);
}

static void add_leaf(ab_text *bytes, unsigned code, unsigned long_code, uint32_t literal) {
  if (literal < SHORT_LITERALS) {
    add_byte(bytes, code + literal);
    return;
  }
  add_byte(bytes, long_code);
  add_literal(bytes, literal);
}

static void add_step(ab_text *bytes, const ab_step *step) {
  switch (step->kind) {
  case AB_STEP_SPLIT:
    add_byte(bytes, step->axis);
    break;
  case AB_STEP_FACE:
    add_byte(bytes, CODE_FACE + (step->end == AB_END_HIGH ? 1u : 0u) + (step->sign < 0 ? 2u : 0u));
    add_byte(bytes, step->axis);
    add_literal(bytes, step->literal);
    break;
  case AB_STEP_ENDS:
    add_byte(bytes, CODE_ENDS + (step->sign < 0 ? 2u : 0u));
    add_byte(bytes, step->axis);
    add_literal(bytes, step->literal);
    break;
  case AB_STEP_CHOOSE:
    add_byte(bytes, CODE_CHOOSE);
    add_byte(bytes, step->axis);
    add_byte(bytes, step->depth);
    for (unsigned k = 0; k < 4; k++)
      add_byte(bytes, step->number >> 8 * k & 255);
    break;
  case AB_STEP_DIRECT:
    add_leaf(bytes, CODE_DIRECT, CODE_LONG_DIRECT, step->literal);
    break;
  case AB_STEP_CENTRED:
    add_leaf(bytes, CODE_CENTRED, CODE_LONG_CENTRED, step->literal);
    break;
  default:
    add_leaf(bytes, CODE_EXACT, CODE_LONG_EXACT, step->literal);
    break;
  }
}

/* What the byte codes have room for; every certificate that can be verified keeps to it. */
static bool fits(const ab_step *step) {
  return step->axis < AB_VARIABLES_MAX && step->literal < AB_LITERALS_MAX;
}

static ab_status add_block(ab_text *bytes, const ab_certificate *certificate, const ab_tree *block,
                           size_t *next_shard, ab_error *error) {
  size_t position = 0;
  while (position < block->length) {
    ab_step step;
    if (!ab_step_read(&step, block->steps, block->length, &position) || !fits(&step))
      return ab_error_set(error, AB_NOT_VERIFIED, "an unknown code");
    if (step.kind == AB_STEP_TANGENT)
      return ab_error_set(error, AB_BAD_PROBLEM,
                          "the rule tangent: its premise, a gradient, is not a statement about "
                          "clauses, and the Coq proof does not have it");
    if (step.kind == AB_STEP_ORDER_TWO)
      return ab_error_set(error, AB_BAD_PROBLEM,
                          "the rule order-two: its premise, a zero set, is not a statement about "
                          "clauses, and the Coq proof does not have it");
    if (step.kind != AB_STEP_SHARD) {
      add_step(bytes, &step);
      continue;
    }
    if (!next_shard || step.number != *next_shard || step.number >= certificate->shard_count)
      return ab_error_set(error, AB_NOT_VERIFIED, "shard %lu out of its turn",
                          (unsigned long)step.number + 1);
    ++*next_shard;
    ab_status status =
        add_block(bytes, certificate, &certificate->shards[step.number], NULL, error);
    if (status != AB_OK) {
      ab_error_context(error, "shard %lu", (unsigned long)step.number + 1);
      return status;
    }
  }
  return AB_OK;
}

ab_status ab_coq_tree_bytes(ab_text *bytes, const ab_certificate *certificate, size_t tree,
                            size_t *next_shard, ab_error *error) {
  ab_status status = add_block(bytes, certificate, &certificate->trees[tree], next_shard, error);
  if (status != AB_OK)
    ab_error_context(error, "tree %zu (clause %s)", tree + 1,
                     certificate->clauses.clauses[tree].name);
  return status;
}

size_t ab_coq_add_words(ab_text *text, const char *name, const ab_text *bytes) {
  size_t words = (bytes->length + BYTES_OF_A_WORD - 1) / BYTES_OF_A_WORD, lists = 0;
  for (size_t i = 0; i < words; i++) {
    uint64_t word = 0;
    for (size_t k = 0; k < BYTES_OF_A_WORD; k++) {
      size_t at = i * BYTES_OF_A_WORD + k;
      word = word << 8 | (at < bytes->length ? (unsigned char)bytes->data[at] : CODE_NOTHING);
    }
    if (i % WORDS_OF_A_LIST == 0)
      ab_text_printf(text, "Definition %s_%zu : list word := [\n", name, ++lists);
    bool last = i + 1 == words || (i + 1) % WORDS_OF_A_LIST == 0;
    ab_text_printf(text, "0x%" PRIx64 "%s", word,
                   last                                         ? "].\n"
                   : i % WORDS_OF_A_LINE == WORDS_OF_A_LINE - 1 ? ";\n"
                                                                : "; ");
  }
  return lists;
}

/* SPDX-License-Identifier: MIT
 * Trees as lists of machine words, for formal/replay/Decode.v. */
#ifndef AB_EXPORT_COQ_WORDS_H
#define AB_EXPORT_COQ_WORDS_H

#include "base/error.h"
#include "certificate/certificate.h"

/* Appends the steps of tree number `tree` as bytes, shards in their places. *next_shard is the
 * number of the first shard that no tree before has reached; it is moved on. AB_NOT_VERIFIED for an
 * unknown code or a shard out of its turn, AB_BAD_PROBLEM for the rule order-two. */
ab_status ab_coq_tree_bytes(ab_text *bytes, const ab_certificate *certificate, size_t tree,
                            size_t *next_shard, ab_error *error);

/* Appends definitions NAME_1, NAME_2, .. of lists of words that hold these bytes. Returns their
 * number. */
size_t ab_coq_add_words(ab_text *text, const char *name, const ab_text *bytes);

#endif

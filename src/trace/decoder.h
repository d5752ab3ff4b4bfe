/* SPDX-License-Identifier: MIT
 * Ways to unpack compressed bytes; each is there if its library was there when this was built. */
#ifndef AB_TRACE_DECODER_H
#define AB_TRACE_DECODER_H

#include <stdbool.h>
#include <stddef.h>

/* What a step moves along. */
typedef struct {
  const unsigned char *in;
  size_t in_length;
  unsigned char *out;
  size_t out_length;
} ab_decoder_window;

typedef enum {
  AB_DECODER_GOES_ON,
  AB_DECODER_AT_END, /* of a member; another one may follow */
  AB_DECODER_DAMAGED
} ab_decoder_answer;

typedef struct {
  const char *name, *library, *unpacker; /* "gzip", "zlib", "zcat" */
  unsigned char magic[4];
  size_t magic_length;
  void *(*create)(void); /* NULL: not built in */
  ab_decoder_answer (*step)(void *state, ab_decoder_window *window);
  bool (*restart)(void *state);
  void (*destroy)(void *state);
} ab_decoder;

extern const ab_decoder ab_decoder_gzip, ab_decoder_zstd;

#endif

/* SPDX-License-Identifier: MIT */
#include "trace/decoder.h"

#ifdef AB_HAVE_ZLIB
#include "base/memory.h"

#include <zlib.h>

enum { GZIP_ONLY = 16 + MAX_WBITS };

static void *create(void) {
  z_stream *z = ab_allocate(1, sizeof *z);
  if (inflateInit2(z, GZIP_ONLY) == Z_OK)
    return z;
  ab_free(z);
  return NULL;
}

static uInt part(size_t length) {
  return length > 1U << 30 ? 1U << 30 : (uInt)length;
}

static ab_decoder_answer step(void *state, ab_decoder_window *w) {
  z_stream *z = state;
  uInt in = part(w->in_length), out = part(w->out_length);
  z->next_in = (z_const Bytef *)w->in;
  z->avail_in = in;
  z->next_out = w->out;
  z->avail_out = out;
  int answer = inflate(z, Z_NO_FLUSH);
  w->in += in - z->avail_in;
  w->in_length -= in - z->avail_in;
  w->out += out - z->avail_out;
  w->out_length -= out - z->avail_out;
  return answer == Z_STREAM_END                    ? AB_DECODER_AT_END
         : answer == Z_OK || answer == Z_BUF_ERROR ? AB_DECODER_GOES_ON
                                                   : AB_DECODER_DAMAGED;
}

static bool restart(void *state) {
  return inflateReset(state) == Z_OK;
}

static void destroy(void *state) {
  inflateEnd(state);
  ab_free(state);
}
#else
#define create NULL
#define step NULL
#define restart NULL
#define destroy NULL
#endif

const ab_decoder ab_decoder_gzip = {"gzip", "zlib", "zcat",  {0x1f, 0x8b}, 2,
                                    create, step,   restart, destroy};

/* SPDX-License-Identifier: MIT */
#include "trace/decoder.h"

#ifdef AB_HAVE_ZSTD
#include <zstd.h>

static void *create(void) {
  return ZSTD_createDStream();
}

static ab_decoder_answer step(void *state, ab_decoder_window *w) {
  ZSTD_inBuffer in = {w->in, w->in_length, 0};
  ZSTD_outBuffer out = {w->out, w->out_length, 0};
  size_t answer = ZSTD_decompressStream(state, &out, &in);
  w->in += in.pos;
  w->in_length -= in.pos;
  w->out += out.pos;
  w->out_length -= out.pos;
  return ZSTD_isError(answer) ? AB_DECODER_DAMAGED
         : answer == 0        ? AB_DECODER_AT_END
                              : AB_DECODER_GOES_ON;
}

static bool restart(void *state) {
  return !ZSTD_isError(ZSTD_DCtx_reset(state, ZSTD_reset_session_only));
}

static void destroy(void *state) {
  ZSTD_freeDStream(state);
}
#else
#define create NULL
#define step NULL
#define restart NULL
#define destroy NULL
#endif

const ab_decoder ab_decoder_zstd = {
    "zstd", "libzstd", "zstdcat", {0x28, 0xb5, 0x2f, 0xfd}, 4, create, step, restart, destroy};

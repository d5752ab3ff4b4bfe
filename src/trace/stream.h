/* SPDX-License-Identifier: MIT
 * The bytes of a file, of standard input or of memory, one block after the other; gzip and zstd,
 * known by their first bytes, are unpacked on the way. */
#ifndef AB_TRACE_STREAM_H
#define AB_TRACE_STREAM_H

#include "base/error.h"

#include <stddef.h>

typedef struct ab_stream ab_stream;

/* "-" is standard input. AB_IO if it cannot be opened. */
ab_status ab_stream_open(ab_stream **stream, const char *path, ab_error *error);
/* The bytes have to stay. */
ab_stream *ab_stream_of_bytes(const void *bytes, size_t length);
void ab_stream_close(ab_stream *stream);

/* The next bytes, at most `size`; *got = 0 at the end. AB_IO if they cannot be read, are compressed
 * in a way that this build cannot unpack, or are damaged or cut off. */
ab_status ab_stream_read(ab_stream *stream, char *out, size_t size, size_t *got, ab_error *error);

#endif

/* SPDX-License-Identifier: MIT */
#include "trace/stream.h"

#include "base/memory.h"
#include "trace/decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 18, NO_DESCRIPTOR = -1 };

struct ab_stream {
  int descriptor; /* NO_DESCRIPTOR: the bytes in memory, or standard input after its end */
  char *path;
  unsigned char *block;      /* of a file; NULL for memory */
  const unsigned char *next; /* what was read and not yet used */
  size_t left;
  const ab_decoder *decoder; /* NULL: plain */
  void *state;
  bool begun, at_end, in_member; /* at_end: nothing more comes from the file */
};

static ab_stream *create(const char *path) {
  ab_stream *s = ab_allocate(1, sizeof *s);
  s->descriptor = NO_DESCRIPTOR;
  s->path = ab_copy_text(path, strlen(path));
  return s;
}

ab_status ab_stream_open(ab_stream **stream, const char *path, ab_error *error) {
  int descriptor = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return ab_error_set(error, AB_IO, "cannot open %s: %s", path, strerror(errno));
  *stream = create(path);
  (*stream)->descriptor = descriptor;
  (*stream)->block = ab_allocate(BLOCK, 1);
  (*stream)->next = (*stream)->block;
  return AB_OK;
}

ab_stream *ab_stream_of_bytes(const void *bytes, size_t length) {
  ab_stream *s = create("memory");
  s->next = bytes;
  s->left = length;
  s->at_end = true;
  return s;
}

void ab_stream_close(ab_stream *s) {
  if (!s)
    return;
  if (s->state)
    s->decoder->destroy(s->state);
  if (s->descriptor > STDIN_FILENO)
    close(s->descriptor);
  ab_free(s->block);
  ab_free(s->path);
  ab_free(s);
}

/* More bytes behind those that are left, unless the file is at its end. */
static ab_status fill(ab_stream *s, ab_error *error) {
  if (s->at_end || s->left == BLOCK)
    return AB_OK;
  memmove(s->block, s->next, s->left);
  s->next = s->block;
  ssize_t got;
  do {
    got = read(s->descriptor, s->block + s->left, BLOCK - s->left);
  } while (got < 0 && errno == EINTR);
  if (got < 0)
    return ab_error_set(error, AB_IO, "cannot read %s: %s", s->path, strerror(errno));
  s->at_end = got == 0;
  s->left += (size_t)got;
  return AB_OK;
}

/* Looks at the first bytes. */
static ab_status begin(ab_stream *s, ab_error *error) {
  static const ab_decoder *const decoders[] = {&ab_decoder_gzip, &ab_decoder_zstd};
  while (s->left < sizeof decoders[0]->magic && !s->at_end)
    if (fill(s, error) != AB_OK)
      return error->status;
  s->begun = true;
  for (size_t k = 0; k < sizeof decoders / sizeof *decoders; k++) {
    const ab_decoder *d = decoders[k];
    if (s->left < d->magic_length || memcmp(s->next, d->magic, d->magic_length) != 0)
      continue;
    if (!d->create)
      return ab_error_set(error, AB_IO,
                          "%s is compressed with %s, and this program was built without %s; "
                          "unpack it first: %s %s | abcert trace -",
                          s->path, d->name, d->library, d->unpacker, s->path);
    s->decoder = d;
    s->state = d->create();
    s->in_member = true;
    if (!s->state)
      return ab_error_set(error, AB_INTERNAL, "%s cannot begin", d->library);
  }
  return AB_OK;
}

/* What comes after a member: another one, or the end. */
static ab_status next_member(ab_stream *s, ab_error *error) {
  if (s->left == 0 && fill(s, error) != AB_OK)
    return error->status;
  s->in_member = s->left > 0;
  if (s->in_member && !s->decoder->restart(s->state))
    return ab_error_set(error, AB_INTERNAL, "%s cannot go on", s->decoder->library);
  return AB_OK;
}

static ab_status unpack(ab_stream *s, char *out, size_t size, size_t *got, ab_error *error) {
  *got = 0;
  while (*got == 0 && s->in_member) {
    if (s->left == 0 && fill(s, error) != AB_OK)
      return error->status;
    size_t before = s->left;
    ab_decoder_window w = {s->next, s->left, (unsigned char *)out, size};
    ab_decoder_answer answer = s->decoder->step(s->state, &w);
    s->next = w.in;
    s->left = w.in_length;
    *got = size - w.out_length;
    if (answer == AB_DECODER_AT_END && next_member(s, error) != AB_OK)
      return error->status;
    bool stuck = answer == AB_DECODER_GOES_ON && *got == 0 && s->left == before && s->at_end;
    if (answer == AB_DECODER_DAMAGED || stuck)
      return ab_error_set(error, AB_IO, "%s: the %s data %s", s->path, s->decoder->name,
                          stuck ? "end too early" : "are damaged");
  }
  return AB_OK;
}

ab_status ab_stream_read(ab_stream *s, char *out, size_t size, size_t *got, ab_error *error) {
  *got = 0;
  if (!s->begun && begin(s, error) != AB_OK)
    return error->status;
  if (s->decoder)
    return unpack(s, out, size, got, error);
  if (s->left == 0 && fill(s, error) != AB_OK)
    return error->status;
  *got = s->left < size ? s->left : size;
  if (*got > 0)
    memcpy(out, s->next, *got);
  s->next += *got;
  s->left -= *got;
  return AB_OK;
}

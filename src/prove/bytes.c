/* SPDX-License-Identifier: MIT */
#include "prove/bytes.h"

#include <string.h>

void ab_bytes_put(ab_text *out, uint64_t number) {
  char bytes[8];
  for (int i = 0; i < 8; i++)
    bytes[i] = (char)(number >> 8 * i & 0xff);
  ab_text_append(out, bytes, sizeof bytes);
}

void ab_bytes_put_double(ab_text *out, double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  ab_bytes_put(out, bits);
}

/* index, and depth and end in one number. */
void ab_bytes_put_box(ab_text *out, const ab_box *box, size_t variables) {
  ab_bytes_put(out, box->alive);
  ab_bytes_put_double(out, box->margin);
  ab_bytes_put(out, box->literal | (uint64_t)(box->sign + 1) << 32 |
                        (uint64_t)box->committed << 40 | (uint64_t)box->scalar << 41);
  for (size_t k = 0; k < variables; k++) {
    ab_bytes_put(out, box->axes[k].index);
    ab_bytes_put(out, box->axes[k].depth | (uint64_t)(box->axes[k].end + 1) << 8);
  }
}

uint64_t ab_bytes_get(ab_bytes *in) {
  uint64_t number = 0;
  in->good = in->good && in->left >= 8;
  if (!in->good)
    return 0;
  for (int i = 0; i < 8; i++)
    number |= (uint64_t)(unsigned char)in->bytes[i] << 8 * i;
  in->bytes += 8;
  in->left -= 8;
  return number;
}

double ab_bytes_get_double(ab_bytes *in) {
  uint64_t bits = ab_bytes_get(in);
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

size_t ab_bytes_get_count(ab_bytes *in) {
  uint64_t count = ab_bytes_get(in);
  in->good = in->good && count <= in->left / 8;
  return in->good ? (size_t)count : 0;
}

void ab_bytes_get_box(ab_bytes *in, ab_box *box, size_t variables) {
  box->alive = ab_bytes_get(in);
  box->margin = ab_bytes_get_double(in);
  uint64_t goal = ab_bytes_get(in);
  box->literal = (uint32_t)goal;
  box->sign = (int8_t)((goal >> 32 & 3) - 1);
  box->committed = goal >> 40 & 1;
  box->scalar = goal >> 41 & 1;
  unsigned most = box->scalar ? AB_BOX_DEPTH_MAX : AB_DOUBLE_DEPTH_MAX;
  for (size_t k = 0; k < variables; k++) {
    box->axes[k].index = ab_bytes_get(in);
    uint64_t place = ab_bytes_get(in);
    box->axes[k].depth = (uint8_t)(place & 0xff);
    box->axes[k].end = (int8_t)((place >> 8 & 3) - 1);
    in->good =
        in->good && box->axes[k].depth <= most && box->axes[k].index >> box->axes[k].depth == 0;
  }
}

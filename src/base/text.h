/* SPDX-License-Identifier: MIT
 * A text that grows. */
#ifndef AB_BASE_TEXT_H
#define AB_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* data[0..length-1], always followed by a NUL (data is NULL only before the first append). */
typedef struct {
  char *data;
  size_t length, capacity;
} ab_text;

void ab_text_init(ab_text *text);
void ab_text_clear(ab_text *text);
void ab_text_append(ab_text *text, const char *bytes, size_t length);
void ab_text_add(ab_text *text, const char *string);
void ab_text_add_char(ab_text *text, char c);
void ab_text_printf(ab_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Same length, same bytes. */
bool ab_text_equal(const ab_text *a, const ab_text *b);

#endif

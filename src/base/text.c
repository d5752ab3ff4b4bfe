/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void ab_text_init(ab_text *text) {
  *text = (ab_text){0};
}

void ab_text_clear(ab_text *text) {
  ab_free(text->data);
  *text = (ab_text){0};
}

void ab_text_append(ab_text *text, const char *bytes, size_t length) {
  ab_reserve(&text->data, &text->capacity, text->length + length + 1, 1);
  if (length)
    memcpy(text->data + text->length, bytes, length);
  text->length += length;
  text->data[text->length] = '\0';
}

void ab_text_add(ab_text *text, const char *string) {
  ab_text_append(text, string, strlen(string));
}

void ab_text_add_char(ab_text *text, char c) {
  ab_text_append(text, &c, 1);
}

void ab_text_printf(ab_text *text, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length > 0) {
    ab_reserve(&text->data, &text->capacity, text->length + (size_t)length + 1, 1);
    vsnprintf(text->data + text->length, (size_t)length + 1, format, again);
    text->length += (size_t)length;
  }
  va_end(again);
}

bool ab_text_equal(const ab_text *a, const ab_text *b) {
  return a->length == b->length && (!a->length || memcmp(a->data, b->data, a->length) == 0);
}
